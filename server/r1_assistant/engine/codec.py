"""Requests and answers as they travel in frames."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
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


def scores_to_wire(texts: Sequence[Sequence[TokenScore]]) -> list[Any]:
    """Turn the scores of texts into rows: how many are those of the text before, and the others."""
    wired = []
    before: Sequence[TokenScore] = ()
    for scores in texts:
        common = _common(before, scores)
        wired.append([common, *map(_score_to_wire, scores[common:])])
        before = scores
    return wired


def scores_from_wire(texts: Sequence[Any]) -> tuple[tuple[TokenScore, ...], ...]:
    """Turn them back."""
    found: list[tuple[TokenScore, ...]] = []
    before: tuple[TokenScore, ...] = ()
    for common, *rows in texts:
        before = before[:common] + tuple(map(_score_from_wire, rows))
        found.append(before)
    return tuple(found)


def _common(before: Sequence[TokenScore], scores: Sequence[TokenScore]) -> int:
    pairs = zip(before, scores, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _score_to_wire(score: TokenScore) -> list[Any]:
    row = [score.start, score.end, score.nll, score.best, score.best_nll, score.entropy]
    return row + [part for alternative in score.alternatives for part in alternative]


def _score_from_wire(row: Sequence[Any]) -> TokenScore:
    start, end, nll, best, best_nll, entropy, *rest = row
    alternatives = tuple(zip(rest[::2], rest[1::2], strict=True))
    return TokenScore(start, end, nll, best, best_nll, entropy, alternatives)
