"""`r1.applyFix`: a finding's fix, applied by the client."""

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.diagnostics import publish
from r1_assistant.lsp.failures import CONTENT_MODIFIED, REQUEST_FAILED, Failure
from r1_assistant.lsp.finding_actions import fix_edit
from r1_assistant.lsp.findings import Shown
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.texts import snapshot_now

Token = types.ProgressToken | None


async def apply_fix_command(session: Session, arguments: list[Any], _: Token) -> dict[str, Any]:
    """Have the client apply a finding's fix; the finding goes with the lines that it was about.

    Raises Failure if there is no fix, or it does not fit the document as it is now.
    """
    shown = given.finding(session, given.first(arguments, "r1.applyFix"))
    edit = await _edit(session, shown)
    params = types.ApplyWorkspaceEditParams(edit=edit, label="Apply fix")
    try:
        result = await session.request(types.WORKSPACE_APPLY_EDIT, params)
    except JsonRpcException as error:
        raise Failure(REQUEST_FAILED, "The editor did not apply the edit.") from error
    applied = bool(result and result.applied)
    if applied:
        _take_away(session, shown)
    return {"applied": applied, "uri": shown.uri}


async def _edit(session: Session, shown: Shown) -> types.WorkspaceEdit:
    if shown.finding.fix is None:
        raise Failure(CONTENT_MODIFIED, "There is no fix for this finding.")
    snapshot, why = await snapshot_now(session, shown.uri)
    if snapshot is None:
        raise Failure(CONTENT_MODIFIED, f"{shown.finding.path} cannot be changed: {why}.")
    edit = await fix_edit(session, snapshot, shown)
    if edit is None:
        message = "The fix does not fit the code as it is now; review the file again."
        raise Failure(CONTENT_MODIFIED, message)
    return edit


def _take_away(session: Session, shown: Shown) -> None:
    """Take the finding away where no edit has: in a file that is not open, it would stay."""
    same = (shown.uri, shown.finding.fingerprint)
    for uri in session.findings.drop(lambda one: (one.uri, one.finding.fingerprint) == same):
        publish(session, uri)
