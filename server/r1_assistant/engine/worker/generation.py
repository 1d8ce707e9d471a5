"""A generation: the prompt in chunks, then token by token or guess by guess."""

from collections.abc import Callable
from dataclasses import dataclass

from r1_assistant.domain.errors import ContextTooLong
from r1_assistant.domain.generation import GenerationRequest
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.account import Account
from r1_assistant.engine.worker.model import MOST_ROWS, KvCache
from r1_assistant.engine.worker.prompt import Prompt
from r1_assistant.engine.worker.sampling import Logits
from r1_assistant.engine.worker.slots import CHUNK, Slots
from r1_assistant.engine.worker.writer import Language, Writer

HEADROOM = 16
"""Tokens beside prompt, thought and answer: the end of a thought, an end of text."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What all generations of a model share; `step` gives the number of the running step."""

    slots: Slots
    language: Language
    context_length: int
    step: Callable[[], int]


class Generation:
    """A job that answers a request.

    The first `length` tokens of the text went through the cache. A step feeds the others, with a
    guess of what follows them, and lets the writer choose as long as it chooses what was guessed.
    """

    def __init__(self, number: int, request: GenerationRequest, prompt: Prompt, tools: Tools):
        """Raises ContextTooLong if not even one token can follow the prompt."""
        self._slot = request.slot
        self._slots = tools.slots
        self._prompt = prompt.ids
        self._limit = limit(request, len(prompt.ids), tools.context_length)
        self._cache: KvCache | None = None
        self._account = Account(number, len(prompt.ids), tools.step)
        self._writer = Writer(request, prompt, self._limit, tools.language, self._account)

    @property
    def done(self) -> bool:
        """Whether the last frame was given."""
        return self._writer.reason is not None

    def step(self) -> Frame | None:
        """Read a chunk of the prompt, or generate."""
        if self._writer.reason is None:  # else it was ended between two steps
            self._advance()
        if self._writer.reason is not None:
            return self._account.done(self._writer.reason, self._writer.take())
        return self._account.text(self._writer.take)

    def answer_now(self) -> None:
        """End the thought, if there is one; before the prompt is read, have none at all."""
        self._writer.answer_now()

    def cancel(self) -> Frame:
        """End between two steps."""
        return self._account.done("cancelled", self._writer.take())

    def close(self) -> None:
        """Leave the cache to the next request of its kind."""
        if self._cache is not None:
            self._slots.give_back(self._slot, self._cache, self._prompt)
            self._cache = None

    def _advance(self) -> None:
        self._account.begin_step()
        cache = self._cache or self._begin()
        reading = cache.length < len(self._prompt)
        if reading:
            self._read(cache)
        else:
            self._generate(cache)
        self._account.end_step(reading=reading)

    def _begin(self) -> KvCache:
        self._cache = self._slots.take(self._slot, self._prompt, self._limit)
        self._account.cached_tokens = self._cache.length
        return self._cache

    def _read(self, cache: KvCache) -> None:
        start = cache.length
        end = min(start // CHUNK * CHUNK + CHUNK, len(self._prompt))
        cache.feed(self._prompt[start:end])
        if end == len(self._writer.text):  # else what follows the prompt is settled already
            self._writer.pick(cache.last_row())

    def _generate(self, cache: KvCache) -> None:
        pending = self._writer.text[cache.length :]
        if len(pending) > MOST_ROWS:  # a long piece of text that nobody had to choose
            cache.feed(pending[:MOST_ROWS])
            return
        draft = self._writer.draft(MOST_ROWS - len(pending))
        cache.feed(pending + draft)
        if draft:
            self._check(cache, draft)
        else:
            self._writer.pick(cache.last_row())

    def _check(self, cache: KvCache, draft: list[int]) -> None:
        """Choose as long as the guess was right; forget what was fed beyond."""
        text, rows = self._writer.text, cache.rows()
        fed = text + draft
        right = len(text)
        if len(rows) <= len(draft):  # a model that gives the last row alone can't check guesses
            self._writer.stop_guessing()
            cache.rewind(right - 1)
            return
        while right == len(text) and not self.done:
            self._writer.pick(_row_after(rows, fed, right))
            while right < min(len(text), len(fed)) and text[right] == fed[right]:
                right += 1
        cache.rewind(right)


def _row_after(rows: Logits, fed: list[int], length: int) -> Logits:
    """Give the row of the last of `length` tokens; `rows` belong to the last ones of `fed`."""
    row: Logits = rows[length - len(fed) - 1]
    return row


def limit(request: GenerationRequest, prompt: int, context_length: int) -> int:
    """Give how long prompt and answer may become together."""
    if prompt >= context_length:
        raise ContextTooLong(
            f"The prompt has {prompt} tokens; the model reads at most {context_length - 1}.",
            hint="Review less at a time, or use a model with a longer context.",
        )
    wanted = prompt + request.reasoning_tokens + request.max_tokens + HEADROOM
    return min(wanted, context_length)
