"""Lines of code for the page, and which parts of a line a proposal changes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from r1_assistant.features.formats.code import Row
from r1_assistant.features.formats.safe import cut, printable

_WIDEST = 1_000
"""Code points of a line."""

_WORD = re.compile(r"\w+|\s+|.")

_NAMES = {" ": "same", "+": "added", "-": "removed"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is shown: its parts, each with whether it differs."""

    name: str
    sign: str
    old: int | None
    new: int | None
    marked: bool
    parts: tuple[tuple[str, bool], ...]


def without_differences(rows: tuple[Row, ...]) -> list[Shown]:
    """Show lines as they are."""
    return [_shown(row, ((_text(row), False),)) for row in rows]


def with_differences(rows: tuple[Row, ...]) -> list[Shown]:
    """Show lines of a proposal; where one takes the place of another, with what differs."""
    partners = dict(_pairs(rows))
    shown = []
    for at, row in enumerate(rows):
        other = partners.get(at)
        text = _text(row)
        parts = ((text, False),) if other is None else _parts(text, _text(rows[other]))
        shown.append(_shown(row, parts))
    return shown


def _pairs(rows: tuple[Row, ...]) -> Iterator[tuple[int, int]]:
    """Give which line is beside which, for as many as one run of each side has in common."""
    at = 0
    while at < len(rows):
        removed = _run(rows, at, "-")
        added = _run(rows, removed, "+")
        if removed - at == added - removed:
            for index in range(removed - at):
                yield at + index, removed + index
                yield removed + index, at + index
        at = max(added, at + 1)


def _run(rows: tuple[Row, ...], at: int, sign: str) -> int:
    while at < len(rows) and rows[at].sign == sign:
        at += 1
    return at


def _parts(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """Split a line into what both have at their beginnings and ends, and what lies between."""
    mine, theirs = _WORD.findall(text), _WORD.findall(other)
    before = _common(mine, theirs)
    behind = _common(mine[before:][::-1], theirs[before:][::-1])
    end = len(mine) - behind
    pieces = (mine[:before], mine[before:end], mine[end:])
    flags = (False, True, False)
    return tuple(("".join(p), flag) for p, flag in zip(pieces, flags, strict=True) if p)


def _common(mine: list[str], theirs: list[str]) -> int:
    same = 0
    while same < min(len(mine), len(theirs)) and mine[same] == theirs[same]:
        same += 1
    return same


def _text(row: Row) -> str:
    return cut(printable(row.text), _WIDEST)


def _shown(row: Row, parts: tuple[tuple[str, bool], ...]) -> Shown:
    return Shown(_NAMES[row.sign], row.sign, row.old, row.new, row.marked, parts)
