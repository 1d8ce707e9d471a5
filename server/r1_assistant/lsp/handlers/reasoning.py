"""`r1/reasoning`: what the model thought before it worded a finding."""

from collections.abc import Mapping
from typing import Any

from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.session import Call


async def reasoning(call: Call, params: Any) -> dict[str, str]:
    """Give the thought behind a finding that is shown; empty if there was none."""
    fingerprint = params.get("fingerprint") if isinstance(params, Mapping) else None
    shown = call.session.findings.find(fingerprint) if isinstance(fingerprint, str) else None
    if shown is None:
        raise Failure(INVALID_PARAMS, "No finding of this fingerprint is shown.")
    return {"reasoning": shown.finding.reasoning}
