"""A model's process as the program sees it: started, spoken to in frames, ended."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from r1_assistant.domain.errors import (
    ContextTooLong,
    EngineCrashed,
    EngineError,
    LoadFailed,
    ScoringUnsupported,
)
from r1_assistant.engine.wire import VERSION, Decoder, Frame, WireError, encode

WORKER = (sys.executable, "-P", "-m", "r1_assistant.engine.worker")
"""`-P`: a module of the repository that is reviewed must never be imported in place of ours."""

_ENVIRONMENT = {"ORT_DISABLE_TELEMETRY": "1", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}

if sys.platform == "win32":
    _QUIET = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _QUIET = 0
"""No console window, and no share in the program's Ctrl+C."""

_READ_SIZE = 1 << 16

_KINDS = {kind.__name__: kind for kind in (ContextTooLong, ScoringUnsupported)}
"""Failures of a command that callers tell apart; the others are an EngineError."""

LONGEST_END = 10.0
"""Seconds that the end of a process is waited for: a driver may hold one that was ended."""

_LARGEST_LOG = 1 << 20
"""Bytes from which a log is begun anew."""

Inbox = asyncio.Queue[Frame | EngineError]
"""What came for one command, in order; an error is the last."""


class Child:
    """A process that loads a model and then answers commands.

    `crashed` tells whether it ended without being asked to, `last_step` the number of the newest
    step that a frame told of.
    """

    def __init__(self, process: asyncio.subprocess.Process, log_file: Path) -> None:
        self._process = process
        self._log_file = log_file
        self._inboxes: dict[int, Inbox] = {}
        self._last_number = 0
        self._closing = False
        self._ready: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._reader = asyncio.create_task(self._read())
        self.crashed = False
        self.last_step = 0

    @classmethod
    async def spawn(
        cls, log_file: Path, ended: Callable[[], None], *, command: Sequence[str] = WORKER
    ) -> "Child":
        """Start a process; `ended` is called when there is none any more. Raises OSError."""
        child = cls(await _spawn(command, log_file), log_file)
        child._reader.add_done_callback(lambda _: ended())
        return child

    async def load(self, load: Frame) -> None:
        """Wait until the model is loaded; raises EngineError, and ends the process then.

        LoadFailed says that the device was the reason, or may have been.
        """
        try:
            self._send(load | {"op": "load", "version": VERSION})
            _check_ready(await self._ready)
        except BaseException:
            await self.aclose()
            raise

    @property
    def alive(self) -> bool:
        """Whether commands can be sent."""
        return not self._closing and not self._reader.done()

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    def open(self, command: Frame) -> tuple[int, Inbox]:
        """Send a command; give its number and the queue of what comes back for it."""
        self._last_number += 1
        inbox: Inbox = asyncio.Queue()
        self._inboxes[self._last_number] = inbox
        self._send(command | {"id": self._last_number})
        return self._last_number, inbox

    def close(self, number: int) -> None:
        """Forget a command, and have it cancelled if its last frame has not come yet."""
        if self._inboxes.pop(number, None) is not None and self.alive:
            self._send({"op": "cancel", "id": number})

    def answer_now(self, number: int) -> None:
        """Have a generation end its thought; nothing happens if it is done."""
        if number in self._inboxes and self.alive:
            self._send({"op": "answer_now", "id": number})

    async def aclose(self) -> None:
        """End the process, which keeps nothing worth a farewell; safe to call twice."""
        self._closing = True
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await asyncio.wait({self._reader}, timeout=LONGEST_END)
        if not self._reader.done():
            await self._leave()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._ready.done() and not self._ready.cancelled():
            self._ready.exception()  # nobody else may ask

    async def _leave(self) -> None:
        """Let go of a process that does not end, or whose pipes somebody else holds."""
        self._reader.cancel()
        await asyncio.wait({self._reader})
        self._tell(EngineError("The model was stopped."))
        # asyncio has no public way to close a process's pipes without its end
        self._process._transport.close()  # type: ignore[attr-defined]

    def _send(self, frame: Frame) -> None:
        # a process that died is noticed where its frames are read
        if self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(encode(frame))

    async def _read(self) -> None:
        """Hand out frames until the process ends, then say how it ended."""
        problem = await self._read_frames()
        code = await self._process.wait()
        if self._closing:
            error = EngineError("The model was stopped.")
        else:
            self.crashed = True
            what = "while it worked" if self._ready.done() else "while it loaded the model"
            how = problem or _ending(code)
            error = EngineCrashed(
                f"The model's process ended {what} ({how}).", hint=f"Its log is {self._log_file}."
            )
        self._tell(error)

    def _tell(self, error: EngineError) -> None:
        """Tell everyone who still waits."""
        if not self._ready.done():
            self._ready.set_exception(error)
        for inbox in self._inboxes.values():
            inbox.put_nowait(error)
        self._inboxes.clear()

    async def _read_frames(self) -> str:
        """Give what is wrong with the frames, if anything."""
        decoder = Decoder()
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        try:
            while data := await self._process.stdout.read(_READ_SIZE):
                for frame in decoder.feed(data):
                    self._hand_out(frame)
        except (WireError, KeyError, TypeError, AttributeError) as error:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            while await self._process.stdout.read(_READ_SIZE):
                pass
            return f"what it says makes no sense: {error}"
        return ""

    def _hand_out(self, frame: Frame) -> None:
        self.last_step = max(self.last_step, frame.get("step", 0))
        operation, number = frame.get("op"), frame.get("id", 0)
        if operation in ("ready", "failed"):
            if not self._ready.done():
                self._ready.set_result(frame)
        elif (inbox := self._inboxes.get(number)) is not None:
            inbox.put_nowait(_error(frame) if operation == "error" else frame)
            if operation != "text":
                del self._inboxes[number]


async def _spawn(command: Sequence[str], log_file: Path) -> asyncio.subprocess.Process:
    log_file.parent.mkdir(parents=True, exist_ok=True)
    too_large = log_file.exists() and log_file.stat().st_size > _LARGEST_LOG
    with log_file.open("wb" if too_large else "ab") as log:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=log_file.parent,
            env=os.environ | _ENVIRONMENT,
            creationflags=_QUIET,
        )


def _check_ready(frame: Frame) -> None:
    if frame.get("op") == "failed":
        if cause := frame.get("cause"):
            raise LoadFailed(frame["message"], hint=frame["hint"], cause=cause)
        raise EngineError(frame["message"], hint=frame["hint"])
    if frame.get("version") != VERSION:
        raise EngineError("The program and its engine are of different versions.")


def _error(frame: Frame) -> EngineError:
    kind = _KINDS.get(frame["kind"], EngineError)
    return kind(frame["message"], hint=frame["hint"])


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
