"""Comments in the code that take findings back: `r1: ignore[kind, category] reason`."""

import re
from collections.abc import Sequence

from r1_assistant.context.languages import Language

_MARK = re.compile(r"\br1:\s*ignore(?:\[(?P<what>[^\]]*)\])?")


def ignored(
    lines: Sequence[str], number: int, kind: str, category: str, language: Language
) -> bool:
    """Tell whether a comment takes a finding on a line (1-based) back.

    It stands at the end of the line, or alone on the lines right above. In brackets are the kinds
    or categories that it is about; without brackets it is about all.
    """
    if not 0 < number <= len(lines):
        return False
    above = number - 1
    marks = [_marked(lines[number - 1], language)]
    while above > 0 and _is_comment(lines[above - 1], language):
        marks.append(_marked(lines[above - 1], language))
        above -= 1
    return any(_means(mark, kind, category) for mark in marks if mark is not None)


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
