"""Reviews that nobody waits for: what is staged and saved is looked at while nothing else goes on.

Nothing is shown. What the models made of it is kept on disk, where the review that a commit hook
runs finds it.
"""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from r1_assistant import app
from r1_assistant.domain.errors import R1Error
from r1_assistant.domain.generation import Urgency
from r1_assistant.features.review.answered import Answer, keep_answer, kept_answer
from r1_assistant.features.review.events import Done, Found, Stats
from r1_assistant.features.review.models import Models
from r1_assistant.features.review.suppression.quiet import Quiet
from r1_assistant.lsp import reviewer
from r1_assistant.lsp.engine import has_model, review_models
from r1_assistant.lsp.review import config_of, quiet_of
from r1_assistant.lsp.review_targets import Target, change_target
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.views import view_from

_log = logging.getLogger(__name__)

LOOK = 2.0
"""Seconds between two looks at what is staged and saved."""
SCOPES: tuple[app.Scope, ...] = ("staged", "working")
"""What is staged goes first: that is what a commit hook asks for."""

Stamp = tuple[int, ...]
"""Tells a state of a repository's index and of what was saved from an earlier one."""


class BackgroundReviews:
    """Follows what is staged and saved in the folders of a session."""

    def __init__(self, session: Session, look: float = LOOK) -> None:
        self._session = session
        self._look = look
        self._done: dict[Path, Stamp] = {}
        self._before: dict[Path, Stamp] = {}

    async def run(self) -> None:
        """Look again and again, until the task is cancelled."""
        while True:
            await asyncio.sleep(self._look)
            await self.look()

    async def look(self) -> None:
        """Review the folders in which something changed, unless somebody waits for a model.

        What has changed since the last look is left alone: more may be coming.
        """
        session = self._session
        for workspace in session.workspaces.all:
            root = workspace.root
            if root is None or not workspace.settings.review.background or session.jobs.running():
                continue
            stamp = await self._stamp(root)
            settled = self._before.get(root) == stamp
            self._before[root] = stamp
            if settled and self._done.get(root) != stamp and await has_model(session):
                self._done[root] = stamp
                await self._review(root)

    async def _stamp(self, root: Path) -> Stamp:
        return (self._session.saves, *await asyncio.to_thread(_index_stamp, root))

    async def _review(self, root: Path) -> None:
        for scope in SCOPES:
            try:
                target = await change_target(self._session, scope, root, "", "")
                await _look_at(self._session, target)
            except R1Error as error:
                _log.info("Nothing of %s was reviewed ahead: %s", root, error)
                return


async def _look_at(session: Session, target: Target) -> None:
    """Review a change as `r1-review` would, and keep the answer where it finds it."""
    await reviewer.loaded()
    from r1_assistant.features.review.custom.stage import asks_model
    from r1_assistant.features.review.plain import with_signs
    from r1_assistant.features.review.select import select

    config = config_of(target)
    selection = await asyncio.to_thread(select, target.change, config)
    asked = await asyncio.to_thread(asks_model, target.change, config)
    if target.folder is None or not (asked or with_signs(selection).pieces):
        return
    models, quiet = await review_models(session, config.effort), await quiet_of(target)
    name = await asyncio.to_thread(
        app.answer_name, target.folder, target.change, config, await _digests(models), quiet
    )
    texts = app.kept_texts()
    if await asyncio.to_thread(kept_answer, texts, name) is None:
        answer = await _answer(session, target, models, quiet)
        await asyncio.to_thread(keep_answer, texts, name, answer)


async def _answer(session: Session, target: Target, models: Models, quiet: Quiet) -> Answer:
    from r1_assistant.features.review.kept import KeptReviews
    from r1_assistant.features.review.pipeline import review

    findings, stats = [], Stats()
    events = review(
        target.change,
        replace(config_of(target), urgency=Urgency.BACKGROUND),
        models,
        workspace=view_from(session, target.workspace, target.folder),
        quiet=quiet,
        kept=KeptReviews(app.kept_texts()),
    )
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Found):
                findings.append(event.finding)
            elif isinstance(event, Done):
                stats = event.stats
    return Answer(tuple(findings), stats)


async def _digests(models: Models) -> list[str]:
    engines = [engine for engine in (models.writer, models.scorer) if engine is not None]
    return [(await engine.info()).digest for engine in engines]


def _index_stamp(root: Path) -> Stamp:
    """Give the state of what is staged; waits for git and the disk."""
    try:
        state = (app.git_folder(root) / "index").stat()
    except (R1Error, OSError):
        return ()
    return (state.st_mtime_ns, state.st_size)
