"""The index of each folder: started with the editor, kept up with what is saved."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from r1_assistant.lsp.progress import progress
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from r1_assistant.context.index.process import IndexProgress

_log = logging.getLogger(__name__)


async def follow_settings(session: Session) -> None:
    """Index each folder as its settings ask for, and no other."""
    for workspace in session.workspaces.all:
        wanted = workspace.settings.exclude if workspace.settings.index.enabled else None
        if workspace.root is None or wanted == workspace.indexed_without:
            continue
        workspace.indexed_without = wanted
        if workspace.process is not None:
            await workspace.process.aclose()
            workspace.process = None
        if wanted is not None:
            session.background(_index(session, workspace, workspace.root))


def changed(session: Session, paths: Sequence[Path]) -> None:
    """Have files read again that were saved, made or removed."""
    for path in paths:
        workspace = session.workspaces.of(path)
        if workspace.process is not None:
            workspace.process.changed([workspace.relative(path)])


async def _index(session: Session, workspace: Workspace, root: Path) -> None:
    """Start a folder's process, and show how far it is until it has read everything once.

    Cancelled by the user, it ends; what is indexed stays, and the rest follows the next time.
    """
    from r1_assistant.context.index.process import IndexProcess

    done = asyncio.Event()
    process = workspace.process = IndexProcess()

    def cancel() -> None:
        session.background(process.aclose())
        done.set()

    async with progress(session, f"Indexing {root.name}", cancel=cancel) as shown:

        def tell(now: "IndexProgress") -> None:
            workspace.skipped = now.skipped
            shown.report(f"{now.done} of {now.total} files", now.done / max(1, now.total))
            if now.finished:
                _tell_end(session, root, now)
                done.set()

        use = workspace.index.use if workspace.index is not None else None
        await process.start(root, workspace.settings.exclude, tell, use)
        await done.wait()


def _tell_end(session: Session, root: Path, now: "IndexProgress") -> None:
    """Say in the editor's log what came of it: what was left out is nobody's problem by itself."""
    if now.problem:
        text = f"{root} is not indexed here: {now.problem}"
    else:
        reasons = [f"{count} {reason}" for reason, count in now.skipped.items()]
        left_out = f"; left out: {', '.join(reasons)}" if reasons else ""
        text = f"{root}: {now.done} files are indexed{left_out}"
    _log.info(text)
    session.notify(
        types.WINDOW_LOG_MESSAGE, types.LogMessageParams(type=types.MessageType.Info, message=text)
    )
