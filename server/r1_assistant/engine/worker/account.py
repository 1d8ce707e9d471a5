"""What a generation costs, and the frames that tell of it."""

import time
from collections.abc import Callable

from r1_assistant.domain.generation import Delta, Finished, FinishReason
from r1_assistant.engine.codec import finished_to_wire
from r1_assistant.engine.wire import Frame

PAUSE = 0.03
"""Seconds between two frames of text: nobody reads faster, and each costs both processes time."""


class Account:
    """The costs of generation `number`; `step` gives the number of the running step."""

    def __init__(
        self,
        number: int,
        prompt_tokens: int,
        step: Callable[[], int],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.cached_tokens = 0
        self.reasoning_tokens = 0
        self.answer_tokens = 0
        self._number = number
        self._prompt_tokens = prompt_tokens
        self._step = step
        self._clock = clock
        self._queued_step = step()
        self._first_step = 0
        self._prefill_seconds = 0.0
        self._decode_seconds = 0.0
        self._begun = 0.0
        self._sent = 0.0

    def begin_step(self) -> None:
        """Start the clock."""
        self._first_step = self._first_step or self._step()
        self._begun = self._clock()

    def end_step(self, *, reading: bool) -> None:
        """Stop the clock; `reading` says that the step was for the prompt."""
        seconds = self._clock() - self._begun
        if reading:
            self._prefill_seconds += seconds
        else:
            self._decode_seconds += seconds

    def text(self, take: Callable[[], list[Delta]]) -> Frame | None:
        """Give a frame of the text so far, unless one was given just now."""
        now = self._clock()
        if now - self._sent < PAUSE or not (deltas := take()):
            return None
        self._sent = now
        return self._frame("text", deltas)

    def done(self, reason: FinishReason, deltas: list[Delta]) -> Frame:
        """Give the last frame."""
        finished = Finished(
            reason,
            prompt_tokens=self._prompt_tokens,
            cached_tokens=self.cached_tokens,
            reasoning_tokens=self.reasoning_tokens,
            answer_tokens=self.answer_tokens,
            prefill_seconds=self._prefill_seconds,
            decode_seconds=self._decode_seconds,
            queued_step=self._queued_step,
            first_step=self._first_step,
            last_step=self._step(),
        )
        return self._frame("done", deltas) | {"finished": finished_to_wire(finished)}

    def _frame(self, operation: str, deltas: list[Delta]) -> Frame:
        tokens = self.reasoning_tokens + self.answer_tokens
        speed = tokens / self._decode_seconds if self._decode_seconds else 0.0
        wired = [[delta.part.value, delta.text] for delta in deltas]
        frame = {"op": operation, "id": self._number, "deltas": wired}
        return frame | {"tokens_per_second": speed}
