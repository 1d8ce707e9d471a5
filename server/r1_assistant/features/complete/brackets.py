"""Which brackets a text leaves open. Pure; strings and comments are recognised by their quotes."""

import re
from collections.abc import Iterator

_PAIRS = {")": "(", "]": "[", "}": "{"}
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)'
    r"|'''(?:\\.|[^\\])*?(?:'''|\Z)"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'"
    r"|`(?:\\.|[^`\\])*`"
    r"|[()\[\]{}]",
    re.DOTALL,
)


def unmatched(text: str) -> tuple[list[str], list[str]]:
    """List the brackets that are closed but not opened in a text, and those left open."""
    closed: list[str] = []
    opened: list[str] = []
    for _, bracket in _brackets(text):
        if bracket not in _PAIRS:
            opened.append(bracket)
        elif opened and opened[-1] == _PAIRS[bracket]:
            opened.pop()
        elif not opened:
            closed.append(bracket)
    return closed, opened


def without_surplus(suggestion: str, before: str, after: str) -> str:
    """Cut a suggestion where it closes a bracket that is not open there.

    What `after` closes is spoken for: those are the outermost of the open ones.
    """
    _, opened = unmatched(before)
    spoken_for, _ = unmatched(after)
    free = opened[len(spoken_for) :]
    own: list[str] = []
    for at, bracket in _brackets(suggestion):
        if bracket not in _PAIRS:
            own.append(bracket)
        elif own:
            if own.pop() != _PAIRS[bracket]:
                return suggestion[:at]
        elif not free or free.pop() != _PAIRS[bracket]:
            return suggestion[:at]
    return suggestion


def _brackets(text: str) -> Iterator[tuple[int, str]]:
    for match in _TOKEN.finditer(text):
        if len(match[0]) == 1:
            yield match.start(), match[0]
