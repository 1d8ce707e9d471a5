"""`r1/status`, asked for; the command of that name says more."""

from typing import Any

from r1_assistant.lsp import ext
from r1_assistant.lsp.engine import has_model
from r1_assistant.lsp.session import Call


async def status(call: Call, _: Any) -> dict[str, Any]:
    """Tell what the model does, and which one it is if none has been needed yet."""
    await has_model(call.session)
    return ext.status_values(call.session, call.session.models.status())
