"""Commands: looked up by name, run, and cancelled like any request."""

from typing import Any

from lsprotocol import types

from r1_assistant.lsp.commands import COMMANDS
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.session import Call


async def execute_command(call: Call, params: types.ExecuteCommandParams) -> Any:
    """Run a command; raises Failure for one that does not exist."""
    command = COMMANDS.get(params.command)
    if command is None:
        raise Failure(INVALID_PARAMS, f"{params.command} is not a command of this server.")
    return await command(call.session, list(params.arguments or ()), params.work_done_token)
