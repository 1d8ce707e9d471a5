"""An editor as pytest-lsp plays it: what it was told, and what its user does."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient
from pytest_lsp.client import register_lsp_features
from pytest_lsp.protocol import LanguageClientProtocol

from .text_edits import Edit, Place, applied, in_order

ABILITIES: dict[str, Any] = {
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "textDocument": {
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
    "window": {"workDoneProgress": True, "showMessage": {"messageActionItem": {}}},
}
"""What a common editor can do: no inline completion, and diagnostics are sent to it."""


def abilities(*without: str, **more: Any) -> types.ClientCapabilities:
    """Describe an editor: `without` some abilities ("window.showMessage"), and with more.

    In the names of `more`, two underscores are a dot: `textDocument__inlineCompletion={}`.
    """
    values = json.loads(json.dumps(ABILITIES))
    for path in without:
        _holder(values, path.split(".")[:-1]).pop(path.split(".")[-1])
    for name, value in more.items():
        *above, last = name.split("__")
        _holder(values, above)[last] = value
    return get_converter().structure(values, types.ClientCapabilities)


def _holder(values: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:
    for name in path:
        values = values.setdefault(name, {})
    return values


class _Protocol(LanguageClientProtocol):
    """Tells the client of everything that comes, also of what nothing is registered for."""

    def _handle_notification(self, method_name: str, params: Any) -> None:
        super()._handle_notification(method_name, params)
        self._server.heard(method_name, params)

    def _handle_request(self, msg_id: Any, method_name: str, params: Any) -> None:
        super()._handle_request(msg_id, method_name, params)
        self._server.heard(method_name, params)


class EditorClient(LanguageClient):
    """A client that keeps documents as its user edits them.

    `told` is all that came of the server's own accord, in order. `button` is what the user presses
    when the server asks. `problems` are breaches of the protocol that pytest-lsp noticed.
    """

    def __init__(self) -> None:
        super().__init__(converter_factory=_converter, protocol_cls=_Protocol)
        register_lsp_features(self)
        self.feature(types.WORKSPACE_APPLY_EDIT)(lambda params: self._apply(params))
        self.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)(lambda params: self._choose(params))
        self.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
        self.texts: dict[str, str] = {}
        self.told: list[tuple[str, Any]] = []
        self.problems: list[Exception] = []
        self.button: str | None = None
        self._versions: dict[str, int] = {}
        self._news = asyncio.Event()

    async def initialize_session(self, params: types.InitializeParams) -> types.InitializeResult:
        """Introduce the editor, and keep what the server offers."""
        result = await super().initialize_session(params)
        self.offered = result.capabilities
        return result

    def heard(self, method: str, params: Any) -> None:
        """Take note of a message of the server."""
        self.told.append((method, params))
        self._news.set()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Remember what pytest-lsp complains about; whoever started the client looks."""
        self.problems.append(error)

    def came(self, method: str) -> list[Any]:
        """List the parameters of what came of a method."""
        return [params for name, params in self.told if name == method]

    def progress(self, title: str) -> list[Any]:
        """List what was said of the work of that title, from its beginning on."""
        shown = (reports for reports in self.progress_reports.values() if reports)
        return [one for reports in shown if reports[0].title == title for one in reports]

    def ended(self) -> list[str]:
        """List the titles of work that was shown and is over."""
        shown = [reports for reports in self.progress_reports.values() if reports]
        over = [reports for reports in shown if isinstance(reports[-1], types.WorkDoneProgressEnd)]
        return [reports[0].title for reports in over]

    async def until(self, true: Callable[[], Any], timeout: float = 15) -> Any:
        """Wait until something holds, looking again with each message that comes."""
        async with asyncio.timeout(timeout):
            while not (found := true()):
                self._news.clear()
                await self._news.wait()
        return found

    def open(self, uri: str, text: str, language: str = "python", version: int = 1) -> None:
        """Open a document."""
        self.texts[uri], self._versions[uri] = text, version
        item = types.TextDocumentItem(uri, language, version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def edit(self, uri: str, where: types.Range, text: str) -> None:
        """Replace a range of a document, and tell the server."""
        self.texts[uri] = applied(self.texts[uri], [_edit(where, text)])
        self._versions[uri] += 1
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self._versions[uri], uri),
                [types.TextDocumentContentChangePartial(range=where, text=text)],
            )
        )

    def insert(self, uri: str, line: int, text: str) -> None:
        """Insert a text at the beginning of a line."""
        self.edit(uri, span(line, 0), text)

    def close(self, uri: str) -> None:
        """Close a document."""
        self.text_document_did_close(types.DidCloseTextDocumentParams(_identifier(uri)))

    def apply(self, edit: types.WorkspaceEdit) -> dict[str, str]:
        """Carry out a server's edit; returns the new texts, created files included.

        Fails as an editor would: on a wrong version, or edits that overlap.
        """
        changed: dict[str, str] = {}
        for uri, edits in _by_document(edit):
            if edits is None:
                assert uri not in self.texts
                changed[uri] = self.texts[uri] = ""
                continue
            version = edits[0]
            assert version in (None, self._versions.get(uri)), f"{uri} is not at {version}"
            text = self.texts.get(uri, "")
            changes = in_order([_edit(one.range, one.new_text) for one in edits[1]])
            changed[uri] = self.texts[uri] = applied(text, changes)
        return changed

    async def begun(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Send a request, and go on while it is under way."""
        task = asyncio.ensure_future(work)
        await asyncio.sleep(0)  # a task's first step is what sends
        return task

    async def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        """Rest the pointer on a place."""
        return await self.text_document_hover_async(
            types.HoverParams(_identifier(uri), types.Position(line, character))
        )

    async def hover_text(self, uri: str, line: int, character: int) -> str:
        """Give what a hover shows, empty if it shows nothing."""
        shown = await self.hover(uri, line, character)
        if shown is None:
            return ""
        assert isinstance(shown.contents, types.MarkupContent)
        return shown.contents.value

    async def actions(
        self,
        uri: str,
        where: types.Range,
        only: Sequence[str] | None = None,
        diagnostics: Sequence[types.Diagnostic] = (),
    ) -> list[Any]:
        """Ask what can be done at a place."""
        context = types.CodeActionContext(list(diagnostics), None if only is None else list(only))
        params = types.CodeActionParams(_identifier(uri), where, context)
        return list(await self.text_document_code_action_async(params) or ())

    async def action(self, uri: str, where: types.Range, title: str, **more: Any) -> Any:
        """Give the one action whose title begins like this."""
        found = await self.actions(uri, where, **more)
        (chosen,) = [one for one in found if one.title.startswith(title)]
        return chosen

    async def command(self, name: str, *arguments: Any, token: str | None = None) -> Any:
        """Run a command of the server, with a progress bar of the editor's own if wanted."""
        if token is not None:
            self.progress_reports[token] = []
        params = types.ExecuteCommandParams(name, list(arguments), token)
        return await self.workspace_execute_command_async(params)

    async def run(self, action: Any) -> Any:
        """Run what an action names."""
        command = action.command
        return await self.command(command.command, *(command.arguments or ()))

    def _apply(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        self.apply(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    def _choose(self, params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
        offered = [one for one in params.actions or () if one.title == self.button]
        return offered[0] if offered else None


def span(
    line: int, character: int, end_line: int | None = None, end: int | None = None
) -> types.Range:
    """Give a range; without an end it is empty, without its line it is in one line."""
    last = line if end_line is None else end_line
    start = types.Position(line, character)
    return types.Range(start, types.Position(last, character if end is None else end))


def _converter() -> Any:
    """Tell commands from actions that name one, which lsprotocol takes for commands as well."""
    converter = default_converter()

    def structure(value: dict[str, Any], _: object) -> types.Command | types.CodeAction:
        kind = types.Command if isinstance(value.get("command"), str) else types.CodeAction
        return converter.structure(value, kind)

    converter.register_structure_hook(types.Command | types.CodeAction, structure)
    return converter


def _identifier(uri: str) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri)


def _edit(where: types.Range, text: str) -> Edit:
    start, end = where.start, where.end
    return Edit(Place(start.line, start.character), Place(end.line, end.character), text)


def _by_document(edit: types.WorkspaceEdit) -> list[tuple[str, Any]]:
    """List (document, (version, edits)); None in place of the pair is a new file."""
    if edit.document_changes is None:
        changes: Mapping[str, Any] = edit.changes or {}
        return [(uri, (None, edits)) for uri, edits in changes.items()]
    found: list[tuple[str, Any]] = []
    for change in edit.document_changes:
        if isinstance(change, types.CreateFile):
            found.append((change.uri, None))
        else:
            assert isinstance(change, types.TextDocumentEdit)
            document = change.text_document
            found.append((document.uri, (document.version, change.edits)))
    return found
