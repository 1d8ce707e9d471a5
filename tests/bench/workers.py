"""A program of another virtual environment that answers a JSON line with a JSON line."""

import json
import subprocess
from pathlib import Path
from typing import Any

from bench.corpora import cache
from bench.run import BenchError


class Worker:
    """A script run by an interpreter of its own; use it as a context manager."""

    def __init__(self, python: Path, script: str) -> None:
        self._name = script
        self._log = cache() / f"{script}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(python), "-I", str(Path(__file__).with_name(script))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    def ask(self, **question: Any) -> Any:
        """Give the worker's answer; raises BenchError if it died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise BenchError(f"{self._name} ended: {error}") from error
        line = self._process.stdout.readline()
        if not line:
            raise BenchError(f"{self._name} ended without an answer, see {self._log}")
        return json.loads(line)
