"""A program of the extra `build` in a process of its own: its output, its end, its failure."""

import os
import re
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from r1_assistant.domain.errors import ModelError

_BREAK = re.compile(rb"[\r\n]")
_OFFLINE = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONIOENCODING": "utf-8",
}
"""Nothing is fetched and nothing is reported: everything is in the folder that was named."""


def run_module(
    module: str, arguments: Sequence[str], log: Path, tell: Callable[[str], None]
) -> None:
    """Run a module of Python's and give each line of its output to `tell`.

    The output goes to `log`, too. Raises ModelError if the program fails; it ends with this one.
    """
    command = [sys.executable, "-P", "-m", module, *arguments]
    last: deque[str] = deque(maxlen=1)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file, _started(command) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        for line in _lines(process.stdout, file):
            last.append(line)
            tell(line)
    if process.returncode:
        raise _failure(process.returncode, last[0] if last else "", log)


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        env={**os.environ, **_OFFLINE},
    )
    with process:
        try:
            yield process
        except BaseException:  # also an interruption by the user
            process.kill()
            raise


def _lines(output: IO[bytes], log: IO[bytes]) -> Iterator[str]:
    """Give what is printed line by line; bars that are drawn again and again count as lines."""
    held = b""
    while block := output.read(65536):
        log.write(block)
        *lines, held = _BREAK.split(held + block)
        yield from _texts(lines)
    yield from _texts([held])


def _texts(lines: Sequence[bytes]) -> Iterator[str]:
    for line in lines:
        text = line.decode("utf-8", errors="replace").strip()
        if text:
            yield text


def _failure(code: int, last: str, log: Path) -> ModelError:
    killed = getattr(signal, "SIGKILL", None)
    if killed is not None and code == -killed:
        return ModelError(
            "The system ended the model builder, most likely for lack of memory.",
            hint="Close other programs, or take a smaller model.",
        )
    return ModelError(f"The model builder failed ({last[:200]}).", hint=f"Details are in {log}.")
