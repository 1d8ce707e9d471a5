"""Clean changes of the same size as planted ones, so that size tells nothing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from evals.changes import Size

MEASURES: dict[str, Callable[[Size], int]] = {
    "added minus removed": lambda size: size.net,
    "added": lambda size: size.added,
    "removed": lambda size: size.removed,
    "added and removed": lambda size: size.total,
}
"""What a reviewer that knows only the size could go by."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A change that can be chosen: its place in its list, its size, and its file's name.

    `key` names what may be chosen once only (the clean change, whatever side is the old one).
    """

    index: int
    size: Size
    file: str
    language: str
    group: str
    kind: str
    key: str


def distance(one: Size, other: Size) -> float:
    """Tell how much two changes differ in size, relative to how large they are; 0 is not at all."""
    added = abs(one.added - other.added) / (4 + one.added)
    removed = abs(one.removed - other.removed) / (4 + one.removed)
    return added + removed + 2 * abs(one.net - other.net) / (4 + one.total)


def match(
    planted: Sequence[Sized],
    pool: Sequence[Sized],
    most: Counter[str],
    limit: int,
    given: Mapping[str, int] | None = None,
) -> dict[int, int]:
    """Choose for each planted change the clean one of its language that is nearest in size.

    The largest choose first, because few are like them. Both clean groups are chosen as evenly as
    the pool allows, `given` tells how many of each there are already; and so are their kinds.
    `most` counts the cases by file, which end at `limit`. A planted change without a partner is
    not in the result.
    """
    chosen: dict[int, int] = {}
    used: set[str] = set()
    groups, kinds = Counter(given or {}), Counter[str]()
    for case in sorted(planted, key=lambda c: (-c.size.total, c.index)):
        lead = groups["refactoring"] - groups["version"]
        late = {"refactoring": max(0, lead), "version": max(0, -lead)}
        free = (c for c in pool if c.key not in used and most[c.file] < limit)
        best = min(
            ((_cost(case, c, late[c.group], kinds[c.kind]), c.index, c) for c in free),
            default=None,
        )
        if best is not None:
            clean = best[2]
            chosen[case.index] = clean.index
            used.add(clean.key)
            groups[clean.group] += 1
            kinds[clean.kind] += clean.group == "refactoring"
            most[clean.file] += 1
    return chosen


def _cost(case: Sized, clean: Sized, late: int, often: int) -> float:
    return distance(case.size, clean.size) + 0.03 * late + 0.01 * often


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Give the probability that a positive scores above a negative; ties count half.

    0.5 if one of the two is empty.
    """
    if not positive or not negative:
        return 0.5
    ranked = sorted([(s, True) for s in positive] + [(s, False) for s in negative])
    below = wins = 0.0
    for _, ties in groupby(ranked, key=lambda pair: pair[0]):
        here = [bad for _, bad in ties]
        bad = sum(here)
        good = len(here) - bad
        wins += bad * (below + good / 2)
        below += good
    return wins / (len(positive) * len(negative))
