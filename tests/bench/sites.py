"""Places where a function or class is used that another file of the same repository defines."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Call:
    """A call in a file: where its callee's expression begins, and its name; in code points.

    `start` is where the expression begins that the name ends ("a" in `a.b(1)`), `offset` is the
    name's, `opens` that of the bracket behind it.
    """

    path: str
    start: int
    offset: int
    opens: int
    name: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a callee is defined; the line counts from 1, `head` is its text as it is judged."""

    path: str
    line: int
    head: str


@dataclass(frozen=True, slots=True)
class Site:
    """A call and the definitions it may mean, any of which is right."""

    corpus: str
    language: str
    call: Call
    targets: tuple[Target, ...]


Find = Callable[[Sequence[Call]], Iterable[tuple[Target, ...]]]
"""Find for each of several calls what it means; nothing where that is not sure."""

BATCH = 25


def choose(
    calls: Iterable[Call], count: int, seed: str, find: Find
) -> list[tuple[Call, tuple[Target, ...]]]:
    """Take the first calls, in an order of chance, that mean something in another file.

    At no time more than half of them are in tests, so that the first of many are as good as a few.
    """
    chosen: list[tuple[Call, tuple[Target, ...]]] = []
    tests = 0
    for batch in _batches(shuffled(calls, seed)):
        for call, targets in zip(batch, find(batch), strict=True):
            in_test = is_test(call.path)
            elsewhere = targets and all(target.path != call.path for target in targets)
            if not elsewhere or (in_test and 2 * tests > len(chosen) - 1):
                continue
            tests += in_test
            chosen.append((call, targets))
            if len(chosen) == count:
                return chosen
    return chosen


def _batches(calls: list[Call]) -> Iterator[list[Call]]:
    for start in range(0, len(calls), BATCH):
        yield calls[start : start + BATCH]


def is_test(path: str) -> bool:
    """Tell whether a file belongs to a repository's tests."""
    parts = PurePosixPath(path).parts
    return any("test" in part.lower() or part == "spec" for part in parts)


def shuffled(calls: Iterable[Call], seed: str) -> list[Call]:
    """Bring calls into an order that depends on nothing but the calls and the seed."""
    ordered = sorted(calls, key=lambda call: (call.path, call.offset))
    random.Random(seed).shuffle(ordered)
    return ordered
