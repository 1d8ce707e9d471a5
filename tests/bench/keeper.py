"""The index process of a workspace as it is timed: from nothing, and after a change."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from bench.run import BenchError

SAMPLE_SECONDS = 0.01


class Keeper:
    """An index process; use it as a context manager. Its database is below R1_HOME.

    `seconds` is what it took to index, `peak` the most resident bytes that it and the processes
    it started had together.
    """

    def __init__(self, root: Path) -> None:
        self.peak = 0
        command = (sys.executable, "-P", "-m", "r1_assistant.context.index", str(root))
        start = time.perf_counter()
        self._process = subprocess.Popen(
            [*command, "--recheck", "3600"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        self._ended = threading.Event()
        self._sampler = threading.Thread(target=self._sample)
        self._sampler.start()
        try:
            self.last = self._read("finished")
        except BaseException:
            self.__exit__()
            raise
        self.seconds = time.perf_counter() - start

    def __enter__(self) -> "Keeper":
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._sampler.join()
        for child in _children(self._process.pid):
            child.kill()
        self._process.kill()
        self._process.communicate()

    def changed(self, path: str) -> float:
        """Tell that a file changed; give the seconds until the index has it."""
        assert self._process.stdin is not None
        start = time.perf_counter()
        self._process.stdin.write(json.dumps({"changed": [path]}) + "\n")
        self._process.stdin.flush()
        self._read("updated")
        return time.perf_counter() - start

    def _read(self, key: str) -> dict[str, Any]:
        """Read what the process says until it says `key`."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            message: dict[str, Any] = json.loads(line)
            if message.get("problem"):
                raise BenchError(f"the index process has a problem: {message['problem']}")
            if message.get(key) or (key == "updated" and key in message):
                return message
        raise BenchError("the index process ended")

    def _sample(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            try:
                own = psutil.Process(self._process.pid).memory_info().rss
            except psutil.Error:
                return
            self.peak = max(self.peak, own + sum(map(_resident, _children(self._process.pid))))


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
