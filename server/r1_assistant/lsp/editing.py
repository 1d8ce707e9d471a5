"""Code actions that edit: offered without the edit, which a model writes when it is asked for."""

import asyncio
import difflib
from collections.abc import Mapping
from typing import Any

from lsprotocol import types

from r1_assistant.domain.errors import R1Error
from r1_assistant.features.edit.propose import propose
from r1_assistant.features.edit.target import (
    EditConfig,
    EditKind,
    Problem,
    Proposal,
    Refusal,
    Target,
    TestFile,
)
from r1_assistant.features.edit.tests import test_file
from r1_assistant.lsp import convert
from r1_assistant.lsp.dispatch import CONTENT_MODIFIED, INVALID_PARAMS, Failure
from r1_assistant.lsp.engine import engine_of
from r1_assistant.lsp.explaining import notes_for
from r1_assistant.lsp.jobs import Job, Stopped
from r1_assistant.lsp.progress import progress
from r1_assistant.lsp.session import Session, language_of_document
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.targets import symbol_around
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


async def proposed(
    session: Session, data: Any, token: types.ProgressToken | None = None
) -> tuple[Snapshot, Proposal]:
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
    return snapshot, result


async def resolved(session: Session, action: types.CodeAction) -> types.CodeAction:
    """Put the edit into an action; one that has no edit of ours comes back as it is."""
    if not isinstance(action.data, Mapping) or "edit" not in action.data:
        return action
    snapshot, proposal = await proposed(session, dict(action.data))
    action.edit = workspace_edit(session, snapshot, proposal, action.title)
    return action


def workspace_edit(
    session: Session, snapshot: Snapshot, proposal: Proposal, title: str
) -> types.WorkspaceEdit:
    """Give a proposal as the editor applies it; it asks first where the settings want that."""
    client = session.client
    uri = _uri(session, snapshot, proposal)
    confirm = session.settings(snapshot.uri).edit.confirm and client.confirmation
    where = _range(snapshot, proposal, uri)
    if not client.document_changes:
        edit = types.TextEdit(range=where, new_text=proposal.new_text)
        return types.WorkspaceEdit(changes={uri: [edit]})
    edits: list[Any] = [types.TextEdit(range=where, new_text=proposal.new_text)]
    annotations = None
    if confirm:
        note = types.ChangeAnnotation(label=title, needs_confirmation=True)
        annotations = {_ANNOTATION: note}
        edits = [
            types.AnnotatedTextEdit(
                range=where, new_text=proposal.new_text, annotation_id=_ANNOTATION
            )
        ]
    version = snapshot.version if uri == snapshot.uri else _version(session, uri)
    document = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    changes: list[Any] = [types.TextDocumentEdit(text_document=document, edits=edits)]
    if proposal.creates:
        changes.insert(0, types.CreateFile(uri=uri))
    return types.WorkspaceEdit(document_changes=changes, change_annotations=annotations)


def diff(session: Session, snapshot: Snapshot, proposal: Proposal) -> str:
    """Show a proposal as a unified diff."""
    same = proposal.path == session.path(snapshot.uri)
    before = snapshot.text if same else ""
    after = before[: proposal.start] + proposal.new_text + before[proposal.end :]
    if not same:
        after = proposal.new_text
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
        data.setdefault("title", "Edit")
    except (KeyError, TypeError, ValueError) as error:
        raise Failure(INVALID_PARAMS, "This is not the data of a code action.") from error
    snapshot = session.snapshot(uri)
    language = None if snapshot is None else language_of_document(snapshot)
    if snapshot is None or language is None or snapshot.version != version:
        raise Failure(CONTENT_MODIFIED, _CHANGED)
    start, end = sorted((max(0, start), min(end, len(snapshot.text))))
    tree = session.tree(snapshot)
    symbol = None if tree is None else symbol_around(tree, start, end)
    path = session.path(uri)
    tests = None
    if kind is EditKind.TESTS:
        tests = await _test_file(session, snapshot, path)
    target = Target(
        path, language, snapshot.text, start, end, symbol, _problem(problem), tests
    )
    return snapshot, kind, target


async def _test_file(session: Session, snapshot: Snapshot, path: str) -> TestFile | None:
    root = session.workspace(snapshot.uri).root
    language = language_of_document(snapshot)
    if root is None or language is None:
        return None
    return await asyncio.to_thread(test_file, root, path, language)


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


def _uri(session: Session, snapshot: Snapshot, proposal: Proposal) -> str:
    """Name the file of a proposal: the document itself, or one beside it in the folder."""
    root = session.workspace(snapshot.uri).root
    if proposal.path == session.path(snapshot.uri) or root is None:
        return snapshot.uri
    return uri_of(root / proposal.path)


def _range(snapshot: Snapshot, proposal: Proposal, uri: str) -> types.Range:
    if uri == snapshot.uri:
        return convert.range_of(snapshot, proposal.start, proposal.end)
    beginning = types.Position(line=0, character=0)
    return types.Range(start=beginning, end=beginning)


def _version(session: Session, uri: str) -> int | None:
    document = session.documents.get(uri)
    return None if document is None else document.version
