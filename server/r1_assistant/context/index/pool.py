"""Many files read at once, by worker processes that end with this one."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue

from r1_assistant.context.index.extract import Reading, read
from r1_assistant.context.index.worker import understood

WORKER = (sys.executable, "-P", "-m", "r1_assistant.context.index.worker")
"""`-P`: a module of the workspace must never be imported in place of ours."""

MOST_WORKERS = 4
_BATCH = 16
"""Files that a worker is asked for at once."""

_AHEAD = 16
"""Batches that may wait to be written."""

if sys.platform == "win32":
    _QUIET = subprocess.CREATE_NO_WINDOW
else:
    _QUIET = 0

PATIENCE_SECONDS = 60.0
"""Time without any file done, after which workers are taken to hang."""

_END_SECONDS = 10.0
"""Time that a killed worker has to be gone."""

_File = tuple[str, bytes | None]
_Done = list[tuple[_File, Reading | None]]


def read_by_workers(
    root: Path,
    files: Sequence[_File],
    workers: int | None = None,
    command: Sequence[str] = WORKER,
) -> Generator[tuple[str, Reading]]:
    """Read files, each with its known hash, in any order; ended early, the workers end, too.

    What a worker dies of, or leaves undone, is read by this process.
    """
    pool = _Pool([*command, str(root)], files)
    pool.start(workers or min(MOST_WORKERS, os.cpu_count() or 1))
    try:
        for (path, known), reading in pool.done():
            yield path, reading or read(root, path, known)
    finally:
        pool.stop()


class _Pool:
    """Threads, each of which gives batches to its worker until there are none."""

    def __init__(self, command: list[str], files: Sequence[_File]) -> None:
        self._command = command
        self._batches = [files[at : at + _BATCH] for at in range(0, len(files), _BATCH)][::-1]
        self._results: Queue[_Done] = Queue(_AHEAD)
        self._stopped = threading.Event()
        self._processes: list[subprocess.Popen[str]] = []
        self._threads: list[threading.Thread] = []

    def start(self, workers: int) -> None:
        for _ in range(min(workers, len(self._batches))):
            try:
                process = self._spawn()
            except OSError:
                break  # the others, or this process alone, do it
            thread = threading.Thread(target=self._feed, args=(process,), daemon=True)
            self._processes.append(process)
            self._threads.append(thread)
            thread.start()

    def done(self) -> Iterator[tuple[_File, Reading | None]]:
        """Give files as they are done; without a reading those that no worker has read."""
        last = time.monotonic()
        while any(thread.is_alive() for thread in self._threads) or not self._results.empty():
            try:
                yield from self._results.get(timeout=0.05)
                last = time.monotonic()
            except Empty:
                if time.monotonic() - last > PATIENCE_SECONDS:
                    self._kill()
        while self._batches:
            yield from ((file, None) for file in self._batches.pop())

    def stop(self) -> None:
        self._stopped.set()
        self._kill()
        ends = time.monotonic() + _END_SECONDS
        for thread in self._threads:
            while thread.is_alive() and time.monotonic() < ends:  # it may wait for room
                while not self._results.empty():
                    self._results.get_nowait()
                thread.join(0.01)

    def _kill(self) -> None:
        for process in self._processes:
            process.kill()

    def _spawn(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="ascii",
            creationflags=_QUIET,
        )

    def _feed(self, process: subprocess.Popen[str]) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    batch = self._batches.pop()
                except IndexError:
                    break
                done = _asked(process, batch)
                self._results.put(done)
                if done[-1][1] is None:
                    break
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    """Kill a process before anything that could wait for it."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):  # it may have broken before it closes
                stream.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_END_SECONDS)


def _asked(process: "subprocess.Popen[str]", batch: Sequence[_File]) -> _Done:
    """Have a batch read; from where the worker fails, its files have no reading."""
    assert process.stdin is not None  # noqa: S101 - they were asked for
    assert process.stdout is not None  # noqa: S101
    readings: list[Reading] = []
    try:
        hashes = [(path, known.hex() if known is not None else None) for path, known in batch]
        process.stdin.write(json.dumps(hashes) + "\n")
        process.stdin.flush()
        for _ in batch:
            readings.append(understood(process.stdout.readline()))  # noqa: PERF401 - it may fail
    except (OSError, ValueError, KeyError, TypeError):
        pass
    left = len(batch) - len(readings)
    return list(zip(batch, [*readings, *[None] * left], strict=True))
