"""Code actions: what can be done with a symbol, a selection, a problem or a finding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from r1_assistant.context.symbols import Symbol
from r1_assistant.features.edit.target import EditKind
from r1_assistant.lsp import convert
from r1_assistant.lsp.editing import edit_action, resolved
from r1_assistant.lsp.engine import has_model
from r1_assistant.lsp.finding_actions import actions_for
from r1_assistant.lsp.session import Call, Session, language_of_document
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.targets import symbol_around

EXPLAIN = "r1.explain"
REVIEW = "r1.review"
KINDS = (
    types.CodeActionKind.QuickFix,
    types.CodeActionKind.Refactor,
    types.CodeActionKind.RefactorRewrite,
    EXPLAIN,
    REVIEW,
)
_LONGEST_TITLE = 60

Actions = Iterator[types.CodeAction]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where actions are asked for; `symbol` is the definition around it."""

    session: Session
    snapshot: Snapshot
    where: types.Range
    start: int
    end: int
    symbol: Symbol | None
    known_language: bool


async def code_action(call: Call, params: types.CodeActionParams) -> list[Any]:
    """List what can be done here and now, of the kinds that are asked for."""
    session, snapshot = call.session, call.snapshot
    if snapshot is None:
        return []
    place = await _place(session, snapshot, params.range)
    offered = await _of_findings(place, params.context)
    if not snapshot.oversized and await has_model(session):
        offered += [*_of_problems(place, params.context.diagnostics), *_of_code(place)]
    wanted = [action for action in offered if _is_wanted(action.kind, params.context.only)]
    if session.client.code_action_literals:
        return wanted
    return [action.command for action in wanted if action.command is not None]


async def resolve(call: Call, action: types.CodeAction) -> types.CodeAction:
    """Compute the edit of an action; raises Failure if the document has changed since."""
    return await resolved(call.session, action)


async def _place(session: Session, snapshot: Snapshot, where: types.Range) -> _Place:
    start, end = convert.offsets(snapshot, where)
    tree = await session.tree(snapshot)
    symbol = None if tree is None else symbol_around(tree, start, end)
    language = language_of_document(snapshot)
    return _Place(session, snapshot, where, start, end, symbol, language is not None)


async def _of_findings(place: _Place, context: types.CodeActionContext) -> list[types.CodeAction]:
    first, last = place.snapshot.line_of(place.start), place.snapshot.line_of(place.end)
    offered = actions_for(place.session, place.snapshot, first, last, context.diagnostics)
    return [action async for action in offered]


def _of_problems(place: _Place, diagnostics: Sequence[types.Diagnostic]) -> Actions:
    """Offer help with what any other server complains about here."""
    for problem in diagnostics:
        if problem.source == "r1":
            continue
        plain = convert.plain(problem)
        what = " ".join(problem.message.split())
        short = what if len(what) <= _LONGEST_TITLE else f"{what[:_LONGEST_TITLE]}…"
        arguments = {"uri": place.snapshot.uri, "range": plain["range"], "diagnostic": plain}
        yield _command(
            f"Explain this problem: {short}",
            "r1.explain",
            arguments,
            types.CodeActionKind.QuickFix,
            problem,
        )
        if place.known_language:
            yield edit_action(
                place.session,
                place.snapshot,
                EditKind.FIX_PROBLEM,
                f"Fix this problem: {short}",
                convert.offsets(place.snapshot, problem.range),
                problem,
            )


def _of_code(place: _Place) -> Actions:
    if place.start != place.end:
        yield from _of_selection(place)
    elif place.symbol is not None:
        yield from _of_symbol(place, place.symbol)
    if place.start == place.end and place.known_language:
        yield _edit(place, EditKind.COMPLETE_HERE, "Complete here", place.start, place.end)


def _of_selection(place: _Place) -> Actions:
    if not place.snapshot.text[place.start : place.end].strip():
        return
    arguments = {"uri": place.snapshot.uri, "range": convert.plain(place.where)}
    yield _command("Explain the selection", "r1.explain", arguments, EXPLAIN)
    if place.known_language:
        yield _command("Find bugs in the selection", "r1.reviewSelection", arguments, REVIEW)
        yield _edit(place, EditKind.SIMPLIFY, "Simplify the selection", place.start, place.end)


def _of_symbol(place: _Place, symbol: Symbol) -> Actions:
    uri, name = place.snapshot.uri, symbol.name
    whole = convert.plain(convert.range_of(place.snapshot, symbol.start, symbol.end))
    at_name = convert.plain(convert.range_of(place.snapshot, symbol.name_start, symbol.name_start))
    yield _command(f"Explain {name}", "r1.explain", {"uri": uri, "range": at_name}, EXPLAIN)
    review = {"uri": uri, "range": whole}
    yield _command(f"Review {name}", "r1.reviewSelection", review, REVIEW)
    if not symbol.doc:
        title = f"Write a doc comment for {name}"
        yield _edit(place, EditKind.DOC_COMMENT, title, symbol.start, symbol.end)
    if symbol.kind in ("function", "method"):
        if _can_have_tests(place):
            yield _edit(place, EditKind.TESTS, f"Write tests for {name}", symbol.start, symbol.end)
        yield _edit(place, EditKind.SIMPLIFY, f"Simplify {name}", symbol.start, symbol.end)


def _can_have_tests(place: _Place) -> bool:
    """Tests go into a file of their own: the editor must be able to make one, in a folder."""
    client = place.session.client
    in_folder = place.session.workspace(place.snapshot.uri).root is not None
    return client.create_files and client.document_changes and in_folder


def _edit(place: _Place, kind: EditKind, title: str, start: int, end: int) -> types.CodeAction:
    return edit_action(place.session, place.snapshot, kind, title, (start, end))


def _command(
    title: str,
    command: str,
    arguments: dict[str, Any],
    kind: str,
    problem: types.Diagnostic | None = None,
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=kind,
        command=types.Command(title=title, command=command, arguments=[arguments]),
        diagnostics=None if problem is None else [problem],
    )


def _is_wanted(kind: str | None, only: Sequence[str] | None) -> bool:
    """Whether a kind is one of those asked for, or below one of them."""
    if only is None:
        return True
    value = str(getattr(kind, "value", kind) or "")
    names = [str(getattr(each, "value", each)) for each in only]
    return any(not name or value == name or value.startswith(f"{name}.") for name in names)
