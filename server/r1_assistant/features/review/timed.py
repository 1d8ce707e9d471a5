"""Models that a review asks for as long as there is time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TypeVar

from r1_assistant.domain.errors import OutOfTime
from r1_assistant.domain.generation import (
    EngineStatus,
    Event,
    GenerationControl,
    GenerationRequest,
    ModelInfo,
    TokenScore,
)
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.instructions import fitted
from r1_assistant.features.review.limit import Limit

_T = TypeVar("_T")


class TimedEngine:
    """An engine whose calls raise OutOfTime once a limit is over, also while they are answered.

    So what is in the cache is still found, and what is not is not waited for.
    """

    def __init__(self, engine: Engine, limit: Limit) -> None:
        self._engine = engine
        self._limit = limit

    async def generate(
        self, request: GenerationRequest, control: GenerationControl | None = None
    ) -> AsyncIterator[Event]:
        """Stream an answer."""
        async with aclosing(self._engine.generate(request, control)) as events:  # type: ignore[type-var]
            while (event := await self._in_time(lambda: anext(events, None))) is not None:
                yield event

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        """Say how likely each token of a text is."""
        return await self._in_time(lambda: self._engine.score(text))

    async def score_each(self, texts: Sequence[str]) -> tuple[tuple[TokenScore, ...], ...]:
        """Score several texts."""
        return await self._in_time(lambda: self._engine.score_each(texts))

    async def count_tokens(self, text: str) -> int:
        """Count the tokens of a text."""
        return await self._in_time(lambda: self._engine.count_tokens(text))

    async def count_each(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count the tokens of each text."""
        return await self._in_time(lambda: self._engine.count_each(texts))

    async def info(self) -> ModelInfo:
        """Tell what runs."""
        return await self._engine.info()

    def status(self) -> EngineStatus:
        """Tell what it does now."""
        return self._engine.status()

    async def aclose(self) -> None:
        """End the model's process."""
        await self._engine.aclose()

    async def _in_time(self, ask: Callable[[], Awaitable[_T]]) -> _T:
        return await in_time(ask, self._limit)


async def in_time(ask: Callable[[], Awaitable[_T]], limit: Limit) -> _T:
    """Ask, and wait while there is time; raises OutOfTime, and asks nothing when it is up."""
    if limit.over:
        raise _out_of_time()
    scope = asyncio.timeout(limit.left)
    try:
        async with scope:
            return await ask()
    except TimeoutError as error:
        if not scope.expired():
            raise
        raise _out_of_time() from error


async def fitted_in_time(notes: str, engine: Engine) -> str:
    """Cut notes to what the model is given of them; without time they stay as they are."""
    try:
        return await fitted(notes, engine)
    except OutOfTime:
        return notes


def _out_of_time() -> OutOfTime:
    return OutOfTime("The review's time is up.", hint="Give it more: --time-limit.")
