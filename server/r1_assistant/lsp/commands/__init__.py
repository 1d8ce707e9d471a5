"""What `workspace/executeCommand` runs, by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types

from r1_assistant.lsp.commands.apply_fix import apply_fix_command
from r1_assistant.lsp.commands.ask import ask_command
from r1_assistant.lsp.commands.control import (
    answer_now_command,
    install_command,
    status_command,
    stop_command,
)
from r1_assistant.lsp.commands.dismiss import (
    clear_command,
    dismiss_command,
    show_reasoning_command,
)
from r1_assistant.lsp.commands.edit import edit_command, preview_command
from r1_assistant.lsp.commands.explain import explain_command
from r1_assistant.lsp.commands.hook import install_hook_command
from r1_assistant.lsp.commands.review import (
    review_changes_command,
    review_file_command,
    review_selection_command,
)
from r1_assistant.lsp.session import Session

Command = Callable[[Session, list[Any], types.ProgressToken | None], Awaitable[Any]]

COMMANDS: dict[str, Command] = {
    "r1.answerNow": answer_now_command,
    "r1.applyFix": apply_fix_command,
    "r1.ask": ask_command,
    "r1.clear": clear_command,
    "r1.dismiss": dismiss_command,
    "r1.edit": edit_command,
    "r1.explain": explain_command,
    "r1.installHook": install_hook_command,
    "r1.installModel": install_command,
    "r1.preview": preview_command,
    "r1.reviewChanges": review_changes_command,
    "r1.reviewFile": review_file_command,
    "r1.reviewSelection": review_selection_command,
    "r1.showReasoning": show_reasoning_command,
    "r1.status": status_command,
    "r1.stop": stop_command,
}
