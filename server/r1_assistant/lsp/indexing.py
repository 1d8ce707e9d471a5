"""The index of each folder: started with the editor, kept up with what is saved."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from r1_assistant.lsp.progress import progress
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.workspaces import Workspace

_log = logging.getLogger(__name__)


def start(session: Session) -> None:
    """Start to index each folder that is not indexed yet, as its settings allow."""
    for workspace in session.workspaces.all:
        wanted = workspace.settings.index.enabled and workspace.process is None
        if wanted and workspace.root is not None:
            session.background(_index(session, workspace, workspace.root))


def changed(session: Session, paths: Sequence[Path]) -> None:
    """Have files read again that were saved, made or removed."""
    for path in paths:
        workspace = session.workspaces.of(path)
        if workspace.process is not None:
            workspace.process.changed([workspace.relative(path)])


async def _index(session: Session, workspace: Workspace, root: Path) -> None:
    from r1_assistant.context.index.process import IndexProcess, IndexProgress

    process = workspace.process = IndexProcess()
    done = asyncio.Event()

    def cancel() -> None:
        session.background(process.aclose())  # what is indexed so far stays

    async with progress(session, f"Indexing {root.name}", cancel=cancel) as shown:

        def tell(now: IndexProgress) -> None:
            workspace.skipped = now.skipped
            shown.report(f"{now.done} of {now.total} files", now.done / max(1, now.total))
            if now.problem:
                _log.warning("%s: %s", root, now.problem)
            if now.finished:
                done.set()

        await process.start(root, workspace.settings.exclude, tell)
        await done.wait()
