"""`r1.explain`: explains a symbol, a selection, or a problem that any server reported."""

import asyncio
from dataclasses import replace
from typing import Any

from lsprotocol import types

from r1_assistant.context.contexts import Document, Plan
from r1_assistant.context.facts import Workspace
from r1_assistant.context.syntax import SyntaxTree
from r1_assistant.features.explain import Subject
from r1_assistant.features.links import About
from r1_assistant.lsp import convert
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.engine import engine_of
from r1_assistant.lsp.explaining import explained, wanted_for
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.jobs import Job
from r1_assistant.lsp.links import links_in
from r1_assistant.lsp.progress import progress
from r1_assistant.lsp.session import Explanation, Session
from r1_assistant.lsp.show import show_text
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.targets import code_of, defined, of_symbol, symbol_around
from r1_assistant.lsp.views import document_of, view
from r1_assistant.lsp.writing import reporting, written

LINES_AROUND = 15
"""Lines above and below a problem that are shown where no definition encloses it."""


async def explain_command(
    session: Session, arguments: list[Any], token: types.ProgressToken | None
) -> dict[str, Any]:
    """Explain; the client sees the answer grow, and gets all of it as the result."""
    values = given.first(arguments, "r1.explain")
    snapshot = given.document(session, values)
    where = given.range_in(values)
    problem = given.diagnostic(values)
    subject, about = await _subject(session, snapshot, where, problem)
    wanted = await wanted_for(session, snapshot.uri, subject, brief=False)
    engine = await engine_of(session)
    title = f"Explanation of {subject.name}" if subject.name else "Explanation"

    async def work(job: Job[Explanation]) -> Explanation:
        async with progress(session, title, token=token, cancel=job.stop) as shown:
            shown.report("reading")
            return await explained(session, engine, wanted, job, reporting(shown))

    place = f"{snapshot.uri}#{subject.kind}:{subject.name}:{where.start.line}"
    id = given.optional_text(values, "id")
    result = await written(session, "explain", work, place=place, id=id)
    if result["answer"] and not result["stopped"]:
        await show_text(session, title, result["answer"])
    links = await links_in(session, result["answer"], snapshot, about)
    return result | {"title": title, "links": links}


async def _subject(
    session: Session, snapshot: Snapshot, where: types.Range, problem: types.Diagnostic | None
) -> tuple[Subject, About]:
    """Say what is to be explained, and the lines that it is about."""
    tree = await session.tree(snapshot)
    document = await document_of(session, snapshot)
    if problem is not None:
        subject = _problem(session, snapshot, tree, problem)
        start, end = convert.offsets(snapshot, problem.range)
        plan = await asyncio.to_thread(
            _plan_of_problem, document, start, end, problem.message, view(session, snapshot.uri)
        )
        return replace(subject, plan=plan), _around(session, snapshot, tree, start, end)
    start, end = convert.offsets(snapshot, where)
    if start != end:
        selection = _selection(session, snapshot, tree, start, end)
        return selection, _around(session, snapshot, tree, start, end)
    what = None if tree is None else await defined(session, snapshot, tree, start)
    around = None if tree is None else symbol_around(tree, start, end)
    if what is None and around is not None:
        what = of_symbol(session, snapshot, around)
    if what is None or tree is None:
        raise Failure(INVALID_PARAMS, "There is no symbol here; select the code to explain.")
    subject = Subject(
        kind="symbol",
        path=what.path,
        language=session.language_name(snapshot.uri),
        code=await code_of(session, what) or what.signature,
        name=what.name,
        plan=await asyncio.to_thread(_plan_of_symbol, document, start, view(session, snapshot.uri)),
    )
    return subject, About(what.path, what.line, what.end_line)


def _around(
    session: Session, snapshot: Snapshot, tree: SyntaxTree | None, start: int, end: int
) -> About:
    symbol = None if tree is None else symbol_around(tree, start, end)
    if symbol is not None:
        start, end = symbol.start, symbol.end
    path = session.path(snapshot.uri)
    return About(path, snapshot.line_of(start), snapshot.line_of(end))


def _plan_of_symbol(document: Document, offset: int, around: Workspace) -> Plan:
    from r1_assistant.context.contexts import plan_symbol  # late, in a thread: at first use

    return plan_symbol(document, offset, around)


def _plan_of_problem(
    document: Document, start: int, end: int, message: str, around: Workspace
) -> Plan:
    from r1_assistant.context.contexts import plan_diagnostic  # late, in a thread: at first use

    return plan_diagnostic(document, start, end, message, around)


def _selection(
    session: Session, snapshot: Snapshot, tree: SyntaxTree | None, start: int, end: int
) -> Subject:
    around = None if tree is None else symbol_around(tree, start, end)
    return Subject(
        kind="selection",
        path=session.path(snapshot.uri),
        language=session.language_name(snapshot.uri),
        code=snapshot.text[start:end],
        surroundings=snapshot.text[around.start : around.end] if around else "",
    )


def _problem(
    session: Session, snapshot: Snapshot, tree: SyntaxTree | None, problem: types.Diagnostic
) -> Subject:
    start, end = convert.offsets(snapshot, problem.range)
    around = None if tree is None else symbol_around(tree, start, end)
    first = max(0, snapshot.line_of(start) - 1 - LINES_AROUND)
    code = "".join(snapshot.lines[first : snapshot.line_of(end) + LINES_AROUND])
    return Subject(
        kind="problem",
        path=session.path(snapshot.uri),
        language=session.language_name(snapshot.uri),
        code=snapshot.text[around.start : around.end] if around else code,
        name=around.name if around else "",
        line=snapshot.lines[snapshot.line_of(start) - 1].strip(),
        message=problem.message,
        source=problem.source or "",
        problem_code="" if problem.code is None else str(problem.code),
    )
