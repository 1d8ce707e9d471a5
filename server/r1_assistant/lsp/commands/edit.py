"""`r1.edit` and `r1.preview`: an offered edit, applied by the server, or shown and not applied."""

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.lsp import convert
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.editing import diff, proposed, workspace_edit
from r1_assistant.lsp.failures import REQUEST_FAILED, Failure
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.show import show_text

Token = types.ProgressToken | None
_APPLY, _DISCARD = "Apply", "Discard"


async def edit_command(session: Session, arguments: list[Any], token: Token) -> dict[str, bool]:
    """Compute an edit and have the client apply it, after a question if the settings want one."""
    data = given.first(arguments, "r1.edit")
    edit = await proposed(session, data, token)
    confirm = session.settings(edit.uri).edit.confirm and not session.client.confirmation
    if confirm and not await _agreed(session, diff(edit)):
        return {"applied": False}
    applied = workspace_edit(session, edit, data["title"])
    params = types.ApplyWorkspaceEditParams(edit=applied, label=data["title"])
    try:
        result = await session.request(types.WORKSPACE_APPLY_EDIT, params)
    except JsonRpcException as error:
        raise Failure(REQUEST_FAILED, "The editor did not apply the edit.") from error
    return {"applied": bool(result and result.applied)}


async def preview_command(session: Session, arguments: list[Any], token: Token) -> dict[str, Any]:
    """Compute an edit and show it as a diff; nothing is changed."""
    data = given.first(arguments, "r1.preview")
    edit = await proposed(session, data, token)
    shown = diff(edit)
    await show_text(session, data["title"], f"```diff\n{shown}\n```")
    applied = workspace_edit(session, edit, data["title"])
    return {"title": data["title"], "diff": shown, "edit": convert.plain(applied)}


async def _agreed(session: Session, shown: str) -> bool:
    if not session.client.message_actions:
        return True
    actions = [types.MessageActionItem(title=title) for title in (_APPLY, _DISCARD)]
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Info, message=f"R1 proposes:\n\n{shown}", actions=actions
    )
    try:
        answer = await session.request(types.WINDOW_SHOW_MESSAGE_REQUEST, params)
    except JsonRpcException:
        return False
    return answer is not None and answer.title == _APPLY
