"""Generation on devices whose cache can't be cut or continued: one pass, start to end.

Such models (most for NPUs) run as a pipeline of stages over a fixed window. They get the whole
prompt at once, their own grammar support holds thought and answer, and nothing is reused.
"""

import json
from typing import Any

import numpy as np

from r1_assistant.domain.generation import Finished, FinishReason, GenerationRequest
from r1_assistant.engine.codec import finished_to_wire
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.generation import Tools, limit, splits
from r1_assistant.engine.worker.model import Model
from r1_assistant.engine.worker.output import Output
from r1_assistant.engine.worker.prompt import Prompt
from r1_assistant.engine.worker.tokens import TextStream


class PlainGeneration:
    """A job that lets onnxruntime-genai choose the tokens."""

    def __init__(
        self,
        number: int,
        request: GenerationRequest,
        prompt: Prompt,
        tools: Tools,
        model: Model,
    ) -> None:
        """Raises ContextTooLong if not even one token can follow the prompt."""
        self._number = number
        self._request = request
        self._prompt = prompt
        self._tools = tools
        self._limit = limit(request, len(prompt.ids), tools.context_length)
        self._model = model
        self._generator: Any = None
        self._stream = TextStream(tools.tokens)
        self._output = Output(splits(request, prompt), request.stop)
        self._queued_step = tools.step()
        self._first_step = 0
        self._reasoning = 0
        self._answer = 0
        self._seconds = [0.0, 0.0]
        self._reason: FinishReason | None = None

    @property
    def done(self) -> bool:
        """Whether the last frame was given."""
        return self._reason is not None

    def step(self) -> Frame | None:
        """Read the whole prompt, or generate a token."""
        started = self._tools.clock()
        reading = self._generator is None
        if reading:
            self._read()
        else:
            self._generate()
        self._seconds[not reading] += self._tools.clock() - started
        return self._frame()

    def cancel(self) -> Frame:
        """End between two steps."""
        self._reason = "cancelled"
        return self._last_frame()

    def close(self) -> None:
        """Free the cache."""
        self._generator = None

    def _read(self) -> None:
        self._first_step = self._tools.step()
        self._generator = self._model.open_plain(
            self._limit, self._request.sampling, grammar(self._request, self._prompt)
        )
        self._generator.append_tokens(np.array(self._prompt.ids, dtype=np.int32))

    def _generate(self) -> None:
        if self._generator.is_done():
            self._finish("length")
            return
        self._generator.generate_next_token()
        token = int(self._generator.get_next_tokens()[0])
        if token in self._tools.ends:
            self._finish("stop")
            return
        self._count()
        self._output.feed(self._stream.feed(token))
        if self._output.stopped:
            self._finish("stop")
        elif self._answer >= self._request.max_tokens:
            self._finish("length")

    def _count(self) -> None:
        if self._output.thinking:
            self._reasoning += 1
        else:
            self._answer += 1

    def _finish(self, reason: FinishReason) -> None:
        self._reason = reason
        self._output.feed(self._stream.finish())
        self._output.finish()

    def _frame(self) -> Frame | None:
        if self.done:
            return self._last_frame()
        deltas = [[d.part, d.text] for d in self._output.take()]
        return {"op": "text", "id": self._number, "deltas": deltas} if deltas else None

    def _last_frame(self) -> Frame:
        finished = Finished(
            self._reason or "cancelled",
            prompt_tokens=len(self._prompt.ids),
            reasoning_tokens=self._reasoning,
            answer_tokens=self._answer,
            prefill_seconds=self._seconds[0],
            decode_seconds=self._seconds[1],
            queued_step=self._queued_step,
            first_step=self._first_step,
            last_step=self._tools.step(),
        )
        deltas = [[d.part, d.text] for d in self._output.take()]
        wired = finished_to_wire(finished)
        return {"op": "done", "id": self._number, "deltas": deltas, "finished": wired}


def grammar(request: GenerationRequest, prompt: Prompt) -> str | None:
    """Give one grammar for thought and answer; None where anything goes."""
    if not prompt.thinking and request.answer_schema is None:
        return None
    answer = r"/(.|\n)*/"
    if request.answer_schema is not None:
        answer = f"%json {json.dumps(_compact(request.answer_schema))}"
    if not prompt.thinking:
        return f"start: {answer}"
    budget = max(request.reasoning_tokens, 1)
    return (
        'start: think "\\n\\n" answer\n'
        f'think[suffix="</think>", max_tokens={budget}]: /(.|\\n)*/\n'
        f"answer: {answer}"
    )


def _compact(schema: Any) -> dict[str, Any]:
    return {"x-guidance": {"whitespace_flexible": False}, **schema}
