"""The cooperative loop: take what was asked, let the most urgent job make one step, send."""

import logging
import queue
from collections.abc import Callable
from typing import Any

from r1_assistant.domain.errors import EngineError, R1Error
from r1_assistant.domain.generation import Urgency
from r1_assistant.engine.scheduler import Scheduler
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.job import Job

_log = logging.getLogger(__name__)

Send = Callable[[Frame], None]
Start = Callable[[Frame], tuple[Urgency, Job]]
Answer = Callable[[Frame], Frame]


class Loop:
    """Runs jobs by turns.

    `starts` makes a job of a command by its `op`; `answers` replies to a command at once. `step`
    counts the model's runs. Every command carries the `id` that its frames carry too.
    `one_at_a_time` has a job that has begun go on to its end: some devices have one cache alone.
    """

    def __init__(self, commands: "queue.SimpleQueue[Frame]", send: Send) -> None:
        self.starts: dict[str, Start] = {}
        self.answers: dict[str, Answer] = {"stats": self._stats}
        self.step = 0
        self.one_at_a_time = False
        self._begun = 0
        self._commands = commands
        self._send = send
        self._jobs: Scheduler[Job] = Scheduler()

    def run(self) -> None:
        """Run until the process ends."""
        while True:
            self.turn()

    def turn(self) -> None:
        """Take all commands, waiting for one if there is nothing to do; then make one step."""
        self._take_commands()
        picked = self._pick()
        if picked is not None:
            self._begun = picked[0]
            self.step += 1
            self._guarded(picked[0], lambda: self._step(*picked))

    def _pick(self) -> tuple[int, Job] | None:
        begun = self._jobs.find(self._begun) if self.one_at_a_time else None
        return self._jobs.pick() if begun is None else (self._begun, begun)

    def _take_commands(self) -> None:
        waiting = len(self._jobs) == 0
        while waiting or not self._commands.empty():
            self._take(self._commands.get())
            waiting = False

    def _take(self, command: Frame) -> None:
        operation, number = command.get("op"), command.get("id", 0)
        if operation == "cancel":
            self._cancel(number)
        elif operation == "answer_now":
            self._guarded(number, lambda: self._answer_now(number))
        elif operation in self.answers:
            self._guarded(number, lambda: self._send(self.answers[operation](command)))
        elif operation in self.starts:
            self._guarded(number, lambda: self._jobs.add(number, *self.starts[operation](command)))
        else:
            _log.error("an unknown command: %s", operation)

    def _step(self, number: int, job: Job) -> None:
        frame = job.step()
        if job.done:
            self._jobs.remove(number)
            job.close()
        if frame is not None:
            self._send(frame | {"step": self.step})

    def _cancel(self, number: int) -> None:
        job = self._jobs.remove(number)
        if job is not None:
            self._send(job.cancel() | {"step": self.step})
            job.close()

    def _answer_now(self, number: int) -> None:
        job = self._jobs.find(number)
        if job is not None:
            job.answer_now()

    def _guarded(self, number: int, action: Callable[[], Any]) -> None:
        try:
            action()
        except R1Error as error:
            self._fail(number, error)
        except Exception as error:
            _log.exception("a job failed")
            self._fail(number, EngineError(f"The model failed: {_first_line(error)}"))

    def _fail(self, number: int, error: R1Error) -> None:
        self._jobs.remove(number)  # its cache is in an unknown state: it is dropped with the job
        self._send(
            {
                "op": "error",
                "id": number,
                "kind": type(error).__name__,
                "message": error.message,
                "hint": error.hint,
            }
        )

    def _stats(self, command: Frame) -> Frame:
        return {"op": "reply", "id": command["id"], "step": self.step, "jobs": len(self._jobs)}


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
