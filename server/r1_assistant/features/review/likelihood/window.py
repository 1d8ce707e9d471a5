"""What text of a side is scored: what helps most to predict the changed lines, and these. Pure.

Both sides begin alike, byte by byte, so that a scoring model reads the beginning once. Comments and
docstrings are left out: they run nowhere, and whoever writes them could have them say anything.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from r1_assistant.analysis.comments import without_comment
from r1_assistant.analysis.sides import HunkView
from r1_assistant.context.definitions import enclosing
from r1_assistant.domain.change import DiffLine, LineKind

BEFORE_CHARS = 700
"""Code points before the change, indentation aside: about 220 tokens."""
BEFORE_LINES = 25
BEHIND_CHARS = 180
BEHIND_LINES = 4
CHANGED_CHARS = 3200
"""Code points of changed lines, about 1000 tokens; what is beyond is not looked at."""


class Role(Enum):
    """What a row of a window is there for."""

    BEFORE = "before"
    KEPT = "kept"
    CHANGED = "changed"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a window; `number` is its side's (1-based), 0 where that is of no interest.

    `tail` is what stands behind its text in the file: a comment, with the space before it.
    """

    text: str
    number: int
    role: Role
    tail: str = ""


@dataclass(frozen=True)
class Window:
    """A part of a side, to be scored."""

    rows: tuple[Row, ...]

    @cached_property
    def text(self) -> str:
        """What is scored; each row ends with a line end."""
        return "".join(f"{row.text}\n" for row in self.rows)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset of each row in the text."""
        offsets, at = [], 0
        for row in self.rows:
            offsets.append(at)
            at += len(row.text) + 1
        return tuple(offsets)

    def row_at(self, offset: int) -> int:
        """Give the index of the row that an offset is in."""
        return bisect_right(self.starts, offset) - 1


def windows(view: HunkView) -> tuple[Window, Window]:
    """Give the windows of the old and of the new side; they differ in the changed lines alone."""
    changed = [i for i, line in enumerate(view.hunk.lines) if line.kind is not LineKind.CONTEXT]
    if not changed:
        return Window(()), Window(())
    middle = view.hunk.lines[changed[0] : changed[-1] + 1]
    first = _first_number(view, changed[0])
    before = _before(view, first)
    cut, whole = _cut(middle)
    last = first + sum(line.new_number is not None for line in middle)
    behind = _behind(view, last) if whole else []
    old = [_row(line, view) for line in cut if line.kind is not LineKind.ADDED]
    new = [_row(line, view) for line in cut if line.kind is not LineKind.REMOVED]
    sides = ((*before, *filter(None, side), *behind) for side in (old, new))
    return Window(next(sides)), Window(next(sides))


def _first_number(view: HunkView, index: int) -> int:
    """Give the new side's number of the first line that is not before the change."""
    if index:
        return (view.hunk.lines[index - 1].new_number or 0) + 1
    return view.hunk.new_start if view.hunk.new_count else view.hunk.new_start + 1


def _row(line: DiffLine, view: HunkView) -> Row | None:
    """Give a line of the hunk; None if it says nothing but a comment."""
    number = line.new_number or line.old_number or 0
    side = view.old if line.kind is LineKind.REMOVED else view.new
    role = Role.KEPT if line.kind is LineKind.CONTEXT else Role.CHANGED
    code = without_comment(side, number)
    if line.text.strip() and not code.strip():
        return None
    return Row(code, number, role, line.text[len(code) :])


def _cut(lines: Iterable[DiffLine]) -> tuple[list[DiffLine], bool]:
    """Give as many lines as there is room for, and whether these are all."""
    kept: list[DiffLine] = []
    left = CHANGED_CHARS
    for line in lines:
        left -= len(line.text.strip()) + 2
        if left < 0 and kept:
            return kept, False
        kept.append(line)
    return kept, True


def _before(view: HunkView, first: int) -> list[Row]:
    rows: list[Row] = []
    left = BEFORE_CHARS
    number = first - 1
    while number > 0 and len(rows) < BEFORE_LINES and _known(view, number):
        text = without_comment(view.new, number)
        if not text.strip() and view.new.line(number).strip():
            number -= 1
            continue
        left -= len(text.strip()) + 2
        if left < 0:
            break
        rows.append(Row(text, number, Role.BEFORE))
        number -= 1
    name = Row(f"{view.sides.language.comments[0]} {view.path}", 0, Role.BEFORE)
    head = _head(view, first, number + 1)
    return [name, *([Row(head, 0, Role.BEFORE)] if head else ()), *reversed(rows)]


def _head(view: HunkView, first: int, shown: int) -> str:
    """Give the first line of the definition around, if it is above what is shown."""
    tree = view.new.tree if view.new.whole else None
    if tree is None:
        return view.hunk.heading if shown == view.hunk.new_start > 1 else ""
    offset = sum(len(line) + 1 for line in view.new.lines[: first - 1])
    symbol = enclosing(tree, offset)
    return view.new.line(symbol.line) if symbol is not None and symbol.line < shown else ""


def _behind(view: HunkView, number: int) -> list[Row]:
    rows: list[Row] = []
    left = BEHIND_CHARS
    while number <= len(view.new.lines) and len(rows) < BEHIND_LINES and _known(view, number):
        text = without_comment(view.new, number)
        if not text.strip() and view.new.line(number).strip():
            number += 1
            continue
        left -= len(text.strip()) + 2
        if left < 0:
            break
        rows.append(Row(text, number, Role.BEHIND))
        number += 1
    while rows and not rows[-1].text.strip():
        rows.pop()
    return rows


def _known(view: HunkView, number: int) -> bool:
    """Say whether a line's text is known: of a patch's side only the hunk's lines are."""
    hunk = view.hunk
    return view.new.whole or hunk.new_start <= number < hunk.new_start + hunk.new_count
