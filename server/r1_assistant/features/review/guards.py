"""What a change took away: checks and waits that the new side still needs. Pure."""

import re
from collections.abc import Iterator

from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.evidence import Evidence
from r1_assistant.features.review.select import Piece

_GUARD = re.compile(
    r"\bif\b.*?\b(?P<name>[A-Za-z_]\w*)(?: is None\b| is not None\b"
    r"| (?:={2,3}|!={1,2}) (?:null|nil|undefined)\b|\.isEmpty\(\)|\.length ={2,3} 0)"
    r"|\bif not (?P<py>[A-Za-z_]\w*)\b|\bif *\( *!(?P<js>[A-Za-z_]\w*)\b"
)
_AWAITED = re.compile(r"\bawait (?P<call>[\w.]+\()")


def lost_guards(piece: Piece) -> Iterator[Evidence]:
    """Find added lines that use what an earlier line checked, or do not wait for what was awaited.

    Only what has no check at all on the new side counts, and only in code.
    """
    if not piece.language.code:
        return
    new = "\n".join(line.text for line in piece.hunk.lines if line.new_number is not None)
    for removed in piece.hunk.removed:
        for match in _GUARD.finditer(removed.text):
            name = match["name"] or match["py"] or match["js"]
            if name not in ("self", "this") and not _checked(name, new):
                yield from _uses(name, removed.text, piece)
        for match in _AWAITED.finditer(removed.text):
            yield from _not_awaited(match["call"], removed.text, piece)


def _checked(name: str, new: str) -> bool:
    return bool(re.search(rf"\bif\b.*\b{name}\b|\b{name}\?\.|\b{name} (?:and|or|&&|\|\|) ", new))


def _uses(name: str, removed: str, piece: Piece) -> Iterator[Evidence]:
    use = re.compile(rf"\b{name}(?:\.|\[)")
    for line in piece.subjects:
        if use.search(line.text):
            yield Evidence(
                line,
                Category.BUG,
                Severity.ERROR,
                f"uses {name}, which was checked before and no longer is",
                f"What happens in this line when {name} is missing or empty?",
                f"Check {name} first.",
                weight=0.75,
                basis=_basis(removed),
                compare=False,
            )
            return


def _not_awaited(call: str, removed: str, piece: Piece) -> Iterator[Evidence]:
    for line in piece.subjects:
        if call in line.text and "await" not in line.text and "return" not in line.text:
            yield Evidence(
                line,
                Category.BUG,
                Severity.ERROR,
                f"no longer awaits {call})",
                "What does the code that follows work with in place of the result?",
                "Await it.",
                weight=0.9,
                fixable=True,
                basis=_basis(removed),
            )
            return


def _basis(removed: str) -> str:
    return f"The change took this line away: {removed.strip()}"
