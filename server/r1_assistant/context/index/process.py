"""The index process as the server sees it: started, told of changes, restarted, ended."""

import asyncio
import contextlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from r1_assistant.config.paths import log_dir
from r1_assistant.context.index.schema import PRIVATE_PREFIX, folder_of

WRITER = (sys.executable, "-P", "-m", "r1_assistant.context.index")
"""`-P`: a module of the workspace must never be imported in place of ours."""

if sys.platform == "win32":
    _QUIET = subprocess.CREATE_NO_WINDOW
else:
    _QUIET = 0
_RESTARTS = 2
_LARGEST_LOG = 1 << 20

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far an index is: files done, of how many, and counts of those left out, by reason.

    `finished` is told once for each start, whatever happens; `problem` is then the sentence that
    says why this process keeps no index, at least for now, or "".
    """

    done: int = 0
    total: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False
    problem: str = ""


class IndexProcess:
    """The process that writes a workspace's index, for as long as it is wanted."""

    def __init__(self, command: Sequence[str] = WRITER) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._closing = False
        self._told = IndexProgress()
        self._on_database: Callable[[Path | None], None] = lambda _: None

    async def start(
        self,
        root: Path,
        exclude: Sequence[str],
        on_progress: Callable[[IndexProgress], None],
        on_database: Callable[[Path | None], None] | None = None,
    ) -> None:
        """Start to index a folder; progress is told until it is finished.

        Where the cache can't be written, `on_database` is told where the index is instead, and None
        when it has gone from there.
        """
        if on_database is not None:
            self._on_database = on_database
        command = [*self._command, str(root), *(f"--exclude={pattern}" for pattern in exclude)]
        self._keeper = asyncio.create_task(self._keep(command, folder_of(root), on_progress))

    @property
    def alive(self) -> bool:
        """Whether there is a process that takes changes."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The operating system's number of the process, if there is one."""
        return self._process.pid if self._process is not None and self.alive else None

    def changed(self, paths: Iterable[str]) -> None:
        """Have files read again, by their paths relative to the folder, with `/`."""
        stdin = self._process.stdin if self._process is not None else None
        if stdin is not None and self.alive and not stdin.is_closing():
            stdin.write(json.dumps({"changed": list(paths)}).encode() + b"\n")

    async def aclose(self) -> None:
        """End the process, which can be ended at any time; safe to call twice."""
        self._closing = True
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        if self._keeper is not None:
            await self._keeper

    async def _keep(
        self, command: Sequence[str], folder: Path, tell: Callable[[IndexProgress], None]
    ) -> None:
        """Start the process, and again if it dies; tell the end if it has not told it itself."""
        problem = ""
        for _ in range(1 + _RESTARTS):
            if self._closing:
                break
            try:
                problem = await self._run(command, folder, tell)
            except OSError as error:
                problem = f"The index process can't be started: {error}"
                break
            if problem or self._closing:
                break
            _logger.warning("The index process ended.")
        if not self._told.finished:
            problem = problem or "The index process ended again and again; its log is index.log."
            self._tell(IndexProgress(finished=True, problem="" if self._closing else problem), tell)

    async def _run(
        self, command: Sequence[str], folder: Path, tell: Callable[[IndexProgress], None]
    ) -> str:
        """Read what a process says until it ends; give its own reason not to go on, if any."""
        process = self._process = await _spawn(command, folder)
        if self._closing:
            process.kill()
        private: Path | None = None
        problem = ""
        assert process.stdout is not None  # noqa: S101 - it was asked for
        while line := await process.stdout.readline():
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                if "busy" in message:
                    self._tell(IndexProgress(finished=True, problem=message["problem"]), tell)
                elif "database" in message:
                    private = Path(message["database"])
                    self._on_database(private)
                elif "done" in message:
                    self._tell(IndexProgress(**message), tell)
                else:
                    problem = message.get("problem", problem)
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()
        if private is not None:
            self._on_database(None)
            await asyncio.to_thread(_remove_private, private)
        return problem

    def _tell(self, progress: IndexProgress, tell: Callable[[IndexProgress], None]) -> None:
        if not self._told.finished:
            self._told = progress
            tell(progress)


def _remove_private(database: Path) -> None:
    """Remove a database that its process could not remove, because it was killed."""
    if database.parent.name.startswith(PRIVATE_PREFIX):
        shutil.rmtree(database.parent, ignore_errors=True)


async def _spawn(command: Sequence[str], folder: Path) -> asyncio.subprocess.Process:
    environment = os.environ | {"PYTHONUTF8": "1"}
    if home := environment.get("R1_HOME"):
        # the process has a folder of its own
        environment["R1_HOME"] = str(Path(home).expanduser().absolute())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # it finds another place for the index
        folder = Path(tempfile.gettempdir())
    with _log() as log:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            env=environment,
            creationflags=_QUIET,
        )


def _log() -> BinaryIO:
    """Open the log of the index process, or nothing where none can be written."""
    file = log_dir() / "index.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        too_large = file.exists() and file.stat().st_size > _LARGEST_LOG
        return file.open("wb" if too_large else "ab")
    except OSError:
        return Path(os.devnull).open("ab")
