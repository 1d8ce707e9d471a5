"""Telling somebody what an engine does, and how far the loading of its model is."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from r1_assistant.domain.generation import EngineStatus

PAUSE = 0.2
"""Seconds between two calls of a listener, and between two looks at a process that loads."""

_WEIGHTS = (".onnx", ".data")
_ALMOST = 0.99
"""A process has more in its memory than weights: only its own word says that it is ready."""


class Notice:
    """Calls `listener` when the status changed: at once, but no two times within `PAUSE`."""

    def __init__(
        self, status: Callable[[], EngineStatus], listener: Callable[[EngineStatus], None] | None
    ) -> None:
        self._status = status
        self._listener = listener
        self._told = status()
        self._timer: asyncio.TimerHandle | None = None
        self._next = 0.0

    def changed(self) -> None:
        """Tell it now or soon."""
        if self._listener is None or self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= self._next:
            self.flush()
        else:
            self._timer = loop.call_at(self._next, self.flush)

    def flush(self) -> None:
        """Tell it now, unless it was told already."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        status = self._status()
        if self._listener is not None and status != self._told:
            self._told = status
            self._next = asyncio.get_running_loop().time() + PAUSE
            self._listener(status)


class Loading:
    """How far a process has loaded a model, as told by the memory that it holds.

    `fraction` is from 0 to 1, grows only, and is 1 when the model is loaded; on a device with
    memory of its own it stays low until then. `changed` is called when it is another.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.running = False
        self.fraction = 0.0
        self._changed = changed

    @contextlib.contextmanager
    def by(self, pid: int, folder: Path) -> Iterator[None]:
        """Watch the process load the model in `folder` while this holds.

        The end without an error means that it is loaded.
        """
        self._become(0.0, running=True)
        watcher = asyncio.create_task(self._watch(pid, folder))
        loaded = 0.0
        try:
            yield
            loaded = 1.0
        finally:
            watcher.cancel()
            self._become(loaded, running=False)

    def _become(self, fraction: float, *, running: bool) -> None:
        self.fraction, self.running = fraction, running
        self._changed()

    async def _watch(self, pid: int, folder: Path) -> None:
        size = await asyncio.to_thread(size_of_weights, folder)
        while size and (memory := _resident(pid)):
            self._become(max(self.fraction, min(memory / size, _ALMOST)), running=True)
            await asyncio.sleep(PAUSE)


def size_of_weights(folder: Path) -> int:
    """Give bytes; 0 if the folder cannot be read."""
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in folder.iterdir() if path.suffix in _WEIGHTS)
    return 0


def _resident(pid: int) -> int:
    """Give the bytes of memory that a process holds; 0 if there is no such process."""
    import psutil  # type: ignore[import-untyped]

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
