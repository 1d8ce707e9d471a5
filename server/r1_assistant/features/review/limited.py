"""Decisions about hunks while there is time: the riskiest first, and what is left out is told.

Rules are asked about every hunk first, while the model is loaded. They say what is riskiest, and
what they say stands where the time does not suffice for the model.
"""

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from r1_assistant.analysis.trace import Trace
from r1_assistant.domain.errors import OutOfTime
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.confidence import NO_MODEL, weighed, weights_for
from r1_assistant.features.review.decide import Grounds, by_rule, decide, merged
from r1_assistant.features.review.events import Progress, Weighed
from r1_assistant.features.review.limit import Limit
from r1_assistant.features.review.outside import external
from r1_assistant.features.review.risk import by_risk
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.timed import in_time

UNSEEN = "not looked at"
BY_RULES = "looked at by rules alone"

FOR_RULES = 1.0
"""Seconds that rules have in any case: they take milliseconds for a hunk, and a limit that is over
before they begin would let everything pass."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What speaks against a hunk, and the confidence from which it is shown."""

    candidates: tuple[Candidate, ...]
    bound: float

    @property
    def enough(self) -> tuple[Candidate, ...]:
        """What is sure enough."""
        return tuple(each for each in self.candidates if each.confidence >= self.bound)

    @property
    def near(self) -> int:
        """How many are half as sure at least, and not sure enough."""
        return sum(self.bound / 2 <= each.confidence < self.bound for each in self.candidates)


@dataclass(frozen=True, slots=True)
class Limited:
    """What decisions with little time take besides their grounds.

    `bound` gives the confidence from which findings are shown, by what they rest on.
    """

    limit: Limit
    tally: Tally
    emit: Callable[[Progress | Weighed], None]
    bound: Callable[[Grounds], float]


async def decide_in_time(
    pieces: Sequence[Piece], grounds: Grounds, limited: Limited
) -> list[Decided]:
    """Decide about hunks, in their order, as far as the time suffices. Raises EngineError."""
    weights = await asyncio.to_thread(weights_for, NO_MODEL)
    alone = replace(grounds, scorer=None, kept=None, weights=weights)
    ruled = await _ruled(pieces, alone, limited.limit)
    seen = list(ruled)
    evidence = [_weighed(ruled[at], alone) for at in seen]
    order = [seen[each] for each in by_risk([pieces[at] for at in seen], evidence)]
    found: dict[int, Decided] = {}
    for at in order:
        limited.emit(Progress(pieces[at].file.path, len(found) + 1, len(pieces), 0.0))
        found[at] = await _decided(pieces[at], ruled[at], (grounds, alone), limited)
    for piece in (piece for at, piece in enumerate(pieces) if at not in ruled):
        limited.tally.leave(piece.file.path, piece.hunk.new_start, UNSEEN)
    return [found.get(at, Decided((), 1.0)) for at in range(len(pieces))]


async def external_in_time(
    pieces: Sequence[Piece], limit: Limit | None, tally: Tally
) -> dict[str, list[Trace]] | None:
    """Have other programs look at the changed files, if there is time for that."""
    if limit is None:
        return await external(pieces)
    try:
        return await in_time(lambda: external(pieces), limit)
    except OutOfTime:
        tally.missed.append("other programs not asked")
        return None


def is_time_for_others(limit: Limit | None, tally: Tally) -> bool:
    """Tell whether there is time to look at what the change breaks elsewhere."""
    if limit is None or not limit.over:
        return True
    tally.missed.append("what it breaks elsewhere not looked for")
    return False


async def _ruled(
    pieces: Sequence[Piece], grounds: Grounds, limit: Limit
) -> Mapping[int, list[Candidate]]:
    """Ask the rules about hunks while there is time, and a moment longer if there is none."""
    found: dict[int, list[Candidate]] = {}
    until = math.inf
    for at in by_risk(pieces):
        if limit.clock() >= until:
            break
        found[at] = await asyncio.to_thread(by_rule, pieces[at], grounds)
        if until == math.inf:  # the first one has loaded the rules
            until = max(limit.until, limit.clock() + FOR_RULES)
    return found


async def _decided(
    piece: Piece, seen: list[Candidate], grounds: tuple[Grounds, Grounds], limited: Limited
) -> Decided:
    """Decide with the model if there is time, or if it was asked before; else without."""
    tally, (with_model, alone) = limited.tally, grounds
    try:
        candidates, bound = await decide(piece, with_model, seen), limited.bound(with_model)
    except OutOfTime:
        candidates, bound = _weighed(seen, alone), limited.bound(alone)
        tally.leave(piece.file.path, piece.hunk.new_start, BY_RULES)
    tally.hunks += 1
    tally.paths.add(piece.file.path)
    limited.emit(Weighed(piece.file.path, candidates))
    return Decided(merged(candidates), bound)


def _weighed(seen: Sequence[Candidate], grounds: Grounds) -> tuple[Candidate, ...]:
    return tuple(weighed(each, grounds.weights) for each in seen)
