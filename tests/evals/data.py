"""The cases of the evaluation, and which of them are taken."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.cases import Case, Split, read


def load(split: Split, folder: Path | None = None) -> list[Case]:
    """Read a set's cases; they are made first if they are not there yet, which takes a while."""
    return list(read((folder or made()) / f"{split}.jsonl.gz"))


def made() -> Path:
    """Make the sets if they are not there, and tell their folder."""
    from evals import build  # late: it needs the packages that cases are made of

    return Path(build.ensure())


def chosen(cases: Iterable[Case], count: int | None, seed: int, kind: str = "") -> list[Case]:
    """Take about `count` cases, pairs as wholes; the same for the same seed.

    None takes all. With `kind` these are the pairs of which one case is of that kind or group.
    """
    found = [pair for pair in pairs(cases) if not kind or any(_is(case, kind) for case in pair)]
    random.Random(seed).shuffle(found)
    taken: list[Case] = []
    for pair in found:
        if count is not None and len(taken) + len(pair) > count:
            break
        taken.extend(pair)
    return taken


def pairs(cases: Iterable[Case]) -> list[Sequence[Case]]:
    """Put the cases of a pair together, ordered by id; a case without another is alone."""
    grouped: dict[str, list[Case]] = {}
    for case in sorted(cases, key=lambda case: case.id):
        grouped.setdefault(min(case.id, case.pair or case.id), []).append(case)
    return list(grouped.values())


def _is(case: Case, kind: str) -> bool:
    return kind in (case.kind, case.group)
