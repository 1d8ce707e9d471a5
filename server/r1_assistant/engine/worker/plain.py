"""Generation on devices whose cache can't be cut or continued: one pass, start to end.

Such models (most for NPUs) run as a pipeline of stages over a fixed window. They get the whole
prompt at once, their own grammar support holds thought and answer, and nothing is reused.
"""

import json
from typing import Any

import numpy as np

from r1_assistant.domain.generation import FinishReason, GenerationRequest
from r1_assistant.engine.reasoning import CLOSE, CLOSING
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.account import Account
from r1_assistant.engine.worker.generation import Tools, limit
from r1_assistant.engine.worker.loaded import LoadedModel
from r1_assistant.engine.worker.output import Output
from r1_assistant.engine.worker.prompt import Prompt
from r1_assistant.engine.worker.tokens import TextStream
from r1_assistant.engine.worker.writer import splits


class PlainGeneration:
    """A job that lets onnxruntime-genai choose the tokens."""

    def __init__(
        self,
        number: int,
        request: GenerationRequest,
        prompt: Prompt,
        tools: Tools,
        model: LoadedModel,
    ) -> None:
        """Raises ContextTooLong if not even one token can follow the prompt."""
        self._request = request
        self._prompt = prompt
        self._limit = limit(request, len(prompt.ids), tools.context_length)
        self._ends = tools.language.ends
        self._model = model
        self._generator: Any = None
        self._tokens = tools.language.tokens
        self._thought: list[int] = []
        self._stream = TextStream(self._tokens)
        self._output = Output(splits(request, prompt), request.stop)
        self._account = Account(number, len(prompt.ids), tools.step)
        self._reason: FinishReason | None = None

    @property
    def done(self) -> bool:
        """Whether the last frame was given."""
        return self._reason is not None

    def step(self) -> Frame | None:
        """Read the whole prompt, or generate a token."""
        if self._reason is None:  # else it was ended between two steps
            self._advance()
        if self._reason is not None:
            return self._account.done(self._reason, self._output.take())
        return self._account.text(self._output.take)

    def answer_now(self) -> None:
        """End the thought, if there is one, by reading all of it anew as a prompt."""
        if not self._output.thinking:
            return
        self._output.feed(self._stream.finish() + CLOSING)
        closing = self._tokens.encode(CLOSING)
        self._prompt = Prompt(self._prompt.ids + self._thought + closing, thinking=False)
        self._generator = None
        if len(self._prompt.ids) >= self._limit:
            self._finish("length")

    def cancel(self) -> Frame:
        """End between two steps."""
        return self._account.done("cancelled", self._output.take())

    def close(self) -> None:
        """Free the cache."""
        self._generator = None

    def _advance(self) -> None:
        self._account.begin_step()
        reading = self._generator is None
        if reading:
            self._read()
        else:
            self._generate()
        self._account.end_step(reading=reading)

    def _read(self) -> None:
        grammar = grammar_for(self._request, self._prompt)
        self._generator = self._model.open_plain(self._limit, self._request.sampling, grammar)
        self._generator.append_tokens(np.array(self._prompt.ids, dtype=np.int32))

    def _generate(self) -> None:
        if self._generator.is_done():
            self._finish("length")
            return
        self._generator.generate_next_token()
        token = int(self._generator.get_next_tokens()[0])
        if token in self._ends:
            self._finish("stop")
            return
        self._say(token)
        if self._output.stopped:
            self._finish("stop")
        elif self._account.answer_tokens >= self._request.max_tokens:
            self._finish("length")

    def _say(self, token: int) -> None:
        thinking = self._output.thinking
        self._output.feed(self._stream.feed(token))
        if not thinking:
            self._account.answer_tokens += 1
            return
        self._thought.append(token)
        self._account.reasoning_tokens += 1
        spent = self._account.reasoning_tokens >= self._request.reasoning_tokens
        if spent and self._output.thinking:
            self._output.feed(CLOSE)  # the grammar goes on with the answer, without the tag

    def _finish(self, reason: FinishReason) -> None:
        self._reason = reason
        self._output.feed(self._stream.finish())
        self._output.finish()


def grammar_for(request: GenerationRequest, prompt: Prompt) -> str | None:
    """Give one grammar, in Lark's form, for thought and answer; None where anything goes."""
    if not prompt.thinking and request.answer_schema is None:
        return None
    answer = r"/(.|\n)*/"
    if request.answer_schema is not None:
        compact = {"x-guidance": {"whitespace_flexible": False}, **request.answer_schema}
        answer = f"%json {json.dumps(compact)}"
    if not prompt.thinking:
        return f"start: {answer}"
    budget = max(request.reasoning_tokens, 1)
    return (
        'start: think "\\n\\n" answer\n'
        f'think[suffix="</think>", max_tokens={budget}]: /(.|\\n)*/\n'
        f"answer: {answer}"
    )
