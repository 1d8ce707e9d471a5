"""The review of a change, hunk by hunk, as a stream of events."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

from r1_assistant.context.facts import Workspace
from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import ContextTooLong
from r1_assistant.domain.finding import Finding
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.instructions import fitted
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Done, Found, Progress, ReviewEvent, Started
from r1_assistant.features.review.hunk import HunkWork, review_hunk
from r1_assistant.features.review.plain import with_signs
from r1_assistant.features.review.rank import ranked, without_repetitions
from r1_assistant.features.review.select import Piece, Skip, select
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.tokens import TokenCounts

Emit = Callable[[ReviewEvent], None]


async def review(
    change: Change,
    config: ReviewConfig,
    engine: Engine,
    tally: Tally | None = None,
    clock: Callable[[], float] = time.monotonic,
    workspace: Workspace | None = None,
) -> AsyncGenerator[ReviewEvent, None]:
    """Review a change: `Started`, any number of `Progress` and `Found`, then `Done`.

    Findings come as they are found; what the change breaks elsewhere in the `workspace`, if one is
    given, comes first. `tally` counts along, for a caller that may end the review
    early. Raises EngineError; the findings that came before stand.
    """
    events: asyncio.Queue[ReviewEvent | None] = asyncio.Queue()
    run = _run(change, config, engine, tally or Tally(), clock, events.put_nowait, workspace)
    task = asyncio.create_task(run)
    task.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (event := await events.get()) is not None:
            yield event
        await task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _run(
    change: Change,
    config: ReviewConfig,
    engine: Engine,
    tally: Tally,
    clock: Callable[[], float],
    emit: Emit,
    workspace: Workspace | None,
) -> None:
    begun = clock()
    selection = await asyncio.to_thread(select, change, config)  # it reads every line
    info = await engine.info()
    if not config.opines(info):
        selection = await asyncio.to_thread(with_signs, selection)
    tally.skips.extend(selection.skips)
    pieces = selection.pieces
    config = replace(config, instructions=await fitted(config.instructions, engine))
    emit(Started(info, len(pieces), len({piece.file.path for piece in pieces})))
    around, counts = workspace or NoWorkspace(), TokenCounts()
    if workspace is not None:
        for finding in await asyncio.to_thread(broken_elsewhere, change, config, workspace):
            if tally.add_finding(finding, config.max_findings):
                emit(Found(finding))
    seen: frozenset[str] = frozenset()
    for number, piece in enumerate(pieces, 1):
        pace = _pace(piece, number, len(pieces), emit)
        pace(0.0)
        work = HunkWork(piece, engine, info, config, tally, pace, clock, change, around, counts)
        seen |= await _one(work, seen, emit)
    emit(Done(tally.stats(clock() - begun)))


def broken_elsewhere(
    change: Change, config: ReviewConfig, workspace: Workspace
) -> tuple[Finding, ...]:
    """Find what no longer fits a change elsewhere; it takes a thread, as it parses."""
    from r1_assistant.features.review.impact import impact_findings  # late: not all reviews ask

    return impact_findings(change, config, workspace)


async def _one(work: HunkWork, seen: frozenset[str], emit: Emit) -> frozenset[str]:
    """Review a hunk and emit its findings; returns their fingerprints."""
    piece, tally = work.piece, work.tally
    try:
        found = without_repetitions(ranked(await review_hunk(work)), seen)
    except ContextTooLong:
        reason = "does not fit the model's context"
        tally.skips.append(Skip(piece.file.path, piece.hunk.new_start, reason))
        return frozenset()
    tally.hunks += 1
    tally.paths.add(piece.file.path)
    for finding in found:
        if tally.add_finding(finding, work.config.max_findings):
            emit(Found(finding))
    return frozenset(finding.fingerprint for finding in found)


def _pace(piece: Piece, number: int, total: int, emit: Emit) -> Callable[[float], None]:
    return lambda speed: emit(Progress(piece.file.path, number, total, speed))
