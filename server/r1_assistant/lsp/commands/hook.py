"""`r1.installHook`: the review before each commit, as the user has seen and wants it."""

from typing import Any

from lsprotocol import types

from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.hooks import planned
from r1_assistant.lsp.session import Session

Token = types.ProgressToken | None


async def install_hook_command(session: Session, arguments: list[Any], _: Token) -> dict[str, Any]:
    """Write what `r1/hook` plans; raises GitError where that says that there is a problem."""
    return await planned(session, given.first(arguments, "r1.installHook"), write=True)
