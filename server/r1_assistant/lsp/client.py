"""What the editor at the other end can do."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

from lsprotocol import types


@dataclass(frozen=True, slots=True)
class Client:
    """An editor's abilities, as it told them with `initialize`.

    `r1` is set by clients that understand this server's own messages (docs/lsp-extensions.md).
    """

    r1: bool = False
    inline_completion: bool = False
    configuration: bool = False
    watch_files: bool = False
    progress: bool = False
    show_document: bool = False
    message_actions: bool = False
    document_changes: bool = False
    create_files: bool = False
    confirmation: bool = False
    pull_diagnostics: bool = False
    refresh_diagnostics: bool = False
    markdown_hover: bool = False
    code_action_literals: bool = False
    resolve_edit: bool = False


def client_of(params: types.InitializeParams) -> Client:
    """Read an editor's capabilities; what is not mentioned is not there."""
    has = _Reader(params.capabilities)
    experimental = params.capabilities.experimental
    text = "text_document"
    return Client(
        r1=isinstance(experimental, dict) and bool(experimental.get("r1")),
        inline_completion=has(f"{text}.inline_completion") is not None,
        configuration=bool(has("workspace.configuration")),
        watch_files=bool(has("workspace.did_change_watched_files.dynamic_registration")),
        progress=bool(has("window.work_done_progress")),
        show_document=bool(has("window.show_document.support")),
        message_actions=has("window.show_message") is not None,
        document_changes=_takes_document_changes(has),
        create_files="create" in (has("workspace.workspace_edit.resource_operations") or ()),
        confirmation=has("workspace.workspace_edit.change_annotation_support") is not None,
        pull_diagnostics=has(f"{text}.diagnostic") is not None,
        refresh_diagnostics=bool(has("workspace.diagnostics.refresh_support")),
        markdown_hover="markdown" in (has(f"{text}.hover.content_format") or ()),
        code_action_literals=has(f"{text}.code_action.code_action_literal_support") is not None,
        resolve_edit=_can_resolve(has(f"{text}.code_action")),
    )


class _Reader:
    def __init__(self, root: object) -> None:
        self._root = root

    def __call__(self, path: str) -> Any:
        return reduce(lambda value, name: getattr(value, name, None), path.split("."), self._root)


def _takes_document_changes(has: _Reader) -> bool:
    """Whether edits may name versions and new files; Neovim says the latter alone."""
    edit = "workspace.workspace_edit"
    return bool(has(f"{edit}.document_changes") or has(f"{edit}.resource_operations"))


def _can_resolve(action: types.CodeActionClientCapabilities | None) -> bool:
    """Whether an edit may come with `codeAction/resolve`; the action's data must come back, too."""
    if action is None or not action.data_support or action.resolve_support is None:
        return False
    return "edit" in action.resolve_support.properties
