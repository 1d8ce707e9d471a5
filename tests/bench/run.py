"""One generation as it is timed, and what can be timed."""

from dataclasses import dataclass
from typing import Protocol


class BenchError(Exception):
    """A measurement that cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text and its tokens, the same for whoever reads it."""

    text: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A generation: `first_seconds` until its first token was known, `decode_seconds` from there.

    `tokens` counts all that were generated, the first one too, which the time of the prompt paid.
    """

    prompt_tokens: int
    tokens: int
    first_seconds: float
    decode_seconds: float
    cached_tokens: int = 0
    text: str = ""

    @property
    def prefill_rate(self) -> float:
        """Tokens of the prompt per second."""
        return self.prompt_tokens / self.first_seconds

    @property
    def decode_rate(self) -> float:
        """Generated tokens per second, the first one apart."""
        if self.tokens < 2 or self.decode_seconds <= 0:
            raise BenchError(f"a generation ended after {self.tokens} tokens")
        return (self.tokens - 1) / self.decode_seconds


class Side(Protocol):
    """A way of running a model, in a process of its own."""

    @property
    def pid(self) -> int:
        """The number of the process that computes."""
        ...

    async def run(self, prompt: Prompt, tokens: int) -> Run:
        """Generate at most `tokens` tokens, the likeliest each time."""
        ...
