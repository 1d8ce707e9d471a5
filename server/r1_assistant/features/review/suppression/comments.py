"""Comments in the code that take findings back: `r1: ignore[kind, category] reason`."""

import re
from collections.abc import Sequence

from r1_assistant.context.languages import Language

_MARK = re.compile(r"\br1:\s*ignore(?:\[(?P<what>[^\]]*)\])?")


def taken_back_at(
    lines: Sequence[str], number: int, kind: str, category: str, language: Language
) -> int:
    """Find the line (1-based) of the comment that takes a finding on a line back; 0 without one.

    It stands at the end of the line, or alone on the lines right above. In brackets are the kinds
    or categories that it is about; without brackets it is about all.
    """
    if not 0 < number <= len(lines):
        return 0
    at = number
    while at == number or (at > 0 and _is_comment(lines[at - 1], language)):
        mark = _marked(lines[at - 1], language)
        if mark is not None and _means(mark, kind, category):
            return at
        at -= 1
    return 0


def has_mark(line: str) -> bool:
    """Tell whether a line holds what such a comment says."""
    return _MARK.search(line) is not None


def _marked(line: str, language: Language) -> str | None:
    """Give what a line's mark is about ("" for all); None without a mark in a comment."""
    for match in _MARK.finditer(line):
        before = line[: match.start()].rstrip()
        if any(before.endswith(leader.strip()) for leader in language.comments if leader.strip()):
            return match["what"] or ""
    return None


def _is_comment(line: str, language: Language) -> bool:
    return f"{line.strip()} ".startswith(language.comments)


def _means(what: str, kind: str, category: str) -> bool:
    named = {name.strip() for name in what.split(",") if name.strip()}
    return not named or bool(named & {kind, category})
