"""Explanations for the editor: cached, streamed, and shared by everyone who asks for the same."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import app
from r1_assistant.config.paths import cache_dir
from r1_assistant.config.team.holding import Team
from r1_assistant.domain.errors import EngineError, ModelError
from r1_assistant.domain.generation import Part
from r1_assistant.features.explain import (
    ExplainConfig,
    Subject,
    explain,
    prompt_digest,
    whole_sentences,
)
from r1_assistant.features.instructions import instructions_for, with_team_notes
from r1_assistant.features.kept_texts import KeptTexts, key_of
from r1_assistant.lsp import ext
from r1_assistant.lsp.engine import digest_of, engine_of
from r1_assistant.lsp.jobs import Job, Stopped
from r1_assistant.lsp.session import Explanation, Session
from r1_assistant.lsp.targets import Defined, code_of
from r1_assistant.lsp.workspaces import Workspace
from r1_assistant.lsp.writing import write

if TYPE_CHECKING:
    from r1_assistant.engine.protocol import Engine

MOST_HOVERS = 2
"""Hover explanations under way at a time; the oldest makes room for a newer one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be explained, and how: the key under which it is remembered follows from it."""

    subject: Subject
    config: ExplainConfig
    key: str


async def brief_explanation(session: Session, uri: str, what: Defined) -> str:
    """Give as much of a symbol's explanation as there is within the hover's patience.

    What is not there in time goes on being written, and is whole the next time.
    """
    try:
        wanted = await wanted_for(session, uri, await _subject(session, uri, what), brief=True)
        under_way = session.jobs.find("hover", wanted.key) is not None
        known = None if under_way else await _known(session, wanted.key)
        if known is not None:
            return known.answer
        engine = await engine_of(session)
    except (ModelError, EngineError):
        return ""
    # looked for last of all: another hover may have started it meanwhile
    job = session.jobs.find("hover", wanted.key) or _start(session, engine, wanted)
    patience = session.settings(uri).hover.wait_ms / 1000
    return await _wait(job, patience)


async def wanted_for(session: Session, uri: str, subject: Subject, *, brief: bool) -> Wanted:
    """Put together what an explanation depends on. Raises ModelNotInstalled."""
    settings = session.settings(uri)
    notes = await notes_for(session, uri)
    thought = None if brief else settings.explain.reasoning_tokens
    config = ExplainConfig(brief=brief, reasoning_tokens=thought, instructions=notes)
    prompt = prompt_digest(kind=subject.kind, brief=brief)
    model = await digest_of(session)
    own = replace(subject, plan=None)
    shown = replace(own, surroundings="") if subject.kind == "symbol" else own
    content = "\0".join(str(value) for value in astuple(shown))
    key = key_of(content, prompt, model, notes, "brief" if brief else "full")
    return Wanted(subject, config, key)


async def notes_for(session: Session, uri: str, *, team: bool = True) -> str:
    """Give the repository's own notes that hold for a document.

    With `team` those of `.r1.toml` come first; a review adds these for each file by itself.
    """
    workspace = session.workspace(uri)
    settings = workspace.settings.instructions
    if workspace.root is None or not settings.enabled or not settings.max_tokens:
        return ""
    place = (workspace.root, session.path(uri), settings.max_tokens)
    key = (*place, team)
    known = session.notes.get(key)
    if known is not None:
        return known
    notes, problems = await asyncio.to_thread(instructions_for, *place)
    if team:
        said = await team_of(session, workspace, workspace.root, [place[1]])
        notes = with_team_notes(said.notes(place[1]), notes, settings.max_tokens)
    session.notes.put(key, notes)
    _tell(session, problems)
    return notes


async def team_of(
    session: Session, workspace: Workspace, folder: Path | None, paths: Sequence[str]
) -> Team:
    """Give what files of settings say of some files, whose paths count from a folder."""
    settings = workspace.settings
    if folder is None:
        return settings.team
    if folder != workspace.root:  # the workspace is a part of a repository, or lies outside of it
        settings, _ = await asyncio.to_thread(app.settings_for, folder)
    settings, problems = await asyncio.to_thread(app.with_folders, settings, folder, paths)
    _tell(session, problems)
    return settings.team


def _tell(session: Session, problems: Sequence[str]) -> None:
    for problem in problems:
        if session.once(problem):
            session.warn(problem)


async def explained(
    session: Session,
    engine: "Engine",
    wanted: Wanted,
    job: Job[Explanation],
    tell: Callable[[Explanation], None] = lambda _: None,
) -> Explanation:
    """Have a model explain, and remember the result; a known one is streamed at once."""
    known = None if wanted.config.brief else await _known(session, wanted.key)
    if known is not None:
        ext.stream(session, job.id, Part.ANSWER, known.answer)
        return known
    events = explain(wanted.subject, wanted.config, engine, job.control)
    so_far = await write(session, job, events, tell)
    if wanted.config.brief:
        so_far.answer = whole_sentences(so_far.answer) or so_far.answer
    if so_far.answer.strip() and not job.control.answers_now:
        session.explanations.put(wanted.key, so_far)
        kept = json.dumps({"answer": so_far.answer, "reasoning": so_far.reasoning})
        await asyncio.to_thread(_cache().put, wanted.key, kept)
    return so_far


async def _subject(session: Session, uri: str, what: Defined) -> Subject:
    return Subject(
        kind="symbol",
        path=what.path,
        language=session.language_name(uri),
        code=await code_of(session, what) or what.signature,
        name=what.name,
    )


def _start(session: Session, engine: "Engine", wanted: Wanted) -> Job[Explanation]:
    for older in session.jobs.running("hover")[: -MOST_HOVERS + 1]:
        older.stop()
    return session.jobs.start(
        "hover", lambda job: explained(session, engine, wanted, job), place=wanted.key
    )


async def _wait(job: Job[Explanation], patience: float) -> str:
    assert job.task is not None  # noqa: S101 - a job is started before it is handed out
    await asyncio.wait([job.task], timeout=patience)
    if not job.task.done():
        partial = job.so_far.answer if job.so_far else ""
        return f"{partial.rstrip()} …" if partial.strip() else "*R1 is reading this …*"
    try:
        return (await job.result()).answer
    except (EngineError, Stopped):
        return ""


async def _known(session: Session, key: str) -> Explanation | None:
    recent = session.explanations.get(key)
    if recent is not None:
        return recent
    kept = await asyncio.to_thread(_cache().get, key)
    if kept is None:
        return None
    try:
        values = json.loads(kept)
        known = Explanation(values["answer"], values["reasoning"])
    except (ValueError, KeyError, TypeError):
        return None
    session.explanations.put(key, known)
    return known


def _cache() -> KeptTexts:
    return KeptTexts(cache_dir() / "explanations.sqlite")
