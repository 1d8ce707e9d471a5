"""Reviews for the editor: findings are shown as they come, and replace those of older reviews."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from lsprotocol import types

from r1_assistant import app
from r1_assistant.config.settings import note_tokens
from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.custom.stage import asks_model
from r1_assistant.features.review.events import Found, Progress
from r1_assistant.features.review.kept import KeptReviews
from r1_assistant.features.review.pipeline import Models, opines, review
from r1_assistant.features.review.plain import with_signs
from r1_assistant.features.review.select import Selection, select
from r1_assistant.features.review.skip import Skip
from r1_assistant.features.review.suppression.quiet import Quiet
from r1_assistant.features.review.tally import Tally
from r1_assistant.lsp import progress as shown_progress
from r1_assistant.lsp.diagnostics import publish
from r1_assistant.lsp.engine import has_model, review_models
from r1_assistant.lsp.findings import Origin
from r1_assistant.lsp.jobs import Job, Stopped
from r1_assistant.lsp.review_targets import Target
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.texts import lines_now
from r1_assistant.lsp.views import view_from

_log = logging.getLogger(__name__)

KIND = "review"


@dataclass(slots=True)
class Outcome:
    """What a review has done so far; `findings` counts those that are shown."""

    tally: Tally = field(default_factory=Tally)
    findings: int = 0

    def result(self, id: str, *, stopped: bool) -> dict[str, Any]:
        """Give what the command answers."""
        return {
            "id": id,
            "findings": self.findings,
            "files": len(self.tally.paths),
            "hunks": self.tally.hunks,
            "skipped": [_skip(skip) for skip in self.tally.skips],
            "stopped": stopped,
        }


@dataclass(frozen=True, slots=True)
class _Work:
    session: Session
    target: Target
    origin: Origin
    outcome: Outcome


async def run_review(
    session: Session,
    title: str,
    place: str,
    prepare: Callable[[], Awaitable[Target]],
    token: types.ProgressToken | None = None,
    id: str | None = None,
) -> dict[str, Any]:
    """Review what `prepare` takes; a newer review of the same place ends this one.

    Whoever waits and is cancelled takes the review along. Raises R1Error.
    """

    async def work(job: Job[Outcome]) -> Outcome:
        job.so_far = Outcome()
        cancel = job.stop
        async with shown_progress.progress(session, title, token=token, cancel=cancel) as shown:
            target = await prepare()
            origin = Origin(job.id, place, target.folder)
            await _review(_Work(session, target, origin, job.so_far), shown)
        return job.so_far

    job = session.jobs.start(KIND, work, place=place, id=id)
    try:
        return (await job.owned()).result(job.id, stopped=False)
    except Stopped:
        return (job.so_far or Outcome()).result(job.id, stopped=True)


async def _review(work: _Work, shown: shown_progress.Progress) -> None:
    """Review, and take older findings away that were not found again; a stopped review keeps them.

    Without anything to review no model is asked for; what is broken elsewhere shows without.
    """
    session, target, tally = work.session, work.target, work.outcome.tally
    config = config_of(target)
    selection = await asyncio.to_thread(select, target.change, config)
    workspace = view_from(session, target.workspace, target.folder)
    models = await _models(session, target.change, selection, config)
    quiet, kept = await quiet_of(target), KeptReviews(app.kept_texts())
    events = review(
        target.change, config, models, tally, workspace=workspace, quiet=quiet, kept=kept
    )
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Progress):
                shown.report(_words(event), _share(event))
            elif isinstance(event, Found):
                await _show(work, event.finding)
    _retire_older(work)


async def _models(
    session: Session, change: Change, selection: Selection, config: ReviewConfig
) -> Models:
    """Give the models, if a selection has something that they can speak about."""
    ruled = await asyncio.to_thread(asks_model, change, config)
    if ruled or with_signs(selection).pieces:
        return await review_models(session, config.effort)
    if not selection.pieces or not await has_model(session):
        return Models()
    models = await review_models(session, config.effort)
    asked = models.writer is not None and await asyncio.to_thread(
        opines, await models.writer.info(), config
    )
    return models if asked else Models()


async def _show(work: _Work, finding: Finding) -> None:
    """Show a finding where its lines are now, unless they are gone."""
    session, target = work.session, work.target
    uri = target.uri_of(finding.path)
    file = next((file for file in target.change.files if file.path == finding.path), None)
    now = await lines_now(session, uri)
    if now is None:
        return
    # in a file that is not changed, its lines were read as they are now
    lines = now if file is None else (file.new_text or "").split("\n")
    if session.findings.add(uri, finding, lines, now, work.origin) is not None:
        work.outcome.findings += 1
        publish(session, uri)


def _retire_older(work: _Work) -> None:
    session = work.session
    names = {(one.uri, one.finding.fingerprint) for one in work.target.older}
    changed = session.findings.drop(
        lambda one: (
            (one.uri, one.finding.fingerprint) in names and one.origin.job != work.origin.job
        )
    )
    for uri in changed:
        publish(session, uri)


async def quiet_of(target: Target) -> Quiet:
    """Look up what is not to be shown in a folder."""
    if target.folder is None:
        return Quiet()
    known, problems = await asyncio.to_thread(app.quiet_for, target.folder)
    for problem in problems:
        _log.warning("%s", problem)
    return known


def config_of(target: Target) -> ReviewConfig:
    """Give the bounds of a review by the settings that hold there."""
    settings = target.workspace.settings
    return ReviewConfig(
        max_findings=settings.max_findings,
        effort=settings.review.effort,
        instructions=target.notes,
        instructions_tokens=note_tokens(settings),
        team=target.team,
    )


def _share(event: Progress) -> float:
    """Tell how much of a review is done: deciding and wording are a half each."""
    return ((event.hunk - 1) / event.hunks + event.writing) / 2


def _words(event: Progress) -> str:
    return f"{event.path}: hunk {event.hunk} of {event.hunks}"


def _skip(skip: Skip) -> dict[str, Any]:
    place = {"line": skip.line} if skip.line else {}
    return {"path": skip.path, "reason": skip.reason, **place}
