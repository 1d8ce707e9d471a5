"""A review in words: what people read. Pure: every line is a tuple of styled segments."""

import textwrap
from collections.abc import Iterator, Sequence

from r1_assistant.domain.change import Change, FileChange
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats.counts import count, skipped_words
from r1_assistant.features.formats.frame import frame
from r1_assistant.features.formats.safe import printable
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import LATE, Skip

Segment = tuple[str, str]
"""A text and its style in rich's words ("bold red"); the style may be empty."""
Line = tuple[Segment, ...]

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_DIM = "dim"
_NAMED = 5
"""The most places that are named in a sentence."""


def finding_lines(
    finding: Finding, file: FileChange, columns: int, *, reasoning: bool
) -> Iterator[Line]:
    """Write a finding: where, how bad and what, the code, the proposal, the thought."""
    style = _STYLES[finding.severity]
    place = f"{printable(finding.path)}:{finding.line}"
    kind = f"[{finding.category.value}, confidence {finding.confidence:.0%}]"
    yield ((place, "bold"), (": ", ""), (finding.severity.value, style), (f" {kind}", _DIM))
    yield from (((f"  {row}", ""),) for row in _wrapped(finding.message, columns - 2))
    if finding.basis:
        why = f"Why: {finding.basis.rstrip('.')}."
        yield from (((f"  {row}", _DIM),) for row in _wrapped(why, columns - 2))
    yield ()
    yield from _code(finding, file, style)
    if finding.fix is not None:
        yield from _fix(finding, file)
    if reasoning and finding.reasoning:
        yield from _reasoning(finding.reasoning, columns)


def summary_lines(stats: Stats, *, model: str) -> Iterator[Line]:
    """Close a review: what was found, what was looked at and what not, and how long it took."""
    what = f"{count(stats.findings, 'finding')}" if stats.findings else "No findings"
    if stats.cut_short and not stats.hunks:
        what = "Nothing was reviewed"
    style = _STYLES[stats.worst] if stats.worst else "bold green"
    seen = ""
    if stats.hunks:
        seen = f" in {count(stats.hunks, 'hunk')} of {count(stats.files, 'file')}"
    if stats.cached:
        seen += (
            ", all from the cache"
            if stats.cached == stats.hunks
            else f", {stats.cached} from the cache"
        )
    if stats.interrupted:
        seen += ", interrupted"
    yield ((what, style), (f"{seen} ({', '.join(_costs(stats, model))}).", ""))
    if stats.withheld:
        yield ((f"{stats.withheld} more not shown (--max-findings).", ""),)
    for reason, number in stats.suppressed.items():
        yield ((f"{number} not shown: {reason}.", _DIM),)
    if stats.cut_short:
        yield ((f"The time was up: {', '.join(stats.cut_short)}.{_next(stats.skips)}", "bold"),)
    if others := [skip for skip in stats.skips if not skip.reason.endswith(LATE)]:
        yield ((f"Not reviewed: {skipped_words(others)}.", _DIM),)


def nothing_line(change: Change, skips: Sequence[Skip]) -> Line:
    """Say why nothing of a change is reviewed."""
    if not change.files:
        return ((f"No {change.title} to review.", ""),)
    return ((f"Nothing to review in the {change.title}: {skipped_words(skips)}.", ""),)


def _next(skips: Sequence[Skip]) -> str:
    """Name the hunks that there was no time for, the first of them."""
    late = [f"{printable(skip.path)}:{skip.line}" for skip in skips if skip.reason.endswith(LATE)]
    if not late:
        return ""
    more = f" and {len(late) - _NAMED} more" if len(late) > _NAMED else ""
    return f" The next review goes on with {', '.join(late[:_NAMED])}{more}."


def _costs(stats: Stats, model: str) -> Iterator[str]:
    if model:
        yield model
    yield f"{stats.seconds:.0f} s" if stats.seconds >= 1 else f"{stats.seconds:.1f} s"
    if stats.tokens_per_second:
        yield f"{stats.tokens_per_second:.0f} tokens/s"


def _code(finding: Finding, file: FileChange, style: str) -> Iterator[Line]:
    rows = frame(file, finding.line, finding.end_line)
    digits = max((len(str(number)) for number, _ in rows), default=1)
    for number, text in rows:
        shown = printable(text)
        marked = finding.line <= number <= finding.end_line
        mark: Segment = (">", style) if marked else (" ", "")
        yield (("  ", ""), mark, (f" {number:>{digits}} | ", _DIM), (shown, ""))
    yield ()


def _fix(finding: Finding, file: FileChange) -> Iterator[Line]:
    yield (("  Proposed fix:", "bold"),)
    for _, text in frame(file, finding.line, finding.end_line, around=0):
        yield ((f"  - {printable(text)}", "red"),)
    for text in (finding.fix or "").split("\n") if finding.fix else ():
        yield ((f"  + {printable(text)}", "green"),)
    yield ()


def _reasoning(thought: str, columns: int) -> Iterator[Line]:
    yield (("  Reasoning:", "bold"),)
    for paragraph in thought.split("\n"):
        yield from (((f"  {row}".rstrip(), _DIM),) for row in _wrapped(paragraph, columns - 2))
    yield ()


def _wrapped(text: str, columns: int) -> list[str]:
    return textwrap.wrap(printable(text), max(columns, 20)) or [""]
