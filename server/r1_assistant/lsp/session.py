"""What the server knows of its client while it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types

from r1_assistant.config.settings import Settings
from r1_assistant.context.languages import Language, any_language_of, language_for_id
from r1_assistant.context.overlay import OverlaidFile
from r1_assistant.context.syntax import SyntaxTree, parse
from r1_assistant.features.complete.memory import CompletionMemory
from r1_assistant.features.tokens import TokenCounts
from r1_assistant.lsp.client import Client
from r1_assistant.lsp.documents import Documents
from r1_assistant.lsp.edits import Edits
from r1_assistant.lsp.findings import Findings
from r1_assistant.lsp.jobs import Jobs
from r1_assistant.lsp.models import Models
from r1_assistant.lsp.recent import Recent
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.uris import path_of
from r1_assistant.lsp.workspaces import Workspace, Workspaces

NOTES_HOLD = 2.0
"""Seconds in which nobody looks whether the repository's notes have changed."""

Notify = Callable[[str, Any], None]
Request = Callable[[str, Any], Awaitable[Any]]
Background = Callable[[Coroutine[Any, Any, None]], None]


class Session:
    """The documents, folders, settings, jobs and findings of one client.

    It belongs to one event loop. `saves` counts how often a document was saved. `notify` and
    `request` speak to the client; `background` runs what nobody waits for.
    """

    def __init__(
        self, models: Models, notify: Notify, request: Request, background: Background
    ) -> None:
        self.client = Client()
        self.trusted: bool | None = None
        self.documents = Documents()
        self.workspaces = Workspaces(self.warn)
        self.models = models
        self.jobs = Jobs()
        self.saves = 0
        self.findings = Findings()
        self.completions = CompletionMemory()
        self.edits = Edits()
        self.counts = TokenCounts()
        self.explanations: Recent[str, Explanation] = Recent()
        self.notes: Recent[tuple[Path, str, int, bool], str] = Recent(NOTES_HOLD)
        self.notify = notify
        self.request = request
        self.background = background
        self.cancels: dict[types.ProgressToken, Callable[[], object]] = {}
        self._trees: dict[str, SyntaxTree] = {}
        self._overlaid: dict[str, tuple[Snapshot, OverlaidFile]] = {}
        self._told: set[str] = set()

    def snapshot(self, uri: str) -> Snapshot | None:
        """Take an open document as it is now; None if it is not open."""
        document = self.documents.get(uri)
        return None if document is None else document.snapshot()

    def workspace(self, uri: str) -> Workspace:
        """Find the folder of a document."""
        return self.workspaces.of(path_of(uri))

    def settings(self, uri: str) -> Settings:
        """Give the settings that hold for a document."""
        return self.workspace(uri).settings

    def path(self, uri: str) -> str:
        """Name a document as people do: relative to its folder."""
        path = path_of(uri)
        return uri if path is None else self.workspace(uri).relative(path)

    def language_name(self, uri: str) -> str:
        """Name a document's language as a fence does; empty if it is unknown."""
        snapshot = self.snapshot(uri)
        language = None if snapshot is None else language_of_document(snapshot)
        return language.name if language else ""

    async def tree(self, snapshot: Snapshot) -> SyntaxTree | None:
        """Give the syntax of a document; only what changed since the last call is parsed.

        A thread parses: tree-sitter leaves the interpreter to others meanwhile.
        """
        before = self._trees.get(snapshot.uri)
        if before is not None and before.text is snapshot.text:
            return before
        language = language_of_document(snapshot)
        if language is None or snapshot.oversized:
            return None
        same = before if before is not None and before.language == language else None
        tree = await asyncio.to_thread(parse, snapshot.text, language, same)
        if tree is not None and self.snapshot(snapshot.uri) is snapshot:
            self._trees[snapshot.uri] = tree
        return tree

    def overlaid(self, snapshot: Snapshot) -> OverlaidFile:
        """Give a document as a file of its folder, the same one until the next change."""
        known = self._overlaid.get(snapshot.uri)
        if known is None or known[0] is not snapshot:
            tree = self._trees.get(snapshot.uri)
            same = tree if tree is not None and tree.text is snapshot.text else None
            known = snapshot, OverlaidFile(self.path(snapshot.uri), snapshot.text, same)
            self._overlaid[snapshot.uri] = known
        return known[1]

    def forget(self, uri: str) -> None:
        """Drop what was kept for a document that is closed."""
        self._trees.pop(uri, None)
        self._overlaid.pop(uri, None)

    def inform(self, message: str) -> None:
        """Show a sentence to the user."""
        self._show(types.MessageType.Info, message)

    def warn(self, message: str) -> None:
        """Show a sentence about something that is wrong to the user."""
        self._show(types.MessageType.Warning, message)

    def once(self, key: str) -> bool:
        """Say whether this is the first time that `key` is asked for."""
        if key in self._told:
            return False
        self._told.add(key)
        return True

    def again(self, key: str) -> None:
        """Let `key` be told once more."""
        self._told.discard(key)

    def _show(self, kind: types.MessageType, message: str) -> None:
        params = types.ShowMessageParams(type=kind, message=f"R1: {message}")
        self.notify(types.WINDOW_SHOW_MESSAGE, params)


@dataclass(slots=True)
class Explanation:
    """An explanation as far as it has come."""

    answer: str = ""
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request, and its document as it was when the request came (None: it has none open)."""

    session: Session
    snapshot: Snapshot | None


def language_of_document(snapshot: Snapshot) -> Language | None:
    """Tell a document's language: by what the editor calls it, else by its name."""
    path = path_of(snapshot.uri) or Path(snapshot.uri)
    first_line = snapshot.text[:200].partition("\n")[0]
    return language_for_id(snapshot.language_id) or any_language_of(path.as_posix(), first_line)
