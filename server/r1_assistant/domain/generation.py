"""What is asked of a model, and what it answers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Literal


class Role(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


class Urgency(IntEnum):
    """Who goes first; a smaller number overtakes a larger one at the next step.

    `COMPLETION` is what a person waits for while typing, `INTERACTIVE` what they asked to read,
    `NORMAL` a review, `BACKGROUND` what nobody waits for.
    """

    COMPLETION = 0
    INTERACTIVE = 1
    NORMAL = 2
    BACKGROUND = 3


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen.

    `temperature` 0 takes the most likely token; `top_p` is the smallest probability mass that is
    sampled from. With the same `seed` and the same prompt the same tokens are chosen.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """A prompt and the bounds of its answer; all sizes are in tokens of the model.

    `reasoning_tokens` bounds the thought, which comes first; 0 asks for none. `answer_schema` is a
    JSON schema that the answer is held to while it is generated. `stop` ends the answer before any
    of these texts. `slot` names the prefix cache to use: requests of one use that begin with the
    same text share it. `speculate` drafts tokens from what the prompt already says; it pays where
    the answer repeats the prompt, and leaves the distribution as it is; a kernel rounds several
    tokens at once a little differently, which can turn a close call.
    `raw_prompt`, if set, is fed as it is, without the model's chat form, in place of `messages`.
    """

    messages: tuple[Message, ...] = ()
    max_tokens: int = 256
    reasoning_tokens: int = 0
    answer_schema: Mapping[str, Any] | None = None
    stop: tuple[str, ...] = ()
    sampling: Sampling = field(default_factory=Sampling)
    urgency: Urgency = Urgency.NORMAL
    slot: str = "default"
    speculate: bool = False
    raw_prompt: str | None = None


class GenerationControl:
    """What a generation can still be told while it runs; belongs to one event loop.

    Whoever asks keeps it and gives it to the engine with the request. Asked before the generation
    begins, it holds from its beginning; asked after the end, it does nothing.
    """

    def __init__(self) -> None:
        self._asked = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def answers_now(self) -> bool:
        """Whether `answer_now` was called."""
        return self._asked

    def answer_now(self) -> None:
        """End the thought at the model's next step, and answer with what there is."""
        if not self._asked:
            self._asked = True
            for listener in tuple(self._listeners):
                listener()

    @contextmanager
    def attached(self, listener: Callable[[], None]) -> Iterator[None]:
        """Have an engine's `listener` called once while this holds, at once if it was asked."""
        self._listeners.append(listener)
        try:
            if self._asked:
                listener()
            yield
        finally:
            self._listeners.remove(listener)


class Part(StrEnum):
    """Which part of a generation a piece of text belongs to."""

    REASONING = "reasoning"
    ANSWER = "answer"


FinishReason = Literal["stop", "length", "cancelled"]


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of a generation; both texts are without the tags around a thought."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a generation, with its costs: counts in tokens, times in seconds.

    `cached_tokens` of the prompt's tokens were found in the slot's cache and cost nothing. The
    steps number the engine's runs of the model: the last one before the request came, the first
    and the last one that worked on it.
    """

    reason: FinishReason
    prompt_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    answer_tokens: int = 0
    prefill_seconds: float = 0.0
    decode_seconds: float = 0.0
    queued_step: int = 0
    first_step: int = 0
    last_step: int = 0


Event = Delta | Finished


@dataclass(frozen=True, slots=True)
class TokenScore:
    """How likely a model found one token of a text.

    `start` and `end` are code-point offsets into the text. `nll` is the negative natural logarithm
    of the token's probability given everything before it. `best` is the text of the token that the
    model would have chosen, `best_nll` that one's. `entropy` is that of the model's prediction, in
    nats: the surprise that was to be expected here. `alternatives` are the most likely tokens'
    texts with their negative log-likelihoods, best first; empty where the token is the best one.
    """

    start: int
    end: int
    nll: float
    best: str
    best_nll: float
    entropy: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()


EngineState = Literal["stopped", "loading", "ready", "busy", "failed"]


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What an engine does, for a line of status.

    `tokens_per_second` is that of the last generation, also while it runs; 0 if there was none.
    `queue` counts the requests that are not done. `loading` is the part of the model that is
    loaded, from 0 to 1. `model` and its `title` are empty where there is none, and
    `context_length`, in tokens, is 0 then. `notice` is a sentence about a model that does not run
    where it should, and why.
    """

    state: EngineState = "stopped"
    model: str = ""
    device: str = ""
    tokens_per_second: float = 0.0
    queue: int = 0
    loading: float = 0.0
    title: str = ""
    context_length: int = 0
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What an engine runs; `context_length` is in tokens, `digest` tells its files from others."""

    id: str
    title: str
    context_length: int
    reasoning: bool
    fill_in_the_middle: bool
    device: str = "cpu"
    digest: str = ""
