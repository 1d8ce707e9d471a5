"""`r1/hook`: what a file that runs the review before each commit would be."""

from typing import Any

from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.hooks import planned
from r1_assistant.lsp.session import Call


async def hook(call: Call, params: Any) -> dict[str, Any]:
    """Plan a hook; nothing is written."""
    return await planned(call.session, given.first([params], "r1/hook"), write=False)
