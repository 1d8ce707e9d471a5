"""Code actions that edit: offered without the edit, which a model writes when it is asked for."""

import asyncio
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lsprotocol import types

from r1_assistant.context.symbols import Symbol
from r1_assistant.domain.errors import R1Error
from r1_assistant.features.edit.destination import destination
from r1_assistant.features.edit.propose import propose
from r1_assistant.features.edit.target import (
    Destination,
    EditConfig,
    EditKind,
    Problem,
    Proposal,
    Refusal,
    Target,
)
from r1_assistant.lsp import convert
from r1_assistant.lsp.engine import engine_of
from r1_assistant.lsp.explaining import notes_for
from r1_assistant.lsp.failures import CONTENT_MODIFIED, INVALID_PARAMS, Failure
from r1_assistant.lsp.jobs import Job, Stopped
from r1_assistant.lsp.progress import progress
from r1_assistant.lsp.session import Session, language_of_document
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.targets import symbol_around
from r1_assistant.lsp.texts import snapshot_now
from r1_assistant.lsp.uris import uri_of

KINDS: Mapping[EditKind, types.CodeActionKind] = {
    EditKind.DOC_COMMENT: types.CodeActionKind.RefactorRewrite,
    EditKind.TESTS: types.CodeActionKind.Refactor,
    EditKind.SIMPLIFY: types.CodeActionKind.RefactorRewrite,
    EditKind.FIX_PROBLEM: types.CodeActionKind.QuickFix,
    EditKind.COMPLETE_HERE: types.CodeActionKind.RefactorRewrite,
}
_ANNOTATION = "r1"
_CHANGED = "The document has changed since; ask for the action again."


def edit_action(
    session: Session,
    snapshot: Snapshot,
    kind: EditKind,
    title: str,
    where: tuple[int, int],
    problem: types.Diagnostic | None = None,
) -> types.CodeAction:
    """Offer an edit of the code points `where`; `problem` is what it is to put right."""
    data = {
        "edit": kind.value,
        "title": title,
        "uri": snapshot.uri,
        "version": snapshot.version,
        "start": where[0],
        "end": where[1],
        "problem": None if problem is None else convert.plain(problem),
    }
    command = types.Command(title=title, command="r1.edit", arguments=[data])
    return types.CodeAction(
        title=title,
        kind=KINDS[kind],
        diagnostics=None if problem is None else [problem],
        data=data if session.client.resolve_edit else None,
        command=None if session.client.resolve_edit else command,
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit that a model has written: the document it belongs to, and `base`, what it replaces.

    `base` is None for a file that the edit makes.
    """

    snapshot: Snapshot
    proposal: Proposal
    uri: str
    base: Snapshot | None


async def proposed(session: Session, data: Any, token: types.ProgressToken | None = None) -> Edit:
    """Have a model write an offered edit.

    Raises Failure for data that is not an action's, or if the document is not what it was; R1Error
    with the reason if nothing came of it.
    """
    snapshot, kind, target = await _target(session, data)
    engine = await engine_of(session)
    config = EditConfig(
        reasoning_tokens=session.settings(snapshot.uri).explain.reasoning_tokens,
        instructions=await notes_for(session, snapshot.uri),
    )

    async def work(job: Job[Proposal | Refusal]) -> Proposal | Refusal:
        async with progress(session, data["title"], token=token, cancel=job.stop) as shown:
            shown.report("writing")
            return await propose(kind, target, engine, config, job.control)

    place = f"{snapshot.uri}#{kind}:{target.start}"
    try:
        result = await session.jobs.start("edit", work, place=place).owned()
    except Stopped:
        raise R1Error("This was stopped.") from None
    if isinstance(result, Refusal):
        raise R1Error(result.sentence)
    _check_version(session, snapshot)
    return await _edit(session, snapshot, result)


async def resolved(session: Session, action: types.CodeAction) -> types.CodeAction:
    """Put the edit into an action; one that has no edit of ours comes back as it is."""
    if not isinstance(action.data, Mapping) or "edit" not in action.data:
        return action
    edit = await proposed(session, dict(action.data))
    action.edit = workspace_edit(session, edit, action.title)
    return action


def workspace_edit(session: Session, edit: Edit, title: str) -> types.WorkspaceEdit:
    """Give an edit as the editor applies it; it asks first where the settings want that."""
    client, base = session.client, edit.base
    where, text = _range(edit), edit.proposal.new_text
    if not client.document_changes:
        plain = types.TextEdit(range=where, new_text=text)
        return types.WorkspaceEdit(changes={edit.uri: [plain]})
    changes: list[Any] = [types.CreateFile(uri=edit.uri)] if base is None else []
    document = types.OptionalVersionedTextDocumentIdentifier(
        uri=edit.uri, version=None if base is None else base.version
    )
    if not (session.settings(edit.uri).edit.confirm and client.confirmation):
        plain = types.TextEdit(range=where, new_text=text)
        changes.append(types.TextDocumentEdit(text_document=document, edits=[plain]))
        return types.WorkspaceEdit(document_changes=changes)
    noted = types.AnnotatedTextEdit(range=where, new_text=text, annotation_id=_ANNOTATION)
    changes.append(types.TextDocumentEdit(text_document=document, edits=[noted]))
    note = types.ChangeAnnotation(label=title, needs_confirmation=True)
    return types.WorkspaceEdit(document_changes=changes, change_annotations={_ANNOTATION: note})


def diff(edit: Edit) -> str:
    """Show an edit as a unified diff."""
    proposal, before = edit.proposal, "" if edit.base is None else edit.base.text
    after = before[: proposal.start] + proposal.new_text + before[proposal.end :]
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), proposal.path, proposal.path, lineterm=""
    )
    return "\n".join(lines)


async def _target(session: Session, data: Any) -> tuple[Snapshot, EditKind, Target]:
    try:
        kind = EditKind(data["edit"])
        uri, version = str(data["uri"]), data["version"]
        start, end = int(data["start"]), int(data["end"])
        problem = data.get("problem")
        data["title"] = str(data.get("title") or "Edit")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Failure(INVALID_PARAMS, "This is not the data of a code action.") from error
    snapshot = session.snapshot(uri)
    language = None if snapshot is None else language_of_document(snapshot)
    if snapshot is None or language is None or snapshot.version != version:
        raise Failure(CONTENT_MODIFIED, _CHANGED)
    start, end = sorted((max(0, start), min(end, len(snapshot.text))))
    tree = await session.tree(snapshot)
    symbol = None if tree is None else symbol_around(tree, start, end)
    path = session.path(uri)
    tests = None
    if kind is EditKind.TESTS and symbol is not None:
        tests = await _tests(session, snapshot, symbol)
    target = Target(path, language, snapshot.text, start, end, symbol, _problem(problem), tests)
    return snapshot, kind, target


async def _tests(session: Session, snapshot: Snapshot, symbol: Symbol) -> Destination | None:
    """Tell where tests of a symbol go; what is open there counts as the editor has it."""
    root, path = session.workspace(snapshot.uri).root, session.path(snapshot.uri)
    language = language_of_document(snapshot)
    if root is None or language is None:
        return None
    name = (symbol.container or symbol.name).partition(".")[0]
    found = await asyncio.to_thread(destination, root, path, language, name)
    opened = None if found is None else session.snapshot(uri_of(root / found.path))
    return found if found is None or opened is None else replace(found, text=opened.text)


def _problem(value: Any) -> Problem | None:
    if not isinstance(value, Mapping):
        return None
    code = value.get("code")
    source = str(value.get("source") or "")
    return Problem(str(value.get("message", "")), source, "" if code is None else str(code))


def _check_version(session: Session, snapshot: Snapshot) -> None:
    document = session.documents.get(snapshot.uri)
    if document is None or document.version != snapshot.version:
        raise Failure(CONTENT_MODIFIED, _CHANGED)


async def _edit(session: Session, snapshot: Snapshot, proposal: Proposal) -> Edit:
    """Find what a proposal replaces; raises Failure if that cannot be read any more."""
    root = session.workspace(snapshot.uri).root
    if root is None or proposal.path == session.path(snapshot.uri):
        return Edit(snapshot, proposal, snapshot.uri, snapshot)
    uri = uri_of(root / proposal.path)
    if proposal.creates:
        return Edit(snapshot, proposal, uri, None)
    base, why = await snapshot_now(session, uri)
    if base is None or proposal.end > len(base.text):
        raise Failure(CONTENT_MODIFIED, f"{proposal.path} cannot be changed: {why or _CHANGED}")
    return Edit(snapshot, proposal, uri, base)


def _range(edit: Edit) -> types.Range:
    if edit.base is not None:
        return convert.range_of(edit.base, edit.proposal.start, edit.proposal.end)
    beginning = types.Position(line=0, character=0)
    return types.Range(start=beginning, end=beginning)
