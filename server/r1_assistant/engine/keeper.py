"""Keeps the process of a model: started on demand, ended when idle, replaced when it dies."""

import asyncio
import contextlib
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from r1_assistant.domain.errors import EngineCrashed, EngineError, LoadFailed
from r1_assistant.domain.generation import EngineState, ModelInfo
from r1_assistant.engine.child import WORKER, Child
from r1_assistant.engine.patience import VARIABLE, awake_for, in_words, seconds_to_load
from r1_assistant.engine.placement import Placement, Placing, target_to_wire
from r1_assistant.engine.status import Loading
from r1_assistant.engine.wire import Frame

MOST_RESTARTS = 3
"""Restarts within `RESTART_PERIOD`; one more crash and the engine gives up for a while."""

RESTART_PERIOD = 300.0
"""Seconds."""


class Keeper:
    """The process of a model; `queue` counts the requests that are not done.

    `placing` says where the model may run; what can't be loaded there is tried in the next place.
    `info` is of the model that runs, or ran last, and `notice` what the user is to know about it.
    `changed` is called when the process, its state or the queue has changed. Belongs to one event
    loop.
    """

    def __init__(
        self,
        placing: Placing,
        info: ModelInfo,
        changed: Callable[[], None],
        *,
        threads: int | None = None,
        log_file: Path,
        idle_seconds: float = 600.0,
        command: Sequence[str] = WORKER,
        clock: Callable[[], float] = time.monotonic,
        patience: Callable[[Placement], float] = seconds_to_load,
    ) -> None:
        """`threads` None means one for each physical core; `command` starts the process.

        `patience` gives the seconds after which a process that loads is ended.
        """
        self._placing = placing
        self._changed = changed
        self._threads = threads
        self._log_file = log_file
        self._idle_seconds = idle_seconds
        self._command = command
        self._clock = clock
        self._patience = patience
        self._hung_at = -math.inf
        self._changing = asyncio.Lock()
        self._restarts: deque[float] = deque(maxlen=MOST_RESTARTS)
        self._active = 0
        self._idle_timer: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._failed = False
        self._place: Placement | None = None
        self._loading = Loading(changed)
        self.info = info
        self.notice = ""
        self.child: Child | None = None
        self.queue = 0

    @property
    def state(self) -> EngineState:
        """What the process does."""
        if self._loading.running:
            return "loading"
        if self.child is None:
            return "failed" if self._failed else "stopped"
        if not self.child.alive:
            return "failed" if self.child.crashed else "stopped"
        return "busy" if self.queue else "ready"

    @property
    def loaded(self) -> float:
        """The part of the model that is in memory, from 0 to 1."""
        return self._loading.fraction if self.state in ("loading", "ready", "busy") else 0.0

    @contextlib.contextmanager
    def held(self, requests: int = 1) -> Iterator[None]:
        """Keep the process while this holds; so many more are in the queue."""
        self._hold()
        self.queue += requests
        self._changed()
        try:
            yield
        finally:
            self.queue -= requests
            self._release()
            self._changed()

    async def running(self) -> Child:
        """Give the process, started if need be."""
        async with self._changing:
            if self.child is not None and not self.child.alive:
                await self._count_restart(crashed=self.child.crashed)
                await self._stop()
            if self.child is None:
                if self._stopping is not None:
                    await self._stopping  # two models at once may not fit into memory
                self.child = await self._start()
            return self.child

    async def aclose(self) -> None:
        """End the process and free its memory; safe to call twice."""
        async with self._changing:
            await self._stop()
            self._failed = False

    async def _start(self) -> Child:
        """Start a process that has loaded the model, on the first device that takes it."""
        self._failed = False
        try:
            self._refuse_to_hang_again()
            while True:
                places = await asyncio.to_thread(self._placing.placements)
                if (child := await self._load(places[0])) is not None:
                    return child
        except OSError as error:
            self._failed = True
            raise EngineError("The model's process cannot be started.") from error
        except EngineError:
            self._failed = True
            raise
        finally:
            self._changed()

    def _refuse_to_hang_again(self) -> None:
        """Raise EngineError for a while after the last device has hung: nobody waits twice."""
        if self._clock() - self._hung_at < RESTART_PERIOD:
            raise self._hung("it was not loaded in time a few minutes ago.")

    def _hung(self, why: str) -> EngineError:
        return EngineError(
            f"The model {self.info.id} could not be loaded: {why}",
            hint=f"Try a smaller model, or again later; {VARIABLE} gives it another time, in "
            f"seconds. The log is {self._log_file}.",
        )

    async def _load(self, place: Placement) -> Child | None:
        """Load the model in one place; None if another one is to be tried."""
        seconds = await asyncio.to_thread(self._patience, place)
        try:
            return await self._loaded(place, seconds)
        except LoadFailed as error:
            if error.cause == "hang" and not place.target.on_device:
                self._hung_at = self._clock()
                raise self._hung(error.message) from error
            await asyncio.to_thread(self._placing.failed, place, error)
        except EngineCrashed as error:
            if not place.target.on_device:
                raise self._explained(error) from error
            crash = LoadFailed(error.message, hint=error.hint, cause="crash")
            await asyncio.to_thread(self._placing.failed, place, crash)
        except EngineError as error:
            raise self._explained(error) from error
        return None

    async def _loaded(self, place: Placement, seconds: float) -> Child:
        load = {
            "folder": str(place.folder),
            "context_length": place.info.context_length,
            "reasoning": place.info.reasoning,
            "threads": self._threads or await asyncio.to_thread(physical_cores),
            "target": target_to_wire(place.target),
        }
        self.info = place.info
        child = await Child.spawn(self._log_file, self._changed, command=self._command)
        with self._loading.by(child.pid, place.folder):
            await self._load_in_time(child, load, seconds)
        self.notice, self._place = place.notice, place
        return child

    async def _load_in_time(self, child: Child, load: Frame, seconds: float) -> None:
        """Load, and raise LoadFailed where that takes longer; the process is ended then."""
        try:
            async with awake_for(seconds):
                await child.load(load)
        except TimeoutError as error:
            text = f"it was not loaded after {in_words(seconds)}."
            raise LoadFailed(text, cause="hang") from error

    def _explained(self, error: EngineError) -> EngineError:
        """Say what to do about a model that could not be loaded."""
        name = self.info.id
        return EngineError(
            f"The model {name} could not be loaded: {error.message}",
            hint=f"If it persists, run `r1-model remove {name}` and install it again. "
            f"The log is {self._log_file}.",
        )

    async def _count_restart(self, *, crashed: bool) -> None:
        now = self._clock()
        full = len(self._restarts) == MOST_RESTARTS
        if crashed and full and now - self._restarts[0] < RESTART_PERIOD:
            await self._give_up()
        elif crashed:
            self._restarts.append(now)

    async def _give_up(self) -> None:
        """Leave a device on which the model crashes again and again; the CPU is the last one."""
        text = f"The model's process crashed {MOST_RESTARTS + 1} times in a few minutes."
        if self._place is None or not self._place.target.on_device:
            raise EngineError(
                text,
                hint=f"Its log is {self._log_file}. Try a smaller model, or again later.",
            )
        crash = LoadFailed(text, cause="crash")
        await asyncio.to_thread(self._placing.failed, self._place, crash)
        self._restarts.clear()

    def _hold(self) -> None:
        self._active += 1
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None

    def _release(self) -> None:
        self._active -= 1
        if self._active == 0 and self.child is not None:
            loop = asyncio.get_running_loop()
            self._idle_timer = loop.call_later(self._idle_seconds, self._stop_idle)

    def _stop_idle(self) -> None:
        child, self.child = self.child, None
        if child is not None:
            self._stopping = asyncio.create_task(child.aclose())
            self._changed()

    async def _stop(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
        child, self.child = self.child, None
        if child is not None:
            await child.aclose()
        if self._stopping is not None:
            await self._stopping
            self._stopping = None


def physical_cores() -> int:
    """Count the cores that this process may use, without their second threads."""
    import os

    import psutil  # type: ignore[import-untyped]

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))
