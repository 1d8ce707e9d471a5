"""The cases of the evaluation, and which of them are taken."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from evals.cases import Case, read
from r1_assistant.domain.errors import R1Error

Name = Literal["train", "test", "quick"]
FIX = "fix"
"""The kind of a planted change that was turned round."""


def load(name: Name) -> list[Case]:
    """Read a set's cases; they are made first if they are not there yet, which takes a while.

    "quick" is a part of the test set. Raises R1Error if they can't be made.
    """
    from evals import build, packages  # late: they need what cases are made with

    file = packages.home() / f"{name}.jsonl.gz"
    if not file.is_file() and build.main(["--quick"] if name == "quick" else []):
        raise R1Error(
            "The cases can't be made.", hint="What was said above has to be put right first."
        )
    return list(read(file))


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


def put_right(cases: Iterable[Case]) -> list[Case]:
    """Turn planted changes round: each takes its defect out again, and is clean.

    Whoever accuses a change and its reverse alike is seen by these. New functions have no reverse
    that anybody would review.
    """
    every = list(cases)
    partners = {case.id: case for case in every}
    return [
        replace(
            case,
            id=f"{case.id}-r",
            old=case.new,
            new=case.old,
            group="version",
            kind=FIX,
            lines=(),
            original="",
            pair="",
        )
        for case in every
        if case.planted and not _is_new(case, partners)
    ]


def _is_new(case: Case, partners: Mapping[str, Case]) -> bool:
    partner = partners.get(case.pair)
    return partner is not None and partner.kind == "new-function"


def pairs(cases: Iterable[Case]) -> list[Sequence[Case]]:
    """Put the cases of a pair together, ordered by id; a case without another is alone."""
    grouped: dict[str, list[Case]] = {}
    for case in sorted(cases, key=lambda case: case.id):
        grouped.setdefault(min(case.id, case.pair or case.id), []).append(case)
    return list(grouped.values())


def _is(case: Case, kind: str) -> bool:
    return kind in (case.kind, case.group)
