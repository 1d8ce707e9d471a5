"""Runs a review for `r1-review`, and has it reported while it runs."""

import argparse
import asyncio
import contextlib
import signal
import time

from r1_assistant import app
from r1_assistant.cli.report.reporters import Report
from r1_assistant.cli.reviewing import Chosen, Question
from r1_assistant.context.facts import Workspace
from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.domain.errors import ModelError
from r1_assistant.domain.generation import EngineStatus
from r1_assistant.engine.host import LocalEngine
from r1_assistant.features.review.custom.stage import asks_model, has_rules
from r1_assistant.features.review.events import Done, Stats
from r1_assistant.features.review.kept import KeptReviews
from r1_assistant.features.review.pipeline import Models, opines, review
from r1_assistant.features.review.plain import with_signs
from r1_assistant.features.review.select import select
from r1_assistant.features.review.tally import Tally

NOT_READY = "The model was not loaded when the time was up; rules alone decided."

TICK = 0.2
"""Seconds between two looks at the clock of the live line."""

INDEXING = 10.0
"""Seconds that a review may spend on the repository's index; the rest waits for the next one."""


def run_review(question: Question, options: argparse.Namespace, report: Report) -> Stats | None:
    """Review and report; None if there was nothing to review. Raises R1Error.

    No model is looked for if there is nothing to review: what the change breaks elsewhere shows
    without one.
    """
    selection = select(question.change, question.config)
    if not with_signs(selection).pieces and not _has_opinions(question, options):
        selection = with_signs(selection)
    ruled = has_rules(question.config)
    if not selection.pieces and not ruled and not _breaks_something(question):
        stats = Stats(skips=selection.skips)
        report.done(stats)
        return stats
    asked = bool(selection.pieces) or asks_model(question.change, question.config)
    chosen = question.models() if asked else Chosen()
    try:
        return asyncio.run(_review(question, chosen, report))
    except asyncio.CancelledError as error:  # by SIGTERM; asyncio turns SIGINT into this itself
        raise KeyboardInterrupt from error


def _breaks_something(question: Question) -> bool:
    """Tell whether others may miss what a change takes away."""
    known = question.root is not None and question.index
    return known and any(map(_takes_away, question.change.files))


def _takes_away(file: FileChange) -> bool:
    """Tell whether others may miss something: lines, or the file under its old name."""
    return (
        file.path != file.old_path
        or any(hunk.removed for hunk in file.hunks)
        or (file.status is FileStatus.DELETED)
    )


def _has_opinions(question: Question, options: argparse.Namespace) -> bool:
    """Tell whether there is a model that says something about data and prose, too."""
    if options.no_model:
        return False
    try:
        model = app.installed_model(options.model)
    except ModelError:
        return False
    return opines(app.model_info(model), question.config)


async def _review(question: Question, chosen: Chosen, report: Report) -> Stats | None:
    _end_on_terminate()
    tally = Tally()
    begun = time.monotonic()
    notices = Notices(report)
    writer, scorer = (
        None if model is None else app.local_engine(model, notices.take, question.device)
        for model in (chosen.writer, chosen.scorer)
    )
    ticking = asyncio.create_task(_tick(report))
    warm = asyncio.create_task(_loaded(scorer or writer, report))
    limit = question.limit
    stats = None
    try:
        # its index is made while the model is loaded
        root = question.root if question.index else None
        seconds = INDEXING if limit is None else min(INDEXING, limit.left / 4)
        around = None
        if root is not None:
            around = await asyncio.to_thread(app.workspace, root, seconds, question.unindexed)
        if limit is None:  # else rules begin, and the model is not waited for longer than that
            await warm
        if chosen.writer is not None:
            report.model(chosen.writer.id)
        stats = await _told(question, (writer, scorer), tally, around, warm, report)
    except asyncio.CancelledError:
        report.done(tally.stats(time.monotonic() - begun, interrupted=True))
        raise
    finally:
        ticking.cancel()
        await _ended(warm)
        report.close()
        for engine in (writer, scorer):
            if engine is not None:
                await engine.aclose()
    return stats


async def _told(
    question: Question,
    engines: tuple[LocalEngine | None, LocalEngine | None],
    tally: Tally,
    around: Workspace | None,
    warm: "asyncio.Task[None]",
    report: Report,
) -> Stats | None:
    """Tell of a review as it goes on; None if it didn't come to its end."""
    stats = None
    async for event in review(
        question.change,
        question.config,
        Models(*engines),
        tally,
        workspace=around,
        quiet=question.quiet,
        kept=KeptReviews(app.kept_texts()),
        limit=question.limit,
    ):
        if isinstance(event, Done) and event.stats.cut_short and not warm.done():
            report.notice(NOT_READY)
            report.model("")
        report.event(event)
        stats = event.stats if isinstance(event, Done) else None
    return stats


def _end_on_terminate() -> None:
    """Have SIGTERM interrupt the review, as CI services send it: what was found is written."""
    task = asyncio.current_task()
    if task is not None:
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows; another thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


class Notices:
    """Says on standard error, once each, what engines want the user to know."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._told: set[str] = set()

    def take(self, status: EngineStatus) -> None:
        """Look at a status that has changed."""
        if status.notice and status.notice not in self._told:
            self._told.add(status.notice)
            self._report.notice(status.notice)


async def _ended(task: "asyncio.Task[None]") -> None:
    """Cancel a task that may be over; what it failed of was told, or matters no more."""
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()


async def _loaded(engine: LocalEngine | None, report: Report) -> None:
    """Load the model that every hunk is shown to."""
    if engine is not None:
        report.loading((await engine.info()).id)
        await engine.warm_up()


async def _tick(report: Report) -> None:
    while True:
        await asyncio.sleep(TICK)
        report.tick()
