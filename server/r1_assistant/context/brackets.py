"""Brackets and strings of a piece of code, for signatures that are too short for a parser."""

import re
from collections.abc import Iterator

_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\''
    r'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`',
    re.DOTALL,
)


def closing(text: str, start: int, *, angles: bool) -> int | None:
    """Give the place of the bracket that closes the one at `start`; None if there is none."""
    for at, depth in _depths(text, start, angles=angles):
        if depth == 0 and at > start:
            return at
    return None


def split(text: str, separator: str = ",", *, angles: bool) -> list[str] | None:
    """Cut a text at a separator outside of brackets and strings; None if brackets don't match."""
    parts, begun, last = [], 0, 0
    for at, depth in _depths(text, 0, angles=angles):
        last = depth
        if depth == 0 and text[at] == separator:
            parts.append(text[begun:at].strip())
            begun = at + 1
    parts.append(text[begun:].strip())
    return None if last else [part for part in parts if part]


def outside(text: str, sign: str, *, angles: bool) -> list[int]:
    """Give the places of a sign outside of brackets and strings."""
    return [
        at
        for at, depth in _depths(text, 0, angles=angles)
        if text[at] == sign and depth == (sign in _CLOSING)
    ]


def _depths(text: str, start: int, *, angles: bool) -> Iterator[tuple[int, int]]:
    """Give each place outside of strings with the number of brackets that are open behind it."""
    stack: list[str] = []
    at = start
    while at < len(text):
        sign = text[at]
        if sign in "\"'`" and (end := _string_end(text, at)) is not None:
            at = end
            continue
        if sign in "([{" or (sign == "<" and angles and _opens(text, at)):
            stack.append(_CLOSING[sign])
        elif stack and sign == stack[-1] and (sign != ">" or text[at - 1] not in "-="):
            stack.pop()
        elif sign in ")]}":
            while stack and stack[-1] == ">" and sign not in stack[-1:]:
                stack.pop()  # it was no bracket but a comparison
            if not stack or stack.pop() != sign:
                yield at, -1
                return
        yield at, len(stack)
        at += 1


def _string_end(text: str, at: int) -> int | None:
    string = _STRING.match(text, at)
    return string.end() if string else None


def _opens(text: str, at: int) -> bool:
    """Tell an opening angle bracket from a comparison or a shift."""
    before = text[at - 1 : at]
    return (before.isalnum() or before in ("_", ":", "")) or text[at + 1 : at + 2].isalpha()
