"""What features see of a model."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from r1_assistant.domain.generation import (
    EngineStatus,
    Event,
    GenerationControl,
    GenerationRequest,
    ModelInfo,
    TokenScore,
)


class Engine(Protocol):
    """A model that answers.

    Every method may raise EngineError. A generation that is no longer iterated (`aclose()` of the
    iterator, or cancellation of its task) is cancelled at the model's next step.
    """

    def generate(
        self, request: GenerationRequest, control: GenerationControl | None = None
    ) -> AsyncIterator[Event]:
        """Stream an answer: any number of `Delta`, then exactly one `Finished`.

        With `control` the thought can be ended early.
        """
        ...

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        """Say how likely each token of `text` is, but for the first; nothing is generated."""
        ...

    async def score_each(self, texts: Sequence[str]) -> tuple[tuple[TokenScore, ...], ...]:
        """Score several texts as `score` does, each beside its predecessor.

        What a text has in common with the one before it, at the beginning, costs nothing. So put
        texts that share most next to each other.

        Raises ScoringUnsupported if the model can't, ContextTooLong if one text is too long.
        """
        ...

    async def count_tokens(self, text: str) -> int:
        """Count the tokens of `text`, without any that a template would add."""
        ...

    async def count_each(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count the tokens of each text as `count_tokens` does; generation is not waited for."""
        ...

    async def info(self) -> ModelInfo:
        """Tell what runs; loads the model if it is not loaded yet."""
        ...

    def status(self) -> EngineStatus:
        """Tell what it does now; starts nothing and waits for nothing."""
        ...

    async def aclose(self) -> None:
        """End the model's process and free its memory; safe to call twice."""
        ...
