"""What stands before a member's dot, from the text alone, for code that a parser can't read."""

import re

_LONGEST = 300
"""Code points of a chain."""

_OPERATOR = re.compile(r"(?:\?\.|!!?\.|\?->|->|::|\.)\s*\Z")
_NAME = re.compile(r"[$@]*[^\W\d]\w*[!?]?\Z")
_OPENING = {")": "(", "]": "["}


def chain_before(text: str, member: int) -> str:
    """Give the names, calls and indexes before the dot of the member at an offset, "" if none."""
    floor = max(0, member - _LONGEST)
    operator = _OPERATOR.search(text, floor, member)
    if operator is None:
        return ""
    start = end = operator.start()
    while (before := _link(text, start, floor)) < start:
        start = before
        operator = _OPERATOR.search(text, floor, start)
        if operator is None:
            break
        start = operator.start()
    return text[start:end].strip()


def _link(text: str, end: int, floor: int) -> int:
    """Give where a name with its calls and indexes begins that ends at an offset."""
    start = end
    while text[start - 1 : start] in _OPENING and start > floor:
        start = _opening(text, start - 1, floor)
    name = _NAME.search(text, floor, start)
    return name.start() if name else start


def _opening(text: str, closing: int, floor: int) -> int:
    """Find the bracket that the one at an offset closes; the offset itself if it is too far."""
    depth = 0
    for at in range(closing, floor - 1, -1):
        depth += (text[at] in ")]}") - (text[at] in "([{")
        if not depth:
            return at
    return floor
