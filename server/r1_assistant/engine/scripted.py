"""An engine that answers from a script: for tests of everything above the engine."""

import asyncio
from collections import deque
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass

from r1_assistant.domain.errors import R1Error
from r1_assistant.domain.generation import (
    Delta,
    EngineStatus,
    Event,
    Finished,
    GenerationControl,
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


async def _give_way() -> None:
    await asyncio.sleep(0)


def _one_nat(text: str) -> Sequence[TokenScore]:
    scores, offset = [], 0
    for word in text.split(" "):
        scores.append(TokenScore(offset, offset + len(word), 1.0, word, 1.0))
        offset += len(word) + 1
    return scores[1:]


class ScriptedEngine:
    """Gives the scripted replies in order, or what a function makes of each request.

    `requests` collects what was asked, `finished` what was answered or failed, `cancelled` what
    was given up before. An R1Error in the script is raised in place of an answer. A request beyond
    the script's end fails with an AssertionError. `pause` is awaited before each piece: tests of
    load hold the engine up there. `scores` scores texts, which `scored` collects.
    """

    def __init__(
        self,
        script: Script = (),
        *,
        info: ModelInfo | None = None,
        pause: Callable[[], Awaitable[None]] = _give_way,
        scores: Callable[[str], Sequence[TokenScore]] = _one_nat,
    ) -> None:
        self.requests: list[GenerationRequest] = []
        self.cancelled: list[GenerationRequest] = []
        self.finished: list[GenerationRequest] = []
        self.scored: list[str] = []
        self.closed = False
        self._scores = scores
        self._reply = script if callable(script) else _in_order(script)
        self._pause = pause
        self._info = info or ModelInfo("scripted", "Scripted", 4096, True, False)

    async def generate(
        self, request: GenerationRequest, control: GenerationControl | None = None
    ) -> AsyncIterator[Event]:
        """Stream the next reply in pieces, without the rest of the thought once that is asked."""
        self.requests.append(request)
        reply = self._reply(request)
        if isinstance(reply, R1Error):
            self.finished.append(request)
            raise reply
        control, said, end = control or GenerationControl(), dict.fromkeys(Part, ""), self.cancelled
        try:
            for delta in _pieces(reply):
                if delta.part is Part.REASONING and control.answers_now:
                    continue
                await self._pause()
                if delta.part is Part.ANSWER or not control.answers_now:
                    said[delta.part] += delta.text
                    yield delta
            end = self.finished
            yield _finished(said)
        finally:
            end.append(request)

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        """Score as the script says, or each word but the first at one nat."""
        self.scored.append(text)
        return tuple(self._scores(text))

    async def score_each(self, texts: Sequence[str]) -> tuple[tuple[TokenScore, ...], ...]:
        """Score one text after the other."""
        return tuple([await self.score(text) for text in texts])

    async def count_tokens(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    async def count_each(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count words of each text."""
        return tuple(len(text.split()) for text in texts)

    async def info(self) -> ModelInfo:
        """Tell what was given at construction."""
        return self._info

    def status(self) -> EngineStatus:
        """Say that it is ready, and how many requests are neither finished nor cancelled."""
        left = len(self.requests) - len(self.finished) - len(self.cancelled)
        return EngineStatus(
            "ready",
            self._info.id,
            self._info.device,
            queue=left,
            loading=1.0,
            title=self._info.title,
            context_length=self._info.context_length,
        )

    async def aclose(self) -> None:
        """Remember that it was called."""
        self.closed = True


def _pieces(reply: Scripted) -> Iterator[Delta]:
    for part, text in ((Part.REASONING, reply.reasoning), (Part.ANSWER, reply.answer)):
        for start in range(0, len(text), reply.piece):
            yield Delta(part, text[start : start + reply.piece])


def _finished(said: Mapping[Part, str]) -> Finished:
    thought, answer = (len(said[part].split()) for part in (Part.REASONING, Part.ANSWER))
    return Finished("stop", reasoning_tokens=thought, answer_tokens=answer)


def _in_order(replies: Iterable[Reply]) -> Callable[[GenerationRequest], Reply]:
    left = deque(replies)

    def reply(_: GenerationRequest) -> Reply:
        assert left, "the script has no more replies"  # noqa: S101 - a test double's own check
        return left.popleft()

    return reply
