"""Folders, settings and files that change while the server runs."""

from pathlib import Path
from typing import Any

from lsprotocol import types

from r1_assistant.lsp.configuration import reload
from r1_assistant.lsp.indexing import changed, follow_settings
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.uris import path_of

SETTINGS_FILES = frozenset({".r1.toml", "pyproject.toml"})


def did_change_configuration(session: Session, params: types.DidChangeConfigurationParams) -> None:
    """Take new settings: those that came along, or else ask for them."""
    session.background(_reload(session, params.settings))


def did_change_folders(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take folders in and let folders go."""
    removed = [path for folder in params.event.removed if (path := path_of(folder.uri))]
    added = [path for folder in params.event.added if (path := path_of(folder.uri))]
    session.background(_change_folders(session, removed, added))


def did_change_watched_files(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Follow what happened on the disk."""
    paths = [path for change in params.changes if (path := path_of(change.uri))]
    changed(session, paths)
    if any(path.name in SETTINGS_FILES for path in paths):
        session.saves += 1  # what was looked at ahead, was with other settings
        session.background(_reload(session))


def did_cancel_progress(session: Session, params: types.WorkDoneProgressCancelParams) -> None:
    """The user pressed the button beside a progress bar."""
    cancel = session.cancels.get(params.token)
    if cancel is not None:
        cancel()


def did_set_trace(session: Session, params: types.SetTraceParams) -> None:
    """Nothing is traced; the log file has what is worth knowing."""


async def _change_folders(session: Session, removed: list[Path], added: list[Path]) -> None:
    for root in removed:
        await session.workspaces.remove(root)
    for root in added:
        session.workspaces.add(root)
    await _reload(session)


async def _reload(session: Session, pushed: Any = None) -> None:
    await reload(session, pushed)
    await follow_settings(session)
