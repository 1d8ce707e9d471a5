"""The index process: `python -P -m r1_assistant.context.index ROOT [--exclude PATTERN]...`.

It writes JSON lines: progress, then one with `finished`, and ends with one with `problem` if it
can't work. From its standard input it reads `{"changed": ["path", ...]}`; it ends with it. From
time to time it looks at all files again.
"""

import argparse
import contextlib
import json
import os
import queue
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from r1_assistant.context.index.schema import database_of, remove
from r1_assistant.context.index.store import Store
from r1_assistant.context.index.writer import Progress, update_all, update_some

RECHECK_SECONDS = 60.0
"""Pause after which all files are looked at again: other programs change them, too."""

RECHECK_SHARE = 100
"""The pause is at least so many times as long as looking takes."""

BUSY = "Another process keeps the index of this folder; it is read from there."


def main() -> int:
    """Index a folder until standard input ends; 1 after a problem."""
    parser = argparse.ArgumentParser(prog="r1_assistant.context.index")
    parser.add_argument("root", type=Path)
    parser.add_argument("--exclude", action="append", default=[])
    parser.add_argument("--recheck", type=float, default=RECHECK_SECONDS, metavar="SECONDS")
    options = parser.parse_args()
    root = options.root.resolve()
    _lower_priority()
    path = database_of(root)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _sole_writer(path.with_name("writer.lock")) as alone:
            if not alone:
                _say(problem=BUSY, busy=True)
                return 0
            _keep(root, options.exclude, path, options.recheck)
    except OSError as error:
        _say(problem=f"The index can't be written: {error}")
        return 1
    return 0


def _keep(root: Path, exclude: list[str], path: Path, least_pause: float) -> None:
    """Keep the index; a database that turns out to be torn is made anew, once."""
    commands = _Commands()
    try:
        _follow(root, exclude, path, commands, least_pause)
    except sqlite3.DatabaseError:
        remove(path)
        _follow(root, exclude, path, commands, least_pause)


def _follow(
    root: Path, exclude: list[str], path: Path, commands: "_Commands", least_pause: float
) -> None:
    pause = least_pause
    with contextlib.closing(Store(path)) as store:
        done = update_all(store, root, exclude, _tell, commands.ended.is_set)
        if commands.ended.is_set():
            return
        _tell(done, finished=True)
        while True:
            try:
                changed = commands.next(pause)
            except queue.Empty:
                pause = max(
                    least_pause, RECHECK_SHARE * _look_again(store, root, exclude, commands)
                )
                continue
            if changed is None:
                return
            _say(updated=update_some(store, root, exclude, changed))


def _look_again(store: Store, root: Path, exclude: list[str], commands: "_Commands") -> float:
    """Bring the index up to date with what other programs did; give the seconds it took."""
    began = time.monotonic()
    update_all(store, root, exclude, lambda _: None, commands.ended.is_set)
    return time.monotonic() - began


class _Commands:
    """The commands on standard input, read by a thread, so that its end is noticed at once."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self._queue: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def next(self, timeout: float) -> list[str] | None:
        """Wait for the paths that changed; None at the end. Raises queue.Empty after `timeout`."""
        return self._queue.get(timeout=timeout)

    def _read(self) -> None:
        for line in sys.stdin:
            with contextlib.suppress(ValueError, TypeError, KeyError):
                self._queue.put([str(path) for path in json.loads(line)["changed"]])
        self.ended.set()
        self._queue.put(None)


@contextlib.contextmanager
def _sole_writer(path: Path) -> Iterator[bool]:
    """Hold a lock that the system takes back when its holder dies; False if another has it."""
    lock = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if "locked" not in str(error):
            raise OSError(str(error)) from error
        yield False
        return
    with contextlib.closing(lock):
        yield True


def _tell(progress: Progress, *, finished: bool = False) -> None:
    _say(
        done=progress.done,
        total=progress.total,
        skipped=dict(progress.skipped),
        finished=finished,
    )


def _say(**message: Any) -> None:
    print(json.dumps(message), flush=True)


def _lower_priority() -> None:
    if sys.platform == "win32":
        import psutil

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(10)


if __name__ == "__main__":
    sys.exit(main())
