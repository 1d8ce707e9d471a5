"""What a review in the editor is about: a document, lines of it, or a change in a repository."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import commonpath

from r1_assistant import app
from r1_assistant.config.team.holding import Team
from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.features.review.whole import change_of_text
from r1_assistant.lsp.explaining import notes_for, team_of
from r1_assistant.lsp.findings import Shown
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.texts import snapshot_now
from r1_assistant.lsp.uris import path_of, uri_of
from r1_assistant.lsp.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Target:
    """A change to review.

    `folder` is what its paths are relative to (None for what is no file), `uri_of` gives the
    document of a path. `older` are findings that the review replaces, `notes` the repository's own,
    and `team` what its files of settings say of the change's.
    """

    change: Change
    workspace: Workspace
    folder: Path | None
    uri_of: Callable[[str], str]
    older: tuple[Shown, ...]
    notes: str = ""
    team: Team = field(default_factory=Team)


async def document_target(
    session: Session, uri: str, first: int = 1, last: int | None = None
) -> Target:
    """Take the lines `first` to `last` (1-based; None: the end) of a document, open or not."""
    whole = first == 1 and last is None
    older = session.findings.of(uri) if whole else session.findings.at(uri, first, last or first)
    snapshot, problem = await snapshot_now(session, uri)
    folder, path = await _named(session, uri)
    problem = problem or (snapshot.oversized if snapshot else "")
    if snapshot is None or problem:
        change = _unfit(path, problem)
    else:
        change = await asyncio.to_thread(change_of_text, path, snapshot.text, first, last)
    workspace, notes = session.workspace(uri), await notes_for(session, uri, team=False)
    team = await team_of(session, workspace, folder, [path])
    return Target(change, workspace, folder, lambda _: uri, older, notes, team)


async def change_target(
    session: Session, scope: app.Scope, root: Path, revisions: str, place: str
) -> Target:
    """Take a change out of the repository that `root` is in; raises GitError, UsageError."""
    older = tuple(one for one in session.findings.all() if one.origin.place == place)
    change = await asyncio.to_thread(app.change_in_repository, scope, root, revisions, ())
    top = await asyncio.to_thread(app.top_of_work_tree, root) or root
    notes = ""
    if change.files:
        notes = await notes_for(session, uri_of(top / _shared(change)), team=False)
    workspace = session.workspaces.of(root)
    team = await team_of(session, workspace, top, [file.path for file in change.files])

    def document_of(path: str) -> str:
        uri = uri_of(top / path)
        document = session.documents.get(uri)
        return uri if document is None else document.uri

    return Target(change, workspace, top, document_of, older, notes, team)


def _shared(change: Change) -> str:
    """Name a file, or any file of the folder that all files of a change are in."""
    paths = [file.path for file in change.files]
    return paths[0] if len(paths) == 1 else f"{commonpath(paths)}/*"


def _unfit(path: str, reason: str) -> Change:
    file = FileChange(path, path, FileStatus.MODIFIED)
    return Change(path, (replace(file, skipped=reason),))


async def _named(session: Session, uri: str) -> tuple[Path | None, str]:
    """Name a document as reviews of its repository do, so that fingerprints agree."""
    path = path_of(uri)
    if path is None:
        return None, uri
    top = await asyncio.to_thread(app.top_of_work_tree, path.parent)
    if top is not None and path.is_relative_to(top):
        return top, path.relative_to(top).as_posix()
    return session.workspace(uri).root or path.parent, session.path(uri)
