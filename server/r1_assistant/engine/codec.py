"""Requests and answers as they travel in frames."""

from collections.abc import Mapping
from typing import Any

from r1_assistant.domain.generation import (
    Finished,
    GenerationRequest,
    Message,
    Role,
    Sampling,
    TokenScore,
    Urgency,
)


def request_to_wire(request: GenerationRequest) -> dict[str, Any]:
    """Turn a request into what JSON can hold."""
    return {
        "messages": [[message.role.value, message.content] for message in request.messages],
        "max_tokens": request.max_tokens,
        "reasoning_tokens": request.reasoning_tokens,
        "answer_schema": None if request.answer_schema is None else dict(request.answer_schema),
        "stop": list(request.stop),
        "sampling": [
            request.sampling.temperature,
            request.sampling.top_p,
            request.sampling.seed,
        ],
        "urgency": int(request.urgency),
        "slot": request.slot,
        "speculate": request.speculate,
        "raw_prompt": request.raw_prompt,
    }


def request_from_wire(data: Mapping[str, Any]) -> GenerationRequest:
    """Turn it back."""
    temperature, top_p, seed = data["sampling"]
    return GenerationRequest(
        messages=tuple(Message(Role(role), content) for role, content in data["messages"]),
        max_tokens=data["max_tokens"],
        reasoning_tokens=data["reasoning_tokens"],
        answer_schema=data["answer_schema"],
        stop=tuple(data["stop"]),
        sampling=Sampling(temperature, top_p, seed),
        urgency=Urgency(data["urgency"]),
        slot=data["slot"],
        speculate=data["speculate"],
        raw_prompt=data["raw_prompt"],
    )


def finished_to_wire(finished: Finished) -> dict[str, Any]:
    """Turn the end of a generation into what JSON can hold."""
    return {name: getattr(finished, name) for name in Finished.__dataclass_fields__}


def finished_from_wire(data: Mapping[str, Any]) -> Finished:
    """Turn it back."""
    return Finished(**{name: data[name] for name in Finished.__dataclass_fields__})


def scores_to_wire(scores: tuple[TokenScore, ...]) -> list[list[Any]]:
    """Turn scores into rows."""
    return [[s.start, s.end, s.nll, s.best, s.best_nll] for s in scores]


def scores_from_wire(rows: list[list[Any]]) -> tuple[TokenScore, ...]:
    """Turn them back."""
    return tuple(TokenScore(*row) for row in rows)
