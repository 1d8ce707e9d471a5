"""The first words: what the editor can do, and what the server offers it."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from r1_assistant import __version__
from r1_assistant.lsp import configuration, indexing
from r1_assistant.lsp.client import Client, client_of
from r1_assistant.lsp.handlers.code_action import KINDS
from r1_assistant.lsp.positions import Encoding
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.uris import path_of, uri_of

if TYPE_CHECKING:
    from r1_assistant.lsp.background import BackgroundReviews

_WATCHED = ("**/.r1.toml", "**/pyproject.toml")
"""Settings alone: some editors watch each folder that a pattern may reach into, one by one."""


def initialize(session: Session, params: types.InitializeParams) -> types.InitializeResult:
    """Remember who is there, and say what is offered."""
    session.client = client_of(params)
    encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    session.documents.encoding = Encoding(str(getattr(encoding, "value", encoding)))
    for uri in _roots(params):
        path = path_of(uri)
        if path is not None:
            session.workspaces.add(path)
    configuration.take_initial(session, params.initialization_options)
    return types.InitializeResult(
        capabilities=capabilities(session.client, session.documents.encoding),
        server_info=types.ServerInfo(name="r1-assistant", version=__version__),
    )


async def initialized(session: Session) -> None:
    """Begin with what takes longer: settings, and the index of each folder."""
    await configuration.reload(session)
    await indexing.follow_settings(session)
    if session.client.watch_files:
        await _watch_files(session)
    reviews = await asyncio.to_thread(_background_reviews, session)  # importing would hold all up
    session.background(reviews.run())


def _background_reviews(session: Session) -> "BackgroundReviews":
    from r1_assistant.lsp.background import BackgroundReviews  # late: nothing is reviewed yet

    return BackgroundReviews(session)


def capabilities(client: Client, encoding: Encoding) -> types.ServerCapabilities:
    """Say what is offered to a client."""
    folders = types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
    return types.ServerCapabilities(
        position_encoding=encoding.value,
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=False),
        ),
        hover_provider=True,
        code_action_provider=_code_actions(client),
        inline_completion_provider=types.InlineCompletionOptions(),
        completion_provider=None if client.inline_completion else types.CompletionOptions(),
        diagnostic_provider=_pulled(client),
        execute_command_provider=types.ExecuteCommandOptions(commands=_commands()),
        workspace=types.WorkspaceOptions(workspace_folders=folders),
        experimental={"r1": 1},
    )


def _pulled(client: Client) -> types.DiagnosticOptions | None:
    """Let a client ask for findings, if it can be told when to: findings come by themselves."""
    if not (client.pull_diagnostics and client.refresh_diagnostics):
        return None
    return types.DiagnosticOptions(
        identifier="r1", inter_file_dependencies=False, workspace_diagnostics=False
    )


def _code_actions(client: Client) -> types.CodeActionOptions:
    return types.CodeActionOptions(
        code_action_kinds=list(KINDS), resolve_provider=client.resolve_edit
    )


def _commands() -> list[str]:
    from r1_assistant.lsp.commands import COMMANDS  # late: commands know handlers

    return sorted(COMMANDS)


def _roots(params: types.InitializeParams) -> list[str]:
    if params.workspace_folders:
        return [folder.uri for folder in params.workspace_folders]
    if params.root_uri:
        return [params.root_uri]
    return [uri_of(Path(params.root_path))] if params.root_path else []


async def _watch_files(session: Session) -> None:
    watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCHED]
    registration = types.Registration(
        id="r1-settings",
        method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers),
    )
    await session.request(
        types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations=[registration])
    )
