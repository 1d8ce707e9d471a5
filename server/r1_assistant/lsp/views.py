"""A folder as its files are now: its index, and before it the documents that are open."""

from pathlib import Path

from r1_assistant.context.contexts import Document, Recent
from r1_assistant.context.facts import Workspace as View
from r1_assistant.context.moved import Moved
from r1_assistant.context.overlay import NoWorkspace, Overlay
from r1_assistant.lsp.session import Session, language_of_document
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.workspaces import Workspace

SHOWN_PLACES = 3
"""Places of recent edits that are shown to a model at most."""


def view(session: Session, uri: str) -> View:
    """Give the folder of a document as its files are now."""
    return view_of(session, session.workspace(uri))


def view_from(session: Session, workspace: Workspace, above: Path | None) -> View:
    """Give a folder as its files are now, with paths that begin at a folder above it."""
    view = view_of(session, workspace)
    root = workspace.root
    if root is None or above is None or root == above or not root.is_relative_to(above):
        return view
    return Moved(view, f"{root.relative_to(above).as_posix()}/")


def view_of(session: Session, workspace: Workspace) -> View:
    """Give a folder as its files are now."""
    below = workspace.index or NoWorkspace()
    inside = [
        one
        for one in session.documents.all()
        if not one.oversized and session.workspace(one.uri) is workspace
    ]
    return Overlay(below, [session.overlaid(one.snapshot()) for one in inside])


async def document_of(session: Session, snapshot: Snapshot) -> Document:
    """Give an open document with its syntax, as contexts are made of it."""
    return Document(
        path=session.path(snapshot.uri),
        text=snapshot.text,
        language=language_of_document(snapshot),
        tree=await session.tree(snapshot),
    )


def recent_edits(session: Session, uri: str, line: int) -> tuple[Recent, ...]:
    """Give the last places of edits in the same folder but for the one at hand."""
    workspace = session.workspace(uri)
    places = session.edits.elsewhere(uri, line)
    inside = [(other, at) for other, at in places if session.workspace(other) is workspace]
    return tuple(Recent(session.path(other), at) for other, at in inside[:SHOWN_PLACES])
