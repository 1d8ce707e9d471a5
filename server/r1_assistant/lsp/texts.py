"""The text of a document, wherever it is: in the editor, or else on the disk."""

import asyncio

from r1_assistant.lsp.files import snapshot_of_file
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.uris import path_of


async def snapshot_now(session: Session, uri: str) -> tuple[Snapshot | None, str]:
    """Take a document as it is, or (None, why it cannot be had)."""
    snapshot = session.snapshot(uri)
    if snapshot is not None:
        return snapshot, ""
    path = path_of(uri)
    if path is None:
        return None, "not open, and not a file"
    read = await asyncio.to_thread(snapshot_of_file, path, uri, session.documents.encoding)
    snapshot = session.snapshot(uri)  # it may have been opened meanwhile
    return read if snapshot is None else (snapshot, "")


async def lines_now(session: Session, uri: str) -> tuple[str, ...] | None:
    """Give a document's lines with their ends; None if they cannot be had."""
    snapshot, _ = await snapshot_now(session, uri)
    return None if snapshot is None else snapshot.lines
