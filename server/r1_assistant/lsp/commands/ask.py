"""`r1.ask`: answers a question about a finding that is shown."""

import asyncio
from typing import Any

from lsprotocol import types

from r1_assistant.context.contexts import Document, Plan
from r1_assistant.context.facts import Workspace
from r1_assistant.features.ask import AskConfig, Exchange, Question, ask
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.engine import engine_of
from r1_assistant.lsp.explaining import notes_for
from r1_assistant.lsp.failures import CONTENT_MODIFIED, INVALID_PARAMS, Failure
from r1_assistant.lsp.findings import Shown
from r1_assistant.lsp.jobs import Job
from r1_assistant.lsp.placing import bare
from r1_assistant.lsp.progress import progress
from r1_assistant.lsp.session import Explanation, Session, language_of_document
from r1_assistant.lsp.show import show_text
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.texts import snapshot_now
from r1_assistant.lsp.views import document_of, view
from r1_assistant.lsp.writing import reporting, write, written

MOST_CHARACTERS = 4_000
"""Code points of a question; a longer one would push the code out of the model's sight."""


async def ask_command(
    session: Session, arguments: list[Any], token: types.ProgressToken | None
) -> dict[str, Any]:
    """Answer; the client sees the answer grow, and gets all of it as the result."""
    values = given.first(arguments, "r1.ask")
    text, history = _text(values), _history(values)
    shown = given.finding(session, values)
    id = given.optional_text(values, "id")
    title = f"Answer about line {shown.line} of {session.path(shown.uri)}"

    async def work(job: Job[Explanation]) -> Explanation:
        # within the job: of two questions the one that came later stays, whatever takes longer
        engine = await engine_of(session)
        question = await _question(session, shown, text, history)
        config = AskConfig(
            reasoning_tokens=session.settings(shown.uri).explain.reasoning_tokens,
            instructions=await notes_for(session, shown.uri),
        )
        async with progress(session, title, token=token, cancel=job.stop) as bar:
            events = ask(question, config, engine, job.control)
            return await write(session, job, events, reporting(bar))

    place = f"{shown.uri}#{shown.finding.fingerprint}"
    result = await written(session, "ask", work, place=place, id=id)
    if not result["stopped"]:
        await show_text(session, title, f"> {text}\n\n{result['answer']}")
    return result


async def _question(
    session: Session, shown: Shown, text: str, history: tuple[Exchange, ...]
) -> Question:
    """Put the code beside the question; raises Failure if the finding's lines are gone."""
    snapshot, problem = await snapshot_now(session, shown.uri)
    if snapshot is None:
        raise Failure(CONTENT_MODIFIED, f"{session.path(shown.uri)} cannot be read: {problem}.")
    lines = snapshot.lines[shown.line - 1 : shown.end_line]
    if tuple(map(bare, lines)) != shown.now:
        message = "The lines of this finding have changed; review the file again."
        raise Failure(CONTENT_MODIFIED, message)
    document = await document_of(session, snapshot)
    around = view(session, shown.uri)
    language = language_of_document(snapshot)
    return Question(
        text=text,
        finding=shown.finding,
        path=document.path,
        language=language.name if language else "",
        line=shown.line,
        end_line=shown.end_line,
        lines="".join(lines),
        fix=shown.fix,
        plan=await asyncio.to_thread(_plan, document, snapshot, shown, around),
        history=history,
    )


def _plan(document: Document, snapshot: Snapshot, shown: Shown, around: Workspace) -> Plan:
    from r1_assistant.context.contexts import plan_diagnostic  # late, in a thread: at first use

    start, end = snapshot.offset(shown.line - 1, 0), snapshot.offset(shown.end_line, 0)
    first = snapshot.lines[shown.line - 1]
    start += len(first) - len(first.lstrip())
    return plan_diagnostic(document, start, max(start, end - 1), shown.finding.message, around)


def _text(values: dict[str, Any]) -> str:
    text = given.text(values, "question").strip()
    if not text:
        raise Failure(INVALID_PARAMS, '"question" must be a text.')
    if len(text) > MOST_CHARACTERS:
        raise Failure(
            INVALID_PARAMS, f"The question is too long: ask in {MOST_CHARACTERS} characters."
        )
    return text


def _history(values: dict[str, Any]) -> tuple[Exchange, ...]:
    listed = values.get("history") or []
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Failure(INVALID_PARAMS, '"history" must be a list of questions and answers.')
    return tuple(Exchange(given.text(one, "question"), given.text(one, "answer")) for one in listed)
