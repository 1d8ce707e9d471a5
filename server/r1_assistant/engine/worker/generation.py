"""A generation: the prompt in chunks, then token by token or guess by guess."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from r1_assistant.domain.errors import ContextTooLong
from r1_assistant.domain.generation import Finished, FinishReason, GenerationRequest
from r1_assistant.engine.codec import finished_to_wire
from r1_assistant.engine.reasoning import CLOSE, CLOSING
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.drafting import Drafter
from r1_assistant.engine.worker.grammar import Grammar, Grammars
from r1_assistant.engine.worker.model import MOST_ROWS, KvCache
from r1_assistant.engine.worker.output import Output
from r1_assistant.engine.worker.prompt import Prompt
from r1_assistant.engine.worker.sampling import Logits, chooser
from r1_assistant.engine.worker.slots import CHUNK, Slots
from r1_assistant.engine.worker.tokens import TextStream, Tokens

PAUSE = 0.03
"""Seconds between two frames of text: nobody reads faster, and each costs both processes time."""

HEADROOM = 16
"""Tokens beside prompt, thought and answer: the end of a thought, an end of text."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What all generations of a model share; `step` gives the number of the running step."""

    slots: Slots
    tokens: Tokens
    grammars: Grammars
    ends: frozenset[int]
    context_length: int
    step: Callable[[], int]
    clock: Callable[[], float] = time.perf_counter


class Generation:
    """A job that answers a request.

    `_text` is the prompt and all that was chosen since; the first `_cache.length` tokens of it
    went through the model. A step feeds the others, with a guess of what follows them, and chooses
    as long as what it chooses is what was guessed.
    """

    def __init__(self, number: int, request: GenerationRequest, prompt: Prompt, tools: Tools):
        """Raises ContextTooLong if not even one token can follow the prompt."""
        self._number = number
        self._request = request
        self._tools = tools
        self._prompt = prompt.ids
        self._text = list(prompt.ids)
        self._limit = limit(request, len(prompt.ids), tools.context_length)
        self._cache: KvCache | None = None
        self._choose = chooser(
            request.sampling.temperature, request.sampling.top_p, request.sampling.seed
        )
        self._thinking = prompt.thinking
        self._stream = TextStream(tools.tokens)
        self._output = Output(splits(request, prompt), request.stop)
        self._grammar: Grammar | None = None
        if request.answer_schema is not None:
            self._grammar = tools.grammars.start(request.answer_schema)
        self._drafter = Drafter(prompt.ids) if request.speculate else None
        self._reason: FinishReason | None = None
        self._sent = 0.0
        self._cost = _Cost(queued_step=tools.step())

    @property
    def done(self) -> bool:
        """Whether the last frame was given."""
        return self._reason is not None

    def step(self) -> Frame | None:
        """Read a chunk of the prompt, or generate."""
        started = self._tools.clock()
        cache = self._cache or self._begin()
        reading = cache.length < len(self._prompt)
        if reading:
            self._read(cache)
        else:
            self._generate(cache)
        self._cost.add(reading, self._tools.clock() - started)
        return self._frame()

    def cancel(self) -> Frame:
        """End between two steps."""
        self._reason = "cancelled"
        return self._last_frame()

    def close(self) -> None:
        """Leave the cache to the next request of its kind."""
        if self._cache is not None:
            self._tools.slots.give_back(self._request.slot, self._cache, self._prompt)
            self._cache = None

    def _begin(self) -> KvCache:
        self._cost.first_step = self._tools.step()
        self._cache = self._tools.slots.take(self._request.slot, self._prompt, self._limit)
        self._cost.cached = self._cache.length
        return self._cache

    def _read(self, cache: KvCache) -> None:
        start = cache.length
        end = min(start // CHUNK * CHUNK + CHUNK, len(self._prompt))
        cache.feed(self._prompt[start:end])
        if end == len(self._prompt):
            self._pick(cache.last_row())

    def _generate(self, cache: KvCache) -> None:
        start = cache.length
        pending = self._text[start:]
        if len(pending) > MOST_ROWS:  # a long piece of text that nobody had to choose
            cache.feed(pending[:MOST_ROWS])
            return
        draft = self._draft(MOST_ROWS - len(pending))
        cache.feed(pending + draft)
        if not draft:
            self._pick(cache.last_row())
            return
        read = self._pick_along(cache.rows(), start, len(self._text), draft)
        cache.rewind(read)

    def _pick_along(self, rows: Logits, start: int, read: int, draft: list[int]) -> int:
        """Choose as long as the guess was right; give how much of the text went through."""
        if len(rows) <= len(draft):  # a model that gives the last row alone can't check guesses
            self._drafter = None
            return read - 1
        fed = self._text + draft
        while True:
            self._pick(rows[read - start - 1])
            while read < min(len(self._text), len(fed)) and self._text[read] == fed[read]:
                read += 1
            if self.done or read < len(self._text):
                return read

    def _draft(self, room: int) -> list[int]:
        if self._drafter is None:
            return []
        draft = self._drafter.draft(min(room, self._limit - len(self._text) - 1))
        if draft and self._grammar is not None and not self._thinking:
            del draft[self._grammar.allowed(draft) :]
        return draft

    def _pick(self, logits: Logits) -> None:
        """Choose the next token, and take those that need no choosing."""
        before = len(self._text)
        if self._thinking:
            self._think(self._choose(logits, None))
        else:
            mask = None if self._grammar is None else self._grammar.mask()
            self._answer(self._choose(logits, mask))
        if self._drafter is not None:
            self._drafter.extend(self._text[before:])
        if len(self._text) >= self._limit and not self.done:
            self._finish("length")

    def _think(self, token: int) -> None:
        if token in self._tools.ends:
            self._close_thought()
            return
        self._cost.reasoning += 1
        text = self._take(token)
        if not self._output.thinking:
            self._thinking = False
            if self._grammar is not None:
                self._tidy(text)
        elif self._cost.reasoning >= self._request.reasoning_tokens:
            self._close_thought()

    def _close_thought(self) -> None:
        self._text += self._tools.tokens.encode(CLOSING)
        self._output.feed(self._stream.finish() + CLOSING)
        self._thinking = False

    def _tidy(self, last: str) -> None:
        """Let JSON begin after an empty line, whatever came in one token with the closing tag."""
        tag, _, rest = last.partition(CLOSE[-1])
        self._output.begin_answer()
        if rest.strip():
            self._text.pop()
            self._text += self._tools.tokens.encode(tag + CLOSE[-1])
            rest = ""
        if rest.count("\n") < 2:
            self._text += self._tools.tokens.encode("\n" * (2 - rest.count("\n")))

    def _answer(self, token: int) -> None:
        if token in self._tools.ends:
            self._finish("stop")
            return
        if self._grammar is None:
            self._say(token)
            return
        self._grammar.accept([token])
        forced = [] if self._grammar.complete else self._grammar.forced()
        self._grammar.accept(forced)
        for next_token in (token, *forced):
            self._say(next_token)
        if self._grammar.complete and not self.done:
            self._finish("stop")

    def _say(self, token: int) -> None:
        if self.done:
            return
        self._cost.answer += 1
        self._take(token)
        if self._output.stopped:
            self._finish("stop")
        elif self._cost.answer >= self._request.max_tokens:
            self._finish("length")

    def _take(self, token: int) -> str:
        self._text.append(token)
        text = self._stream.feed(token)
        self._output.feed(text)
        return text

    def _finish(self, reason: FinishReason) -> None:
        if self._grammar is not None and self._grammar.complete:
            reason = "stop"
        self._reason = reason
        self._output.feed(self._stream.finish())
        self._output.finish()

    def _frame(self) -> Frame | None:
        if self.done:
            return self._last_frame()
        now = self._tools.clock()
        if now - self._sent < PAUSE:
            return None
        deltas = self._output.take()
        if not deltas:
            return None
        self._sent = now
        return {"op": "text", "id": self._number, "deltas": [[d.part, d.text] for d in deltas]}

    def _last_frame(self) -> Frame:
        reason = self._reason or "cancelled"
        finished = self._cost.finished(reason, len(self._prompt), self._tools.step())
        deltas = [[d.part, d.text] for d in self._output.take()]
        return {
            "op": "done",
            "id": self._number,
            "deltas": deltas,
            "finished": finished_to_wire(finished),
        }


@dataclass(slots=True)
class _Cost:
    """What a generation has cost so far; times in seconds."""

    queued_step: int
    first_step: int = 0
    cached: int = 0
    reasoning: int = 0
    answer: int = 0
    reading: float = 0.0
    generating: float = 0.0

    def add(self, reading: bool, seconds: float) -> None:
        if reading:
            self.reading += seconds
        else:
            self.generating += seconds

    def finished(self, reason: FinishReason, prompt: int, last_step: int) -> Finished:
        return Finished(
            reason,
            prompt_tokens=prompt,
            cached_tokens=self.cached,
            reasoning_tokens=self.reasoning,
            answer_tokens=self.answer,
            prefill_seconds=self.reading,
            decode_seconds=self.generating,
            queued_step=self.queued_step,
            first_step=self.first_step,
            last_step=last_step,
        )


def limit(request: GenerationRequest, prompt: int, context_length: int) -> int:
    """Give how long prompt and answer may become together."""
    if prompt >= context_length:
        raise ContextTooLong(
            f"The prompt has {prompt} tokens; the model reads at most {context_length - 1}.",
            hint="Review less at a time, or use a model with a longer context.",
        )
    wanted = prompt + request.reasoning_tokens + request.max_tokens + HEADROOM
    return min(wanted, context_length)


def splits(request: GenerationRequest, prompt: Prompt) -> bool | None:
    """Say how thoughts are told from the answer; None where there can't be any."""
    if prompt.thinking:
        return True
    unsplit = request.raw_prompt is not None or request.answer_schema is not None
    return None if unsplit else False
