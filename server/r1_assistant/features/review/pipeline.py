"""The review of a change as a stream of events.

First every hunk is decided about: rules, other programs and the scoring model say what speaks
against it, at little cost. Then what is sure enough is ranked over the whole change, and the
strongest is put into words by the writing model, which is not even loaded if there is nothing.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from functools import partial

from r1_assistant.context.facts import Workspace
from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import OutOfTime
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.candidate import Candidate, of_finding
from r1_assistant.features.review.confidence import NO_MODEL, weighed, weights_for
from r1_assistant.features.review.config import ReviewConfig, Stage
from r1_assistant.features.review.custom.stage import TeamStage, by_model, by_pattern, fitted_notes
from r1_assistant.features.review.decide import Grounds, decide, merged
from r1_assistant.features.review.events import (
    Done,
    Progress,
    ReviewEvent,
    Started,
    Weighed,
)
from r1_assistant.features.review.hunk import findings_of
from r1_assistant.features.review.kept import KeptReviews
from r1_assistant.features.review.limit import Limit
from r1_assistant.features.review.limited import (
    Decided,
    Limited,
    decide_in_time,
    external_in_time,
    is_time_for_others,
)
from r1_assistant.features.review.models import Models as Models
from r1_assistant.features.review.plain import with_signs
from r1_assistant.features.review.rank import chosen, ranked, without_repetitions
from r1_assistant.features.review.run import Run
from r1_assistant.features.review.select import Piece, Selection, select
from r1_assistant.features.review.suppression.quiet import Quiet
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.trust import Trust, trust_for
from r1_assistant.features.review.work import HunkWork, Writer
from r1_assistant.features.tokens import TokenCounts

_LEAST_BOUND = 0.3
"""A bound below which no finding is shown, whatever the weights."""


async def review(
    change: Change,
    config: ReviewConfig,
    models: Models,
    tally: Tally | None = None,
    clock: Callable[[], float] = time.monotonic,
    workspace: Workspace | None = None,
    quiet: Quiet | None = None,
    kept: KeptReviews | None = None,
    limit: Limit | None = None,
) -> AsyncGenerator[ReviewEvent, None]:
    """Review a change: `Started`, any number of the others, then `Done`.

    What the change breaks elsewhere in the `workspace`, if one is given, comes first. `tally`
    counts along, for a caller that may end the review early. What `quiet` names is counted and not
    shown, and what is `kept` is not asked of a model again. With a `limit` the riskiest hunks come
    first, and what was left out is told. Raises EngineError; the findings that came before stand.
    """
    events: asyncio.Queue[ReviewEvent | None] = asyncio.Queue()
    tally, emit = tally or Tally(), events.put_nowait
    quiet, models = quiet or Quiet(), models if limit is None else models.within(limit)
    run = Run(change, config, models, tally, clock, emit, workspace, quiet, kept, limit)
    task = asyncio.create_task(_reviewed(run))
    task.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
        await task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _reviewed(run: Run) -> None:
    begun = run.clock()
    pieces = (await _selected(run)).pieces
    writer = run.models.writer
    info = None if writer is None else await writer.info()
    run.emit(Started(info, len(pieces), len({piece.file.path for piece in pieces})))
    grounds = await _grounds(run, pieces)
    looks = Stage.RULES in run.config.stages
    if run.workspace is not None and looks and is_time_for_others(run.limit, run.tally):
        broken = await asyncio.to_thread(broken_elsewhere, run.change, run.config, run.workspace)
        run.found(run.heard(_weighed(run, grounds, broken)))
    stage = TeamStage(run.change, run.config, writer, run.tally, run.kept, run.clock, run.emit)
    hits = run.heard(await by_pattern(stage))
    run.found([each for each in hits if each.severity is not Severity.INFO])
    decided = await _all_decided(run, grounds, pieces)
    await _worded(run, grounds, pieces, decided)
    run.found([each for each in hits if each.severity is Severity.INFO])
    await _asked_of_rules(run, stage)
    if run.kept is not None and run.models.scores is not None:
        places = {(piece.file.path, piece.hunk.new_start) for piece in pieces}
        run.tally.cached = run.tally.hunks - len(run.kept.made & places)
    run.emit(Done(run.tally.stats(run.clock() - begun)))


async def _asked_of_rules(run: Run, stage: TeamStage) -> None:
    """Ask the model about the team's rules in plain language, while there is time."""
    try:
        async for found in by_model(stage):
            run.found(run.heard(found))
    except OutOfTime:
        run.tally.missed.append("not all rules in plain language asked about")


async def _selected(run: Run) -> Selection:
    gate = Stage.EQUIVALENCE in run.config.stages
    # it reads every line
    selection = await asyncio.to_thread(select, run.change, run.config, equivalence=gate)
    writer = run.models.writer
    if writer is None or not await asyncio.to_thread(opines, await writer.info(), run.config):
        selection = await asyncio.to_thread(with_signs, selection)
    run.tally.skips.extend(selection.skips)
    return selection


async def _grounds(run: Run, pieces: Sequence[Piece]) -> Grounds:
    scorer = run.models.scores
    model = NO_MODEL if scorer is None else (await scorer.info()).id
    weights = await asyncio.to_thread(weights_for, model)  # it reads files
    return Grounds(
        run.change,
        run.workspace or NoWorkspace(),
        run.config.stages,
        weights,
        scorer,
        run.kept,
        await external_in_time(pieces, run.limit, run.tally) if run.config.asks_programs else None,
    )


def _weighed(run: Run, grounds: Grounds, broken: Sequence[Finding]) -> list[Finding]:
    """Weigh what was found outside of the hunks, and keep what is sure enough."""
    bound = _bound(run.config, grounds)
    kept = []
    for finding in broken:
        candidate = weighed(of_finding(finding), grounds.weights)
        run.emit(Weighed(finding.path, (candidate,)))
        if candidate.confidence >= bound:
            kept.append(replace(finding, confidence=candidate.confidence))
    return kept


def _bound(config: ReviewConfig, grounds: Grounds) -> float:
    return grounds.weights.threshold if config.min_confidence is None else config.min_confidence


async def _all_decided(run: Run, grounds: Grounds, pieces: Sequence[Piece]) -> list[Decided]:
    bound = partial(_bound, run.config)
    if run.limit is not None:
        limited = Limited(run.limit, run.tally, run.emit, bound)
        return await decide_in_time(pieces, grounds, limited)
    found = [await _decided(run, grounds, pieces, at) for at in range(len(pieces))]
    return [Decided(each, bound(grounds)) for each in found]


async def _decided(
    run: Run, grounds: Grounds, pieces: Sequence[Piece], at: int
) -> tuple[Candidate, ...]:
    piece = pieces[at]
    run.emit(Progress(piece.file.path, at + 1, len(pieces), 0.0))
    candidates = await decide(piece, grounds)
    run.tally.hunks += 1
    run.tally.paths.add(piece.file.path)
    run.emit(Weighed(piece.file.path, candidates))
    return merged(candidates)


async def _worded(
    run: Run,
    grounds: Grounds,
    pieces: Sequence[Piece],
    decided: Sequence[Decided],
) -> None:
    """Word what is strongest, the hunk with the worst first; the rest is counted."""
    config = run.config
    bound = _bound(config, grounds)
    enough = [one.enough for one in decided]
    near = sum(one.near for one in decided)
    run.tally.drop("not sure enough", near)
    heard = [run.wanted(*pair) for pair in zip(pieces, enough, strict=True)]
    sure = chosen(heard, config.max_per_hunk)
    run.tally.withheld += sum(map(len, heard)) - sum(map(len, sure.values()))
    engine = run.models.writer
    info = None if engine is None else await engine.info()
    asked = info is not None and await asyncio.to_thread(opines, info, config, bound)
    trust = Trust() if info is None else await asyncio.to_thread(trust_for, info.id)
    seen: frozenset[str] = frozenset()
    counts = TokenCounts()
    order = [*sure, *(at for at in range(len(pieces)) if asked and at not in sure)]
    notes = await fitted_notes(config, engine, [pieces[at].file.path for at in order])
    for at in order:
        full = run.tally.shown >= config.max_findings  # what is only counted needs no words
        writer = None if engine is None or full else await _writer(run, engine, pieces, at, counts)
        piece = pieces[at]
        own = replace(config, instructions=notes[piece.file.path])
        work = HunkWork(piece, own, run.tally, grounds, bound, writer, trust, asked)
        found = ranked(run.heard(await findings_of(work, sure.get(at, ()))))
        findings = without_repetitions(found, seen)
        run.found(findings)
        seen |= frozenset(finding.fingerprint for finding in findings)


async def _writer(
    run: Run, engine: Engine, pieces: Sequence[Piece], at: int, counts: TokenCounts
) -> Writer:
    path, total = pieces[at].file.path, len(pieces)

    def pace(speed: float) -> None:
        run.emit(Progress(path, at + 1, total, speed, writing=True))

    pace(0.0)
    return Writer(engine, await engine.info(), pace, run.clock, counts)


def opines(info: ModelInfo, config: ReviewConfig, bound: float | None = None) -> bool:
    """Tell whether a model is asked what it sees by itself.

    That is so if its claims were measured to be worth it, or it is a reasoning model that nobody
    has measured and that is asked several times. For a thread, as it reads files.
    """
    if config.model_opines is not None or not config.may_opine:
        return config.may_opine and bool(config.model_opines)
    trust = trust_for(info.id)
    if not trust.measured and not info.reasoning:
        return False
    return trust.worth_asking(_LEAST_BOUND if bound is None else bound, config.runs)


def broken_elsewhere(
    change: Change, config: ReviewConfig, workspace: Workspace
) -> tuple[Finding, ...]:
    """Find what no longer fits a change elsewhere; it takes a thread, as it parses."""
    from r1_assistant.features.review.impact import impact_findings  # late: not all reviews ask

    return impact_findings(change, config, workspace)
