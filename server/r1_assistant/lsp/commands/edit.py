"""`r1.edit` and `r1.preview`: an offered edit, applied by the server, or shown and not applied."""

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.lsp import convert
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.editing import diff, proposed, workspace_edit
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.show import show_text

Token = types.ProgressToken | None
_APPLY, _DISCARD = "Apply", "Discard"


async def edit_command(session: Session, arguments: list[Any], token: Token) -> dict[str, bool]:
    """Compute an edit and have the client apply it, after a question if the settings want one."""
    data = given.first(arguments, "r1.edit")
    snapshot, proposal = await proposed(session, data, token)
    confirm = session.settings(snapshot.uri).edit.confirm and not session.client.confirmation
    if confirm and not await _agreed(session, diff(session, snapshot, proposal)):
        return {"applied": False}
    edit = workspace_edit(session, snapshot, proposal, data["title"])
    params = types.ApplyWorkspaceEditParams(edit=edit, label=data["title"])
    result = await session.request(types.WORKSPACE_APPLY_EDIT, params)
    return {"applied": bool(result and result.applied)}


async def preview_command(session: Session, arguments: list[Any], token: Token) -> dict[str, Any]:
    """Compute an edit and show it as a diff; nothing is changed."""
    data = given.first(arguments, "r1.preview")
    snapshot, proposal = await proposed(session, data, token)
    shown = diff(session, snapshot, proposal)
    await show_text(session, data["title"], f"```diff\n{shown}\n```")
    edit = workspace_edit(session, snapshot, proposal, data["title"])
    return {"title": data["title"], "diff": shown, "edit": convert.plain(edit)}


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
