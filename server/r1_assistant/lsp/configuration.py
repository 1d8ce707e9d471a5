"""Settings out of the editor: sent with the first request, pushed later, or asked for."""

import asyncio
from collections.abc import Mapping
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant import app
from r1_assistant.domain.errors import UsageError
from r1_assistant.lsp.engine import has_model
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.uris import uri_of
from r1_assistant.lsp.workspaces import Workspace

SECTION = "r1"
TRUSTED = "trusted"
CLIENTS = frozenset({TRUSTED, "trace", "server"})
"""Keys of the section that are no settings of the server's."""

PATIENCE = 5.0
"""Seconds in which an editor must answer."""


def take_initial(session: Session, options: Any) -> None:
    """Take `initializationOptions`: `{"r1": {...}}`, or the settings alone."""
    _take(session, options)


async def reload(session: Session, pushed: Any = None) -> None:
    """Resolve all settings anew, with what was pushed or what the editor answers."""
    if session.client.configuration:
        await _ask(session)
    elif pushed is not None:
        _take(session, pushed)
    await resolve(session)
    await has_model(session)  # the status tells which one the settings name now


async def resolve(session: Session) -> None:
    """Read the files of settings anew, and put the editor's on top of them."""
    for workspace in session.workspaces.all:
        await session.workspaces.load_settings(workspace, trusted=session.trusted)
    settings = session.workspaces.first.settings
    session.models.wanted = settings.model
    session.models.wanted_scorer = settings.review.score_model
    try:
        session.models.device = app.device_wish(None, settings.device)
    except UsageError as error:
        if session.once(str(error)):
            session.warn(str(error))


async def _ask(session: Session) -> None:
    """Ask for each folder's settings; an editor that does not answer leaves them as they are."""
    workspaces = session.workspaces.all
    items = [
        types.ConfigurationItem(
            scope_uri=uri_of(workspace.root) if workspace.root else None, section=SECTION
        )
        for workspace in workspaces
    ]
    try:
        params = types.ConfigurationParams(items=items)
        async with asyncio.timeout(PATIENCE):
            answer = await session.request(types.WORKSPACE_CONFIGURATION, params)
    except (JsonRpcException, TimeoutError):
        return
    for workspace, values in zip(workspaces, answer or (), strict=False):
        if isinstance(values, Mapping):
            _give(session, workspace, values)


def _take(session: Session, values: Any) -> None:
    if not isinstance(values, Mapping):
        return
    section = values.get(SECTION, values)
    if isinstance(section, Mapping):
        for workspace in session.workspaces.all:
            _give(session, workspace, section)


def _give(session: Session, workspace: Workspace, values: Mapping[str, Any]) -> None:
    """Keep an editor's values; `trusted` is its word about the folder, and no setting."""
    if isinstance(values.get(TRUSTED), bool):
        session.trusted = values[TRUSTED]
    workspace.editor = {key: value for key, value in values.items() if key not in CLIENTS}
