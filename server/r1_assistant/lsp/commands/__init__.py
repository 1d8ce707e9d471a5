"""What `workspace/executeCommand` runs, by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types

from r1_assistant.lsp.commands.dismiss import dismiss_command, show_reasoning_command
from r1_assistant.lsp.commands.review import (
    review_changes_command,
    review_file_command,
    review_selection_command,
)
from r1_assistant.lsp.session import Session

Command = Callable[[Session, list[Any], types.ProgressToken | None], Awaitable[Any]]

COMMANDS: dict[str, Command] = {
    "r1.dismiss": dismiss_command,
    "r1.reviewChanges": review_changes_command,
    "r1.reviewFile": review_file_command,
    "r1.reviewSelection": review_selection_command,
    "r1.showReasoning": show_reasoning_command,
}
