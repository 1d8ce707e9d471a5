"""A session of the language server without a server: the editor is a list of what it was told."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from lsprotocol import types

from r1_assistant.domain.errors import ModelNotInstalled
from r1_assistant.domain.generation import EngineStatus
from r1_assistant.engine.scripted import ScriptedEngine
from r1_assistant.lsp.client import Client
from r1_assistant.lsp.documents import Document
from r1_assistant.lsp.handlers import sync
from r1_assistant.lsp.models import OnStatus
from r1_assistant.lsp.session import Session


class ScriptedModels:
    """One engine; None is a machine without a model."""

    def __init__(self, engine: ScriptedEngine | None) -> None:
        self.on_status: OnStatus | None = None
        self.wanted: str | None = None
        self._engine = engine

    async def engine(self) -> ScriptedEngine:
        if self._engine is None:
            raise ModelNotInstalled("No model is installed.", hint="Run r1-model install.")
        return self._engine

    async def scorer(self) -> None:
        return None

    async def digest(self) -> str:
        await self.engine()
        return "scripted"

    def status(self) -> EngineStatus:
        return EngineStatus()

    async def aclose(self) -> None:
        if self._engine is not None:
            await self._engine.aclose()


class Editor:
    """A client that writes down what it is told and answers every request with None."""

    def __init__(self, engine: ScriptedEngine | None = None, **abilities: bool) -> None:
        self.told: list[tuple[str, Any]] = []
        self.asked: list[tuple[str, Any]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        models = ScriptedModels(engine)
        self.session = Session(models, self._notify, self._request, self._background)
        self.session.client = Client(**abilities)

    def open(self, uri: str, text: str, language: str = "python") -> Document:
        """Open a document, as its first version."""
        item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
        sync.did_open(self.session, types.DidOpenTextDocumentParams(text_document=item))
        return self.document(uri)

    def document(self, uri: str) -> Document:
        """Give an open document."""
        document = self.session.documents.get(uri)
        assert document is not None
        return document

    def insert(self, uri: str, line: int, text: str) -> None:
        """Insert a text at the beginning of a 0-based line."""
        at = types.Position(line=line, character=0)
        self.replace(uri, types.Range(start=at, end=at), text)

    def replace(self, uri: str, where: types.Range, text: str) -> None:
        """Replace a range of an open document."""
        version = self.document(uri).version + 1
        change = types.TextDocumentContentChangePartial(range=where, text=text)
        sync.did_change(
            self.session,
            types.DidChangeTextDocumentParams(
                text_document=types.VersionedTextDocumentIdentifier(uri=uri, version=version),
                content_changes=[change],
            ),
        )

    def close(self, uri: str) -> None:
        """Close a document."""
        identifier = types.TextDocumentIdentifier(uri=uri)
        sync.did_close(self.session, types.DidCloseTextDocumentParams(text_document=identifier))

    def published(self, uri: str) -> list[types.PublishDiagnosticsParams]:
        """List what was sent of a document's diagnostics, oldest first."""
        sent = [params for method, params in self.told if method.endswith("publishDiagnostics")]
        return [params for params in sent if params.uri == uri]

    def progress(self) -> list[Any]:
        """List the values of all progress that was reported."""
        return [params.value for method, params in self.told if method == types.PROGRESS]

    async def settled(self) -> None:
        """Wait until nothing runs in the background."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _notify(self, method: str, params: Any) -> None:
        self.told.append((method, params))

    async def _request(self, method: str, params: Any) -> None:
        self.asked.append((method, params))

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
