"""`r1/models`: which models there are, and which of them suits this machine."""

import asyncio
from dataclasses import asdict
from typing import Any

from r1_assistant import app
from r1_assistant.lsp.session import Call


async def models(call: Call, _: Any) -> dict[str, Any]:
    """List the models of the catalogue and the installed ones, the recommended one first."""
    offers, machine = await asyncio.to_thread(app.offered_models, call.session.models.wanted)
    listed = [asdict(offer) for offer in offers]
    for each in listed:
        if not each["why"]:
            del each["why"]
    return {"models": listed, "memory": machine.memory, "disk": machine.disk}
