"""What a change to a text is made of: its hunks of lines, and how many tokens come and go."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines old[start:end] that lines new[new_start:new_end] replace; they count from 0."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Size:
    """Tokens in the added and in the removed lines."""

    added: int
    removed: int

    @property
    def net(self) -> int:
        return self.added - self.removed

    @property
    def total(self) -> int:
        return self.added + self.removed


def hunks(old: list[str], new: list[str], gap: int = 0) -> Iterator[Hunk]:
    """Give the hunks between two lists of lines; those up to `gap` equal lines apart are one."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = difflib.SequenceMatcher(None, middle_old, middle_new, autojunk=False)
    last: Hunk | None = None
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        here = Hunk(head + a, head + b, head + c, head + d)
        if last is not None and here.start - last.end <= gap:
            last = Hunk(last.start, here.end, last.new_start, here.new_end)
            continue
        if last is not None:
            yield last
        last = here
    if last is not None:
        yield last


def size_of(old: str, new: str) -> Size:
    """Count the tokens that a change adds and removes, whole lines as a diff shows them."""
    before, after = old.split("\n"), new.split("\n")
    added = removed = 0
    for hunk in hunks(before, after):
        added += count(after[hunk.new_start : hunk.new_end])
        removed += count(before[hunk.start : hunk.end])
    return Size(added, removed)


def count(lines: list[str]) -> int:
    """Count the tokens of some lines: words and single signs."""
    return sum(len(_TOKEN.findall(line)) for line in lines)


def changed_lines(old: str, new: str) -> set[int]:
    """Give the new side's lines (from 1) that a change adds, and those beside removed ones."""
    found: set[int] = set()
    for hunk in hunks(old.split("\n"), new.split("\n")):
        if hunk.new_start == hunk.new_end:
            found |= {hunk.new_start, hunk.new_start + 1}
        found |= set(range(hunk.new_start + 1, hunk.new_end + 1))
    return found


def _common(one: list[str], other: list[str]) -> int:
    most = min(len(one), len(other))
    return next((i for i in range(most) if one[i] != other[i]), most)
