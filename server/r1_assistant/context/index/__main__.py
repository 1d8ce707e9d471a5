"""The index process: `python -P -m r1_assistant.context.index ROOT [--exclude PATTERN]...`.

It writes JSON lines: progress, then one with `finished`. While another process keeps the index it
says so with `busy`, once, and takes over when that one has gone. Where the cache can't be written
it says with `database` where it keeps the index instead, until it ends. It ends with a `problem` if
it can't work at all. From its standard input it reads `{"changed": ["path", ...]}`; it ends with
it. From time to time it looks at all files again.
"""

import argparse
import contextlib
import json
import os
import queue
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from r1_assistant.context.index.lock import sole_writer
from r1_assistant.context.index.schema import PRIVATE_PREFIX, database_of, remove
from r1_assistant.context.index.store import Store
from r1_assistant.context.index.writer import Progress, update_all, update_some

RECHECK_SECONDS = 60.0
"""Pause after which all files are looked at again: other programs change them, too."""

RECHECK_SHARE = 100
"""The pause is at least so many times as long as looking takes."""

POLL_SECONDS = 2.0
"""Pause after which a process that waits for another one looks whether it has gone."""

BUSY = "Another process keeps the index of this folder; it is read from there."


def main() -> int:
    """Index a folder until standard input ends; 1 after a problem."""
    parser = argparse.ArgumentParser(prog="r1_assistant.context.index")
    parser.add_argument("root", type=Path)
    parser.add_argument("--exclude", action="append", default=[])
    parser.add_argument("--recheck", type=float, default=RECHECK_SECONDS, metavar="SECONDS")
    parser.add_argument("--poll", type=float, default=POLL_SECONDS, metavar="SECONDS")
    options = parser.parse_args()
    root = options.root.resolve()
    _lower_priority()
    keeper = _Keeper(root, options.exclude, options.recheck)
    try:
        try:
            _when_alone(database_of(root), keeper.keep, keeper.commands, options.poll)
        except (OSError, sqlite3.OperationalError):
            _keep_privately(keeper.keep)
    except (OSError, sqlite3.Error) as error:
        _say(problem=f"The index can't be written: {error}")
        return 1
    return 0


def _when_alone(
    path: Path, keep: Callable[[Path], None], commands: "_Commands", pause: float
) -> None:
    """Keep the index as soon as no other process does."""
    told = False
    while not commands.ended.is_set():
        with sole_writer(path) as alone:
            if alone:
                keep(path)
                return
        if not told:
            _say(busy=True, problem=BUSY)
            told = True
        commands.ended.wait(pause)


def _keep_privately(keep: Callable[[Path], None]) -> None:
    """Keep the index where only this process and those that it tells know of it."""
    with tempfile.TemporaryDirectory(prefix=PRIVATE_PREFIX, ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "index.sqlite"
        _say(database=str(path))
        keep(path)


class _Keeper:
    """What to index, and what is to be done about it."""

    def __init__(self, root: Path, exclude: list[str], least_pause: float) -> None:
        self.commands = _Commands()
        self._root = root
        self._exclude = exclude
        self._least_pause = least_pause

    def keep(self, path: Path) -> None:
        """Keep the index; a database that turns out to be torn is made anew, once."""
        try:
            self._follow(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            remove(path)
            self._follow(path)

    def _follow(self, path: Path) -> None:
        self.commands.forget()
        pause = self._least_pause
        with contextlib.closing(Store(path)) as store:
            done = self._update(store, _tell)
            if self.commands.ended.is_set():
                return
            _tell(done, finished=True)
            while True:
                try:
                    changed = self.commands.next(pause)
                except queue.Empty:
                    pause = max(self._least_pause, RECHECK_SHARE * self._look_again(store))
                    continue
                if changed is None:
                    return
                _say(updated=update_some(store, self._root, self._exclude, changed))
                store.settle()

    def _update(self, store: Store, tell: Callable[[Progress], None]) -> Progress:
        return update_all(store, self._root, self._exclude, tell, self.commands.ended.is_set)

    def _look_again(self, store: Store) -> float:
        """Take up what other programs did; give the seconds it took."""
        began = time.monotonic()
        self._update(store, lambda _: None)
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

    def forget(self) -> None:
        """Drop what was told before all files are looked at anyway; not the end."""
        with contextlib.suppress(queue.Empty):
            while not self.ended.is_set():
                self._queue.get_nowait()

    def _read(self) -> None:
        for line in sys.stdin:
            with contextlib.suppress(ValueError, TypeError, KeyError):
                self._queue.put([str(path) for path in json.loads(line)["changed"]])
        self.ended.set()
        self._queue.put(None)


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
