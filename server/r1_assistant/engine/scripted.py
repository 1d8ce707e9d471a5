"""An engine that answers from a script: for tests of everything above the engine."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass

from r1_assistant.domain.errors import R1Error
from r1_assistant.domain.generation import (
    Delta,
    Event,
    Finished,
    GenerationRequest,
    ModelInfo,
    Part,
    TokenScore,
)


@dataclass(frozen=True, slots=True)
class Scripted:
    """An answer to give: a thought, a text, and how many code points come at a time."""

    answer: str
    reasoning: str = ""
    piece: int = 7


Reply = Scripted | R1Error
Script = Iterable[Reply] | Callable[[GenerationRequest], Reply]


class ScriptedEngine:
    """Gives the scripted replies in order, or what a function makes of each request.

    `requests` collects what was asked. An R1Error in the script is raised in place of an answer.
    A request beyond the script's end fails with an AssertionError.
    """

    def __init__(self, script: Script = (), *, info: ModelInfo | None = None) -> None:
        self.requests: list[GenerationRequest] = []
        self.closed = False
        self._reply = script if callable(script) else _in_order(script)
        self._info = info or ModelInfo("scripted", "Scripted", 4096, True, False)

    async def generate(self, request: GenerationRequest) -> AsyncIterator[Event]:
        """Stream the next reply in pieces."""
        self.requests.append(request)
        reply = self._reply(request)
        if isinstance(reply, R1Error):
            raise reply
        for part, text in ((Part.REASONING, reply.reasoning), (Part.ANSWER, reply.answer)):
            for start in range(0, len(text), reply.piece):
                yield Delta(part, text[start : start + reply.piece])
        yield Finished(
            "stop",
            reasoning_tokens=len(reply.reasoning.split()),
            answer_tokens=len(reply.answer.split()),
        )

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        """Score each word but the first at one nat."""
        scores, offset = [], 0
        for word in text.split(" "):
            scores.append(TokenScore(offset, offset + len(word), 1.0, word, 1.0))
            offset += len(word) + 1
        return tuple(scores[1:])

    async def count_tokens(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    async def info(self) -> ModelInfo:
        """Tell what was given at construction."""
        return self._info

    async def aclose(self) -> None:
        """Remember that it was called."""
        self.closed = True


def _in_order(replies: Iterable[Reply]) -> Callable[[GenerationRequest], Reply]:
    left = deque(replies)

    def reply(_: GenerationRequest) -> Reply:
        assert left, "the script has no more replies"  # noqa: S101 - a test double's own check
        return left.popleft()

    return reply
