"""`r1/status`, asked for; the command of that name says more."""

from typing import Any

from r1_assistant.lsp import ext
from r1_assistant.lsp.session import Call


async def status(call: Call, _: Any) -> dict[str, Any]:
    """Tell what the model does."""
    return ext.status_values(call.session, call.session.models.status())
