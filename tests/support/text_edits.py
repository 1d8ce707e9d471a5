"""Edits applied as an editor applies them: positions in UTF-16 units, by way of UTF-16 itself."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Place(NamedTuple):
    """A 0-based line, and UTF-16 units into it."""

    line: int
    character: int


class Edit(NamedTuple):
    """A text in place of what is between two places."""

    start: Place
    end: Place
    text: str


def in_order(edits: Sequence[Edit]) -> list[Edit]:
    """Sort edits of one text, which must not overlap, so that each can be applied in turn."""
    ordered = sorted(edits, key=lambda edit: edit.start, reverse=True)
    for later, earlier in pairwise(ordered):
        assert earlier.end <= later.start, "the edits overlap"
    return ordered


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Apply edits one after another; each place must be there."""
    for edit in edits:
        data = text.encode("utf-16-le", "surrogatepass")
        start, end = _at(text, edit.start), _at(text, edit.end)
        written = edit.text.encode("utf-16-le", "surrogatepass")
        text = (data[:start] + written + data[end:]).decode("utf-16-le", "surrogatepass")
    return text


def _at(text: str, place: Place) -> int:
    """Give a place's offset in bytes of UTF-16."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    assert place.line < len(lines), f"there is no line {place.line}"
    line = lines[place.line].rstrip("\r\n").encode("utf-16-le", "surrogatepass")
    assert 2 * place.character <= len(line), f"line {place.line} ends before {place.character}"
    above = "".join(lines[: place.line]).encode("utf-16-le", "surrogatepass")
    return len(above) + 2 * place.character
