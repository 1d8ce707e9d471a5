"""A change on a ground, and the editor that makes edits of the changes a kind finds."""

import difflib
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from evals.cases import Group
from evals.edit import Edit, Editor, Source
from evals.planting.ground import Ground, ground_of
from r1_assistant.context.syntax import parse, problems

if TYPE_CHECKING:
    from tree_sitter import Node

MOST = 20
"""Edits of one kind that a source gives at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands from a byte to another becomes this text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Spots that don't overlap, and the bytes of the old text whose lines are wrong now too.

    `most` is the number of changed lines that are right to name; a long body whose indentation
    changes is not. `restores` tells whether the old line in a changed one's place makes it right.
    """

    spots: tuple[Spot, ...]
    also: tuple[int, ...] = ()
    most: int = 12
    others: Mapping[str, str] = field(default_factory=dict)
    restores: bool = True


Sites = Callable[[Ground, random.Random], Iterable[Change]]
"""Gives every change of a kind, in the order of the text."""


def planter(group: Group, kind: str, sites: Sites) -> Editor:
    """Make the editor of a kind."""

    def edits(source: Source, rng: random.Random) -> Iterator[Edit]:
        ground = ground_of(source)
        if ground is None:
            return
        ground.siblings = source.siblings
        found = list(sites(ground, rng))
        rng.shuffle(found)
        made = (_edit(ground, change, group, kind) for change in found)
        yield from islice(_different(made), MOST)

    return edits


def _different(edits: Iterable[Edit | None]) -> Iterator[Edit]:
    """Give each result once."""
    seen: set[str] = set()
    for edit in edits:
        if edit is not None and edit.new not in seen:
            seen.add(edit.new)
            yield edit


def replaced(node: "Node", text: str, *also: int) -> Change:
    """Give the change that puts a text in the place of a node."""
    return Change((Spot(node.start_byte, node.end_byte, text),), also)


def removed(span: tuple[int, int], *also: int) -> Change:
    return Change((Spot(*span, ""),), also)


def _edit(ground: Ground, change: Change, group: Group, kind: str) -> Edit | None:
    spots = tuple(_tidied(ground.data, spot) for spot in change.spots)
    new = _applied(ground.data, spots)
    after = parse(new, ground.tree.language, ground.tree)
    if after is None or new == ground.tree.text or problems(after) > problems(ground.tree):
        return None
    old_lines, new_lines = ground.tree.text.split("\n"), new.split("\n")
    changed, original = _changed(old_lines, new_lines)
    lines = changed[: change.most]
    if not change.restores or (group == "structural" and len(changed) > 1):
        original = ""
    if changed and original == new_lines[changed[0] - 1].strip():  # it was indented anew
        original = ""
    lines += [line for at in change.also for line in _moved(ground.data, at, spots)]
    return Edit(group, kind, new, tuple(dict.fromkeys(lines)), original, None, change.others)


def _tidied(data: bytes, spot: Spot) -> Spot:
    """Let a deletion of whole lines take the blank line that nobody would leave behind."""
    start, end = spot.start, spot.end
    whole = data[start - 1 : start] in (b"\n", b"") and data[end - 1 : end] == b"\n"
    if spot.text or not whole or start == end:
        return spot
    above = data.rfind(b"\n", 0, max(start - 1, 0)) + 1
    below = data.find(b"\n", end) + 1 or len(data)
    before, behind = data[above:start].strip(), data[end:below].strip()
    closes = behind.startswith((b"}", b")", b"else", b"elif", b"except", b"finally", b"case"))
    if not before and start and closes:
        return Spot(above, end, "")
    if before.endswith((b"{", b":", b'"""')) and not behind and end < len(data):
        return Spot(start, below, "")
    return Spot(start, end + _blank(data, start, end), "")


def _blank(data: bytes, start: int, end: int) -> int:
    """Give the length of the blank lines behind a span, as many as are above it."""
    above = data[:start].split(b"\n")[:-1]
    count = next((at for at, line in enumerate(reversed(above)) if line.strip()), len(above))
    length = 0
    for line in data[end:].split(b"\n", count)[:count]:
        if line.strip():
            break
        length += len(line) + 1
    return min(length, len(data) - end)


def _applied(data: bytes, spots: tuple[Spot, ...]) -> str:
    parts, at = [], 0
    for spot in sorted(spots, key=lambda spot: (spot.start, spot.end)):
        parts += [data[at : spot.start], spot.text.encode()]
        at = spot.end
    return b"".join([*parts, data[at:]]).decode()


def _changed(old: list[str], new: list[str]) -> tuple[list[int], str]:
    """Give the new side's lines that a diff would show, and what line the first one was.

    Of a deletion those are the line before it and the line behind, blank ones skipped.
    """
    same = _common(old, new)
    tail = _common(old[same:][::-1], new[same:][::-1])
    middle_old, middle_new = old[same : len(old) - tail], new[same : len(new) - tail]
    lines: list[int] = []
    original = ""
    matcher = difflib.SequenceMatcher(None, middle_old, middle_new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        if new_start == new_end:
            lines += _beside(new, same + new_start)
        elif not lines and end - start == new_end - new_start:
            original = middle_old[start].strip()
        lines += range(same + new_start + 1, same + new_end + 1)
    return lines, original


def _beside(new: list[str], at: int) -> list[int]:
    """Give the numbers of the lines around the place before the index `at` that hold something."""
    before = next((index for index in range(at - 1, -1, -1) if new[index].strip()), None)
    behind = next((index for index in range(at, len(new)) if new[index].strip()), None)
    return [index + 1 for index in (before, behind) if index is not None]


def _common(old: list[str], new: list[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _moved(data: bytes, at: int, spots: tuple[Spot, ...]) -> Iterator[int]:
    """Give the new side's line of a byte of the old one; nothing if it is gone."""
    if any(spot.start <= at < spot.end for spot in spots):
        return
    before = [spot for spot in spots if spot.end <= at]
    line = data.count(b"\n", 0, at) + 1
    for spot in before:
        line += spot.text.count("\n") - data.count(b"\n", spot.start, spot.end)
    yield line
