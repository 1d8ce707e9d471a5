import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from r1_assistant.context.index.process import WRITER

SECONDS = 60.0
"""Time that an index process has for a test, which it never takes."""


class Writer:
    """An index process, spoken to directly; it is killed when it takes too long."""

    def __init__(self, root: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [*WRITER, str(root), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._watch = threading.Timer(SECONDS, self.process.kill)
        self._watch.start()

    def message(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline() or "{}")

    def finished(self) -> dict[str, Any]:
        """Read until all files are done, or the process says that it can't."""
        while not (message := self.message()).get("finished"):
            assert message, "the process ended"
            if "problem" in message:
                break
        return message

    def changed(self, *paths: str) -> int:
        """Tell what changed; give how many files were indexed."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"changed": paths}) + "\n")
        self.process.stdin.flush()
        return self.message()["updated"]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def close(self) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self._watch.cancel()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(10)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    return root


@pytest.fixture
def write(home: Path) -> Iterator[Callable[..., Writer]]:
    """Start index processes, which end with the test."""
    writers: list[Writer] = []

    def start(root: Path, *options: str) -> Writer:
        writers.append(Writer(root, *options))
        return writers[-1]

    yield start
    for writer in writers:
        writer.kill()
        writer.close()
