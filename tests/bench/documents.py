"""Measures the document store against its bar, and against pygls' own TextDocument.

    poe bench-documents [--quick] [--json FILE]

or `PYTHONPATH=tests python -m bench.documents`. Both sides make the same edits, one after the other
in the middle of a document of 20,000 lines and 1.3 MB, with positions in UTF-16; the texts that
come out are compared.

    documents_edits_s      time of 1,000 edits, in seconds, of the slowest kind of edit
    documents_ratio        time of an edit, pygls / ours, of the kind where that is least
    documents_text_ratio   the same with the whole text and an offset asked for after every edit

    typing     a character in a line of ASCII
    wide       a character in a line with accents and an emoji, behind them
    line_ends  a CR that becomes CR LF and is parted again
    blocks     ten lines pasted, ten lines deleted

Ours makes 1,000 edits of each kind and pygls 200, with --quick 200 and 40; the median of five turns
of ours counts, and one turn of pygls. The exit code is 0 if all bars were reached, 1 if not, 2 if
the two sides don't end with the same text.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from lsprotocol import types
from pygls.workspace import TextDocument

from bench.metrics import Metric, Result, flat
from bench.run import BenchError
from bench.table import table
from r1_assistant.lsp.documents import Change, Document
from r1_assistant.lsp.positions import Encoding, Range

METRICS = (
    Metric("documents_edits_s", "1,000 edits of 20,000 lines (s, slowest kind)", 0.5, at_most=True),
    Metric("documents_ratio", "an edit, pygls / ours (least)", 50),
    Metric("documents_text_ratio", "an edit and the whole text, pygls / ours (least)", 2),
)
LINES = 20_000
MIDDLE = LINES // 2
PLAIN = "    result_{} = some_function(argument_one, argument_two)  # note\n"
WIDE = "    größe_{} = déjà_vu(argument_one, '\U0001f44d', argument_two)  # note\n"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of edit: the document's line, and edits that leave it the size it was, about."""

    line: str
    changes: Sequence[Change]


KINDS = {
    "typing": Kind(PLAIN, [Change(Range(MIDDLE, 4, MIDDLE, 4), "a")]),
    "wide": Kind(WIDE, [Change(Range(MIDDLE, 45, MIDDLE, 45), "a")]),
    "line_ends": Kind(
        PLAIN,
        [
            Change(Range(MIDDLE, 9, MIDDLE, 9), "\r"),
            Change(Range(MIDDLE + 1, 0, MIDDLE + 1, 0), "\n"),
            Change(Range(MIDDLE, 9, MIDDLE + 1, 0), "\r"),
            Change(Range(MIDDLE, 9, MIDDLE + 1, 0), ""),
        ],
    ),
    "blocks": Kind(
        PLAIN,
        [
            Change(Range(MIDDLE, 0, MIDDLE, 0), PLAIN * 10),
            Change(Range(MIDDLE, 0, MIDDLE + 10, 0), ""),
        ],
    ),
}


def main() -> None:
    """Measure, print the table, write the JSON."""
    options = _options()
    try:
        results = measure(ours=200 if options.quick else 1000, theirs=40 if options.quick else 200)
    except BenchError as error:
        print(f"not measured: {error}")
        sys.exit(2)
    print(table(results, METRICS))
    if options.json:
        text = json.dumps(flat(results) | {"quick": options.quick}, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    sys.exit(0 if all(metric.passed(results[metric.name].value) for metric in METRICS) else 1)


def measure(*, ours: int, theirs: int) -> dict[str, Result]:
    """Time so many edits of every kind on either side."""
    edits = {name: _milliseconds(_edit_ours, kind, ours) for name, kind in KINDS.items()}
    seconds = {f"{name}_s": each for name, each in edits.items()}  # ms an edit = s a thousand
    plain = _ratios(_edit_ours, _edit_theirs, ours, theirs)
    whole = _ratios(_read_ours, _read_theirs, ours // 5, theirs // 5)
    for name, kind in KINDS.items():
        if _edit_ours(kind, theirs)[1] != _edit_theirs(kind, theirs)[1]:
            raise BenchError(f"the two sides end with different texts: {name}")
    return {
        "documents_edits_s": Result(max(edits.values()), seconds),
        "documents_ratio": Result(min(plain.values()), plain),
        "documents_text_ratio": Result(min(whole.values()), whole),
    }


Side = Callable[[Kind, int], tuple[float, str]]
"""Makes so many edits; gives their time in seconds and the text that came out."""


def _ratios(ours: Side, theirs: Side, our_count: int, their_count: int) -> dict[str, float]:
    return {
        name: theirs(kind, their_count)[0]
        / their_count
        * 1000
        / _milliseconds(ours, kind, our_count)
        for name, kind in KINDS.items()
    }


def _milliseconds(side: Side, kind: Kind, count: int) -> float:
    return statistics.median(side(kind, count)[0] for _ in range(5)) / count * 1000


def _edit_ours(kind: Kind, count: int) -> tuple[float, str]:
    document = Document("file:///x.py", "python", 0, _text(kind), Encoding.UTF16)
    begin = time.perf_counter()
    for version, change in enumerate(islice(cycle(kind.changes), count)):
        document.apply([change], version)
    return time.perf_counter() - begin, document.snapshot().text


def _read_ours(kind: Kind, count: int) -> tuple[float, str]:
    document = Document("file:///x.py", "python", 0, _text(kind), Encoding.UTF16)
    begin = time.perf_counter()
    for version, change in enumerate(islice(cycle(kind.changes), count)):
        document.apply([change], version)
        snapshot = document.snapshot()
        snapshot.text[snapshot.offset(MIDDLE, 4)]
    return time.perf_counter() - begin, document.snapshot().text


def _edit_theirs(kind: Kind, count: int) -> tuple[float, str]:
    document, changes = TextDocument("file:///x.py", _text(kind)), _for_pygls(kind)
    begin = time.perf_counter()
    for change in islice(cycle(changes), count):
        document.apply_change(change)
    return time.perf_counter() - begin, document.source


def _read_theirs(kind: Kind, count: int) -> tuple[float, str]:
    document, changes = TextDocument("file:///x.py", _text(kind)), _for_pygls(kind)
    begin = time.perf_counter()
    for change in islice(cycle(changes), count):
        document.apply_change(change)
        document.source[document.offset_at_position(types.Position(MIDDLE, 4))]
    return time.perf_counter() - begin, document.source


def _for_pygls(kind: Kind) -> list[types.TextDocumentContentChangeEvent]:
    return [
        types.TextDocumentContentChangePartial(
            types.Range(
                types.Position(change.range.start_line, change.range.start_character),
                types.Position(change.range.end_line, change.range.end_character),
            ),
            change.text,
        )
        for change in kind.changes
        if change.range
    ]


def _text(kind: Kind) -> str:
    return "".join(kind.line.format(number) for number in range(LINES))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench-documents", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a fifth of the edits")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results, flat")
    return parser.parse_args()


if __name__ == "__main__":
    main()
