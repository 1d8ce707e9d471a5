"""The engine that runs a model on this machine, in a process of its own."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import (
    Delta,
    EngineState,
    EngineStatus,
    Event,
    GenerationControl,
    GenerationRequest,
    ModelInfo,
    Part,
    TokenScore,
)
from r1_assistant.engine.child import WORKER, Child, Inbox
from r1_assistant.engine.codec import finished_from_wire, request_to_wire, scores_from_wire
from r1_assistant.engine.reasoning import fold_system
from r1_assistant.engine.status import Loading, Notice
from r1_assistant.engine.wire import Frame

MOST_RESTARTS = 3
"""Restarts within `RESTART_PERIOD`; one more crash and the engine gives up for a while."""

RESTART_PERIOD = 300.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class EngineStats:
    """What the process does: the number of its last step, and how many jobs are not done."""

    step: int
    jobs: int


class LocalEngine:
    """Runs the model in `folder` while it is needed.

    The process starts with the first request, ends after `idle_seconds` without one, and is
    replaced if it dies. An instance belongs to one event loop.
    """

    def __init__(
        self,
        folder: Path,
        info: ModelInfo,
        *,
        threads: int | None = None,
        log_file: Path,
        idle_seconds: float = 600.0,
        command: Sequence[str] = WORKER,
        clock: Callable[[], float] = time.monotonic,
        on_status: Callable[[EngineStatus], None] | None = None,
    ) -> None:
        """`threads` None means one for each physical core; `command` starts the process.

        `on_status` is called when the status changes, at most five times a second.
        """
        self._folder = folder
        self._info = info
        self._threads = threads
        self._log_file = log_file
        self._idle_seconds = idle_seconds
        self._command = command
        self._clock = clock
        self._child: Child | None = None
        self._changing = asyncio.Lock()
        self._restarts: deque[float] = deque(maxlen=MOST_RESTARTS)
        self._active = 0
        self._idle_timer: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._queue = 0
        self._failed = False
        self._tokens_per_second = 0.0
        self._loading = Loading(folder, self._changed)
        self._notice = Notice(self.status, on_status)

    async def generate(
        self, request: GenerationRequest, control: GenerationControl | None = None
    ) -> AsyncIterator[Event]:
        """Stream an answer: any number of `Delta`, then exactly one `Finished`."""
        if self._info.reasoning:
            request = replace(request, messages=fold_system(request.messages))
        control = control or GenerationControl()
        with self._held():
            child = await self._running()
            if control.answers_now:
                request = replace(request, reasoning_tokens=0)
            number, inbox = child.open({"op": "generate", "request": request_to_wire(request)})
            try:
                with control.attached(partial(child.answer_now, number)):
                    async for frame in _until_done(inbox):
                        self._note_speed(frame)
                        for part, text in frame["deltas"]:
                            yield Delta(Part(part), text)
                yield finished_from_wire(frame["finished"])
            finally:
                child.close(number)

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        """Say how likely each token of `text` is, but for the first; nothing is generated."""
        return scores_from_wire((await self._ask({"op": "score", "text": text}, 1))["scores"])

    async def count_tokens(self, text: str) -> int:
        """Count the tokens of `text`, without any that a template would add."""
        return int((await self._ask({"op": "count", "text": text}))["count"])

    async def info(self) -> ModelInfo:
        """Tell what runs; does not wait for the model."""
        return self._info

    def status(self) -> EngineStatus:
        """Tell what it does now; starts nothing and waits for nothing."""
        state = self._state()
        there = state in ("loading", "ready", "busy")
        return EngineStatus(
            state,
            self._info.id,
            self._info.device,
            tokens_per_second=round(self._tokens_per_second, 1),
            queue=self._queue,
            loading=self._loading.fraction if there else 0.0,
        )

    async def stats(self) -> EngineStats:
        """Ask the process what it does; nothing if there is none."""
        if self._child is None:
            return EngineStats(0, 0)
        frame = await self._ask({"op": "stats"})
        return EngineStats(frame["step"], frame["jobs"])

    async def warm_up(self) -> None:
        """Load the model now, ahead of the first request."""
        with self._held(0):
            await self._running()

    @property
    def last_step(self) -> int:
        """The number of the newest step that was heard of."""
        return 0 if self._child is None else self._child.last_step

    @property
    def pid(self) -> int | None:
        """The process's number; None while there is none."""
        return None if self._child is None else self._child.pid

    async def aclose(self) -> None:
        """End the model's process and free its memory; safe to call twice."""
        async with self._changing:
            await self._stop()
            self._failed = False
            self._notice.flush()

    async def _ask(self, command: Frame, requests: int = 0) -> Frame:
        with self._held(requests):
            child = await self._running()
            number, inbox = child.open(command)
            try:
                return await _next(inbox)
            finally:
                child.close(number)

    async def _running(self) -> Child:
        """Give the process, started if need be."""
        async with self._changing:
            if self._child is not None and not self._child.alive:
                self._count_restart(crashed=self._child.crashed)
                await self._stop()
            if self._child is None:
                if self._stopping is not None:
                    await self._stopping  # two models at once may not fit into memory
                self._child = await self._start()
            return self._child

    async def _start(self) -> Child:
        load = {
            "folder": str(self._folder),
            "context_length": self._info.context_length,
            "reasoning": self._info.reasoning,
            "threads": self._threads or await asyncio.to_thread(physical_cores),
        }
        try:
            return await self._load(load)
        except OSError as error:
            self._failed = True
            raise EngineError("The model's process cannot be started.") from error
        except EngineError as error:
            self._failed = True
            raise self._explained(error) from error
        finally:
            self._changed()

    async def _load(self, load: Frame) -> Child:
        self._failed = False
        child = await Child.spawn(self._log_file, self._changed, command=self._command)
        with self._loading.by(child.pid):
            await child.load(load)
        return child

    def _explained(self, error: EngineError) -> EngineError:
        """Say what to do about a model that could not be loaded."""
        name = self._info.id
        return EngineError(
            f"The model {name} could not be loaded: {error.message}",
            hint=f"If it persists, run `r1-model remove {name}` and install it again. "
            f"The log is {self._log_file}.",
        )

    def _count_restart(self, *, crashed: bool) -> None:
        now = self._clock()
        full = len(self._restarts) == MOST_RESTARTS
        if crashed and full and now - self._restarts[0] < RESTART_PERIOD:
            raise EngineError(
                f"The model's process crashed {MOST_RESTARTS + 1} times in a few minutes.",
                hint=f"Its log is {self._log_file}. Try a smaller model, or again later.",
            )
        if crashed:
            self._restarts.append(now)

    @contextlib.contextmanager
    def _held(self, requests: int = 1) -> Iterator[None]:
        """Keep the process while this holds; so many more are in the queue."""
        self._hold()
        self._queue += requests
        self._changed()
        try:
            yield
        finally:
            self._queue -= requests
            self._release()
            self._changed()

    def _hold(self) -> None:
        self._active += 1
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None

    def _release(self) -> None:
        self._active -= 1
        if self._active == 0 and self._child is not None:
            loop = asyncio.get_running_loop()
            self._idle_timer = loop.call_later(self._idle_seconds, self._stop_idle)

    def _stop_idle(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            self._stopping = asyncio.create_task(child.aclose())
            self._changed()

    async def _stop(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
        child, self._child = self._child, None
        if child is not None:
            await child.aclose()
        if self._stopping is not None:
            await self._stopping
            self._stopping = None

    def _state(self) -> EngineState:
        if self._loading.running:
            return "loading"
        if self._child is None:
            return "failed" if self._failed else "stopped"
        if not self._child.alive:
            return "failed" if self._child.crashed else "stopped"
        return "busy" if self._queue else "ready"

    def _note_speed(self, frame: Frame) -> None:
        if speed := frame["tokens_per_second"]:
            self._tokens_per_second = speed
            self._changed()

    def _changed(self) -> None:
        self._notice.changed()


def physical_cores() -> int:
    """Count the cores that this process may use, without their second threads."""
    import os

    import psutil  # type: ignore[import-untyped]

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))


async def _until_done(inbox: Inbox) -> AsyncIterator[Frame]:
    while True:
        frame = await _next(inbox)
        yield frame
        if frame["op"] == "done":
            return


async def _next(inbox: Inbox) -> Frame:
    item = await inbox.get()
    if isinstance(item, EngineError):
        raise item
    return item
