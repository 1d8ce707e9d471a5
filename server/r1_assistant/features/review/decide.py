"""What a review makes of a hunk before anything is worded: candidates, weighed and merged."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from r1_assistant.analysis.sides import HunkView, sides_of
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.facts import Workspace
from r1_assistant.domain.change import Change
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.candidate import (
    BY_LIKELIHOOD,
    Candidate,
    of_removal,
    of_sign,
    of_slip,
    of_trace,
)
from r1_assistant.features.review.confidence import UNFITTED, Weights, weighed
from r1_assistant.features.review.config import Stage
from r1_assistant.features.review.evidence import evidence
from r1_assistant.features.review.kept import KeptReviews
from r1_assistant.features.review.kinds import KINDS
from r1_assistant.features.review.likelihood.detect import Likelihood, slips
from r1_assistant.features.review.select import Piece

TURNED = ("hunk.contrast", "line.contrast", "fix.fair", "fix.gain_undo", "fix.gain_operator")
"""What the likelihood says about a line that was turned, moved or exchanged."""
AGREES = 0.5
"""The confidence from which a second kind of evidence makes a line more suspicious."""
EXPLAINED = {"dropped-argument": "sql-injection"}
"""Kinds that say nothing new in a hunk with a likely one of the other kind: a statement that has
its values in its text takes no parameters any more."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What decisions about the hunks of a change rest on.

    `scorer` tells how likely a text is (None: no model does), `external` are the traces of other
    programs, by path, and `kept` what models made of hunks before.
    """

    change: Change
    workspace: Workspace
    stages: frozenset[Stage]
    weights: Weights
    scorer: Engine | None = None
    kept: KeptReviews | None = None
    external: dict[str, list[Trace]] | None = None


def view_of(piece: Piece, grounds: Grounds) -> HunkView:
    """Give rules what they look at."""
    numbers = (line.new_number for line in piece.subjects)
    return HunkView(
        piece.sides or sides_of(piece.file, piece.language),
        piece.hunk,
        frozenset(number for number in numbers if number is not None),
        grounds.change,
        grounds.workspace,
    )


async def decide(
    piece: Piece, grounds: Grounds, ruled: list[Candidate] | None = None
) -> tuple[Candidate, ...]:
    """Collect what speaks against a hunk, and weigh it. Raises EngineError.

    `ruled` is what `by_rule` gives, if that was asked before.
    """
    seen = await asyncio.to_thread(by_rule, piece, grounds) if ruled is None else ruled
    view = view_of(piece, grounds)
    likelihood = await _likelihood(piece, view, grounds)
    seen = [_turned(each, likelihood) for each in seen]
    candidates = [*seen, *_by_likelihood(piece, likelihood)]
    weights = grounds.weights if Stage.CALIBRATION in grounds.stages else UNFITTED
    return tuple(weighed(each, weights) for each in candidates)


def by_rule(piece: Piece, grounds: Grounds) -> list[Candidate]:
    """Collect what patterns, rules and other programs have seen; for a thread, as it parses."""
    from r1_assistant.analysis.rules import traces  # late: a server starts without its rules

    found: list[Candidate | None] = []
    if Stage.RULES in grounds.stages:
        ruled = traces(view_of(piece, grounds)) if piece.language.code else ()
        found += _both([of_trace(each, piece) for each in ruled], map(of_sign, evidence(piece)))
    if Stage.EXTERNAL in grounds.stages:
        outside = (grounds.external or {}).get(piece.file.path, ())
        found += [of_trace(each, piece) for each in outside]
    return [each for each in found if each is not None]


def _both(ruled: Iterable[Candidate | None], signs: Iterable[Candidate]) -> Iterator[Candidate]:
    """Join what a rule and a pattern have seen of one kind: the rule's reason, others' words."""
    by_place = {(each.number, each.kind): each for each in ruled if each is not None}
    for sign in signs:
        rule = by_place.pop((sign.number, sign.kind), None)
        yield (
            sign
            if rule is None
            else replace(
                sign, basis=rule.basis, features=rule.features, fix=rule.fix, end_line=rule.end_line
            )
        )
    yield from by_place.values()


async def _likelihood(piece: Piece, view: HunkView, grounds: Grounds) -> Likelihood:
    """Have the scoring model read a hunk; signs in prose are no operators."""
    scorer = grounds.scorer
    if scorer is None or Stage.LIKELIHOOD not in grounds.stages or not piece.language.code:
        return Likelihood()

    async def measured() -> Likelihood:
        return await slips(view, scorer)

    if grounds.kept is None:
        return await measured()
    return await grounds.kept.likelihood(piece, await scorer.info(), measured)


def _by_likelihood(piece: Piece, likelihood: Likelihood) -> list[Candidate]:
    """Take what surprises the scoring model."""
    found = [of_slip(each, piece) for each in likelihood.lines]
    if not piece.subjects and likelihood.features:
        found.append(of_removal(likelihood.features, piece))
    return [each for each in found if each is not None]


def _turned(candidate: Candidate, likelihood: Likelihood) -> Candidate:
    """Tell a candidate that may as well be a defect put right how likely its line is now."""
    kind = KINDS.get(candidate.kind)
    if kind is None or not kind.reversible or not likelihood.features:
        return candidate
    lines = (each.features for each in likelihood.lines if each.line == candidate.number)
    known = {**likelihood.features, **next(lines, {})}
    turned = {f"turned.{name}": known[name] for name in TURNED if name in known}
    return replace(candidate, features={**candidate.features, **turned})


def merged(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Make one of the candidates of a line: the words of one, and what is known of all.

    A rule's words go first where it is more likely right than wrong, else those of the surest. Two
    kinds of evidence that agree on a line say more than either: each further one that is more
    likely right than wrong takes away of the doubt that is left, half as much as it is sure.
    """
    by_line: dict[int, Candidate] = {}
    for each in sorted(candidates, key=_precedence):
        known = by_line.get(each.number)
        by_line[each.number] = each if known is None else _joined(known, each)
    likely = {each.kind for each in by_line.values() if each.confidence >= AGREES}
    kept = (each for each in by_line.values() if EXPLAINED.get(each.kind) not in likely)
    return tuple(sorted(kept, key=lambda one: (-one.confidence, one.number)))


def _precedence(candidate: Candidate) -> tuple[bool, float]:
    rule = candidate.kind not in BY_LIKELIHOOD and candidate.confidence >= AGREES
    return not rule, -candidate.confidence


def _joined(first: Candidate, second: Candidate) -> Candidate:
    if first.kind == second.kind:
        return first
    agrees = second.confidence >= AGREES
    doubt = (1 - first.confidence) * (1 - second.confidence / 2 if agrees else 1)
    fix = first if first.fix is not None else second
    return replace(
        first,
        confidence=max(1 - doubt, second.confidence),
        fix=fix.fix,
        end_line=fix.end_line,
        features={**second.features, **first.features},
    )
