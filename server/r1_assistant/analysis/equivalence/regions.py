"""Which lines of the two sides of a file belong together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from r1_assistant.domain.change import DiffLine, Hunk, LineKind


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that took each other's place; each side from after a line (0 is the top) to a line."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def groups_of(hunks: Iterable[Hunk]) -> list[Group]:
    """Give the runs of changed lines of hunks, in their order."""
    return [group for hunk in hunks for group in _of_hunk(hunk)]


def _of_hunk(hunk: Hunk) -> list[Group]:
    # a side without lines starts after the line that it names
    old = hunk.old_start - 1 if hunk.old_count else hunk.old_start
    new = hunk.new_start - 1 if hunk.new_count else hunk.new_start
    found: list[Group] = []
    changing = False
    for line in hunk.lines:
        if line.kind is LineKind.CONTEXT:
            old, new, changing = old + 1, new + 1, False
            continue
        last = found.pop() if changing else Group(old, old, new, new)
        old, new = _after(line, old, new)
        found.append(Group(last.old_start, old, last.new_start, new))
        changing = True
    return found


def _after(line: DiffLine, old: int, new: int) -> tuple[int, int]:
    return (old + 1, new) if line.kind is LineKind.REMOVED else (old, new + 1)


def region_of(
    own: Sequence[Group],
    groups: Sequence[Group],
    old_spans: Sequence[tuple[int, int]],
    new_spans: Sequence[tuple[int, int]],
) -> Group:
    """Give the smallest region around groups that cuts no span, and no other group, on no side."""
    region = Group(own[0].old_start, own[-1].old_end, own[0].new_start, own[-1].new_end)
    while True:
        old = _widened(region.old_start, region.old_end, old_spans)
        new = _widened(region.new_start, region.new_end, new_spans)
        wider = _joined(Group(*old, *new), region, groups)
        if wider == region:
            return region
        region = wider


def _widened(start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Widen lines until they hold all spans that they touch; a gap touches what is around it."""
    touched = [
        (a, b) for a, b in spans if (a < end and start < b) or (start == end and a < start < b)
    ]
    return (
        min([start, *(a for a, _ in touched)]),
        max([end, *(b for _, b in touched)]),
    )


def _joined(wide: Group, region: Group, groups: Sequence[Group]) -> Group:
    """Widen both sides alike: what is the same on both stands beside each other."""
    before = max(region.old_start - wide.old_start, 0), max(region.new_start - wide.new_start, 0)
    old_start, new_start = _back(region.old_start, region.new_start, before, groups)
    after = max(wide.old_end - region.old_end, 0), max(wide.new_end - region.new_end, 0)
    old_end, new_end = _forth(region.old_end, region.new_end, after, groups)
    return Group(old_start, old_end, new_start, new_end)


def _back(old: int, new: int, lines: tuple[int, int], groups: Sequence[Group]) -> tuple[int, int]:
    """Go back by at least as many lines of each side; over a group at once."""
    target = old - lines[0], new - lines[1]
    for group in reversed(groups):
        if group.old_end > old or group.new_end > new:
            continue
        step = max(old - target[0], new - target[1])
        gap = old - group.old_end
        if step <= 0 or step <= gap:
            break
        old, new = group.old_start, group.new_start
    step = max(old - target[0], new - target[1], 0)
    return old - step, new - step


def _forth(old: int, new: int, lines: tuple[int, int], groups: Sequence[Group]) -> tuple[int, int]:
    """Go on by at least as many lines of each side; over a group at once."""
    target = old + lines[0], new + lines[1]
    for group in groups:
        if group.old_start < old or group.new_start < new:
            continue
        step = max(target[0] - old, target[1] - new)
        if step <= 0 or step <= group.old_start - old:
            break
        old, new = group.old_end, group.new_end
    step = max(target[0] - old, target[1] - new, 0)
    return old + step, new + step
