"""Which planted changes become cases, with which clean partners, and a small part of them."""

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from evals.cases import Case, Split
from evals.edit import Edit
from evals.functions import inserted
from evals.matching import Sized, match
from evals.pools import Candidate

SHARES = {"python": 0.45, "script": 0.30, "java": 0.12, "go": 0.13}
"""Of the planted cases, by family of languages."""

MOST_OF_A_FILE = 3
"""Cases, planted and clean together."""

NEW_FUNCTIONS = 0.25
"""The share of the planted cases that are a new function."""

Pair = tuple[Candidate, Candidate]


def choose(candidates: Sequence[Candidate], number: int) -> list[Candidate]:
    """Choose planted changes: half slips, half structural, of each kind as many as there can be.

    No two are in one function, and of a file there are at most two, so that its clean partner may
    come from it as well.
    """
    chosen: list[Candidate] = []
    files: Counter[str] = Counter()
    places: set[tuple[str, str]] = set()

    def free(candidate: Candidate) -> bool:
        fresh = (candidate.file, candidate.place) not in places
        return fresh and files[candidate.file] < MOST_OF_A_FILE - 1

    for group, most in (("structural", number // 2), ("slip", number)):
        queues: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            if candidate.edit.group == group:
                queues[candidate.edit.kind].append(candidate)
        while len(chosen) < most and any(queues.values()):
            for kind in sorted(queues):
                taken = _next(queues[kind], free) if len(chosen) < most else None
                if taken is not None:
                    places.add((taken.file, taken.place))
                    files[taken.file] += 1
                    chosen.append(taken)
    return chosen


def pairs(chosen: list[Candidate], clean: Sequence[Candidate], rng: random.Random) -> list[Pair]:
    """Give each planted change its partner: its function without defect, or one of its size."""
    files = Counter(candidate.file for candidate in chosen)
    made, rest = _new_functions(chosen, files, rng)
    sized = [_sized(i, candidate) for i, candidate in enumerate(rest)]
    lead = {"version": len(made)}
    pool = [_sized(i, candidate) for i, candidate in enumerate(clean)]
    partners = match(sized, pool, files, MOST_OF_A_FILE, lead)
    return made + [(rest[i], clean[j]) for i, j in sorted(partners.items())]


def cases(made: Iterable[Pair], split: Split) -> Iterator[Case]:
    """Make the two cases of each pair."""
    for planted, clean in made:
        one, other = _case(planted, split), _case(clean, split)
        yield replace(one, pair=other.id)
        yield replace(other, pair=one.id)


def quick(every: Sequence[Case], number: int = 150) -> list[Case]:
    """Choose whole pairs, of each group and language their share; the same for the same cases."""
    by_id = {case.id: case for case in every}
    strata: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in sorted(every, key=lambda c: c.id):
        if case.planted:
            strata[case.group, case.language].append(case)
    shares = _shares({name: len(stratum) for name, stratum in strata.items()}, number // 2)
    taken = [
        stratum[i * len(stratum) // shares[name]]
        for name, stratum in sorted(strata.items())
        for i in range(shares[name])
    ]
    return [case for planted in taken for case in (planted, by_id[planted.pair])]


def _shares(sizes: dict[tuple[str, str], int], number: int) -> dict[tuple[str, str], int]:
    """Divide a number among strata by their sizes; what is left goes to the largest remainders."""
    whole = max(1, sum(sizes.values()))
    number = min(number, whole)
    exact = {name: number * size / whole for name, size in sizes.items()}
    given = {name: int(part) for name, part in exact.items()}
    rest = sorted(exact, key=lambda name: (given[name] - exact[name], name))
    for name in rest[: number - sum(given.values())]:
        given[name] += 1
    return given


def _next(queue: list[Candidate], free: Callable[[Candidate], bool]) -> Candidate | None:
    """Take the first of a queue that is free, and those before it out."""
    while queue:
        candidate = queue.pop(0)
        if free(candidate):
            return candidate
    return None


def _new_functions(
    chosen: list[Candidate], files: Counter[str], rng: random.Random
) -> tuple[list[Pair], list[Candidate]]:
    made: list[Pair] = []
    rest: list[Candidate] = []
    wanted = int(len(chosen) * NEW_FUNCTIONS)
    for candidate in rng.sample(chosen, len(chosen)):
        full = len(made) >= wanted or files[candidate.file] >= MOST_OF_A_FILE
        pair = None if full else _new_function(candidate)
        if pair is None:
            rest.append(candidate)
        else:
            files[candidate.file] += 1
            made.append(pair)
    return made, rest


def _new_function(candidate: Candidate) -> Pair | None:
    edit = candidate.edit
    if edit.old is not None or edit.others:
        return None
    found = inserted(candidate.path, candidate.old, edit.new, edit.lines[0])
    if found is None:
        return None
    clean = Edit("version", "new-function", found.sound)
    return replace(candidate, old=found.old), replace(candidate, old=found.old, edit=clean)


def _sized(index: int, candidate: Candidate) -> Sized:
    kind = candidate.edit.kind.removesuffix("-back")
    sides = sorted((candidate.old, candidate.edit.new))
    key = _digest(candidate.file, *sides)
    return Sized(
        index=index,
        size=candidate.size,
        file=candidate.file,
        language=candidate.family,
        group=candidate.edit.group,
        kind=kind,
        key=key,
    )


def _case(candidate: Candidate, split: Split) -> Case:
    edit = candidate.edit
    return Case(
        id=_digest(candidate.package, candidate.path, candidate.old, edit.new),
        split=split,
        package=candidate.package,
        language=candidate.language,
        path=candidate.path,
        old=candidate.old,
        new=edit.new,
        group=edit.group,
        kind=edit.kind,
        lines=edit.lines,
        original=edit.original,
        others=dict(edit.others),
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
