"""Code actions of findings: apply the fix, show the reasoning, dismiss."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from lsprotocol import types

from r1_assistant.context.syntax import parse, problems
from r1_assistant.lsp import convert
from r1_assistant.lsp.diagnostics import SOURCE, diagnostic_of
from r1_assistant.lsp.findings import Shown
from r1_assistant.lsp.positions import content_length
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.snapshot import Snapshot

_LONGEST = 60
"""Code points of a message within a title."""


async def actions_for(
    session: Session,
    snapshot: Snapshot,
    first_line: int,
    last_line: int,
    diagnostics: Sequence[types.Diagnostic] = (),
) -> AsyncIterator[types.CodeAction]:
    """Offer what can be done with the findings on some lines, 1-based and both inclusive.

    `diagnostics` are the editor's own, which the actions name if they are of the same findings.
    """
    known = {_fingerprint(one): one for one in diagnostics if one.source == SOURCE}
    for shown in session.findings.at(snapshot.uri, first_line, last_line):
        problem = known.get(shown.finding.fingerprint)
        about = [problem or diagnostic_of(shown, snapshot.encoding)]
        async for action in _of_finding(session, snapshot, shown, about):
            yield action


async def _of_finding(
    session: Session, snapshot: Snapshot, shown: Shown, about: list[types.Diagnostic]
) -> AsyncIterator[types.CodeAction]:
    argument, what = {"fingerprint": shown.finding.fingerprint}, _short(shown.finding.message)
    edit = await fix_edit(session, snapshot, shown)
    if edit is not None:
        yield types.CodeAction(
            title=f"Apply fix: {what}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=about,
            is_preferred=True,
            edit=edit,
        )
    if shown.finding.reasoning:
        yield _command(f"Show reasoning: {what}", "r1.showReasoning", argument, about)
    yield _command(f"Dismiss: {what}", "r1.dismiss", argument, about)


async def fix_edit(
    session: Session, snapshot: Snapshot, shown: Shown
) -> types.WorkspaceEdit | None:
    """Replace a finding's lines by its fix, if they are there and the result parses as well."""
    edit = await _edit(session, snapshot, shown)
    return None if edit is None else _workspace_edit(session, snapshot, edit)


async def _edit(session: Session, snapshot: Snapshot, shown: Shown) -> types.TextEdit | None:
    if shown.fix is None:
        return None
    above = sum(map(len, snapshot.lines[: shown.line - 1]))
    lines = snapshot.lines[shown.line - 1 : shown.end_line]
    if tuple(line[: content_length(line)] for line in lines) != shown.found:
        return None
    line_end = _end(lines[0]) or _end(snapshot.lines[0]) or "\n"
    start, end, text = _replacement(above, lines, shown.fix, line_end)
    if not await _parses(session, snapshot, start, end, text):
        return None
    return types.TextEdit(range=convert.range_of(snapshot, start, end), new_text=text)


def _replacement(start: int, lines: Sequence[str], fix: str, line_end: str) -> tuple[int, int, str]:
    """Give offsets and text of an edit that keeps the last line's end, or deletes all."""
    end = start + sum(map(len, lines))
    if not fix:
        return start, end, ""
    return start, end - len(_end(lines[-1])), line_end.join(fix.split("\n"))


def _end(line: str) -> str:
    return line[content_length(line) :]


async def _parses(session: Session, snapshot: Snapshot, start: int, end: int, text: str) -> bool:
    """Tell whether the edited text has no more problems; only what is edited is parsed."""
    before = await session.tree(snapshot)
    if before is None:
        return True
    changed = snapshot.text[:start] + text + snapshot.text[end:]
    after = await asyncio.to_thread(parse, changed, before.language, before)
    return after is None or problems(after) <= problems(before)


def _workspace_edit(
    session: Session, snapshot: Snapshot, edit: types.TextEdit
) -> types.WorkspaceEdit:
    if not session.client.document_changes:
        return types.WorkspaceEdit(changes={snapshot.uri: [edit]})
    document = types.OptionalVersionedTextDocumentIdentifier(
        uri=snapshot.uri, version=snapshot.version
    )
    changed = types.TextDocumentEdit(text_document=document, edits=[edit])
    return types.WorkspaceEdit(document_changes=[changed])


def _command(
    title: str, command: str, argument: object, about: list[types.Diagnostic]
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=about,
        command=types.Command(title=title, command=command, arguments=[argument]),
    )


def _fingerprint(diagnostic: types.Diagnostic) -> object:
    return diagnostic.data.get("fingerprint") if isinstance(diagnostic.data, dict) else None


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST].rstrip()}…"
