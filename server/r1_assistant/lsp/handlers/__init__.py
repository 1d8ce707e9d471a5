"""What is answered: one module per request, and the tables that name them.

A handler of a request takes the `Call` and the parameters, converts, asks one feature, and converts
back. A handler of a notification is not `async`: what it does, it does in order of arrival.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from lsprotocol import types

from r1_assistant.lsp import ext
from r1_assistant.lsp.handlers import lifecycle, sync, workspace
from r1_assistant.lsp.handlers.chat import chat_request
from r1_assistant.lsp.handlers.code_action import code_action, resolve
from r1_assistant.lsp.handlers.completion import completion
from r1_assistant.lsp.handlers.diagnostic import diagnostic
from r1_assistant.lsp.handlers.execute_command import execute_command
from r1_assistant.lsp.handlers.hook import hook
from r1_assistant.lsp.handlers.hover import hover
from r1_assistant.lsp.handlers.inline_completion import inline_completion
from r1_assistant.lsp.handlers.models import models
from r1_assistant.lsp.handlers.reasoning import reasoning
from r1_assistant.lsp.handlers.status import status
from r1_assistant.lsp.handlers.tokens import count_tokens
from r1_assistant.lsp.session import Call, Session

REQUESTS: Mapping[str, Callable[[Call, Any], Awaitable[Any]]] = {
    types.TEXT_DOCUMENT_HOVER: hover,
    types.TEXT_DOCUMENT_CODE_ACTION: code_action,
    types.CODE_ACTION_RESOLVE: resolve,
    types.TEXT_DOCUMENT_INLINE_COMPLETION: inline_completion,
    types.TEXT_DOCUMENT_COMPLETION: completion,
    types.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic,
    types.WORKSPACE_EXECUTE_COMMAND: execute_command,
    ext.STATUS: status,
    ext.REASONING: reasoning,
    ext.CHAT: chat_request,
    ext.COUNT_TOKENS: count_tokens,
    ext.MODELS: models,
    ext.HOOK: hook,
}

NOTIFICATIONS: Mapping[str, Callable[[Session, Any], None]] = {
    types.TEXT_DOCUMENT_DID_OPEN: sync.did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: sync.did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: sync.did_close,
    types.TEXT_DOCUMENT_DID_SAVE: sync.did_save,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: workspace.did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: workspace.did_change_folders,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: workspace.did_change_watched_files,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: workspace.did_cancel_progress,
    types.SET_TRACE: workspace.did_set_trace,
}

__all__ = ["NOTIFICATIONS", "REQUESTS", "lifecycle"]
