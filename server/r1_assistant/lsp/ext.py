"""The messages that this server adds to the protocol: docs/lsp-extensions.md describes each.

Only clients that say `experimental: {"r1": true}` among their capabilities are sent any.
"""

from dataclasses import asdict
from typing import Any

from r1_assistant.domain.generation import EngineStatus, Part
from r1_assistant.lsp.session import Session

STREAM = "r1/stream"
FINDINGS = "r1/findings"
STATUS = "r1/status"
REASONING = "r1/reasoning"
CHAT = "r1/chat"
COUNT_TOKENS = "r1/countTokens"
MODELS = "r1/models"
HOOK = "r1/hook"

NOTIFICATIONS = (STREAM, FINDINGS, STATUS)
REQUESTS = (STATUS, REASONING, CHAT, COUNT_TOKENS, MODELS, HOOK)


def stream(session: Session, id: str, part: Part, delta: str) -> None:
    """Send the next piece of a thought or an answer."""
    _send(session, STREAM, {"id": id, "part": part.value, "delta": delta})


def stream_end(session: Session, id: str, *, stopped: bool) -> None:
    """Say that nothing more comes of an id."""
    _send(session, STREAM, {"id": id, "done": True, "stopped": stopped})


def status(session: Session, now: EngineStatus) -> None:
    """Tell what the model does."""
    _send(session, STATUS, status_values(session, now))


def status_values(session: Session, now: EngineStatus) -> dict[str, Any]:
    """Give the status as it is sent: the engine's own, and what the server works on."""
    values = asdict(now)
    return {
        "model": values["model"],
        "title": values["title"],
        "contextLength": values["context_length"],
        "device": values["device"],
        "state": values["state"],
        "tokensPerSecond": round(values["tokens_per_second"], 1),
        "queue": values["queue"],
        "loading": round(values["loading"], 2),
        "jobs": [{"id": job.id, "kind": job.kind} for job in session.jobs.running()],
    }


def _send(session: Session, method: str, params: dict[str, Any]) -> None:
    if session.client.r1:
        session.notify(method, params)
