"""A program that answers each line of JSON with a line of JSON."""

import asyncio
import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.run import BenchError

_PATIENCE = 5.0
"""Seconds that a program has to end by itself."""


class LineProgram:
    """The program while it runs; its own messages are in `log_file`."""

    def __init__(self, process: asyncio.subprocess.Process, log_file: Path) -> None:
        self._process = process
        self._log_file = log_file

    @classmethod
    async def start(
        cls, command: Sequence[str], log_file: Path, environment: Mapping[str, str]
    ) -> "LineProgram":
        """Start a program with additions to the environment, and wait for its first line."""
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=os.environ | environment,
            )
        program = cls(process, log_file)
        try:
            await program._answer()
        except BaseException:
            await program.aclose()
            raise
        return program

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Send a line and wait for the answer; raises BenchError if the program ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        await self._process.stdin.drain()
        return await self._answer()

    async def aclose(self) -> None:
        """Close the program's stdin, upon which it ends."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), _PATIENCE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise BenchError(f"a program that was compared with ended; see {self._log_file}")
        answer: dict[str, Any] = json.loads(line)
        return answer
