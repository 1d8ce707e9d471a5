"""How long `r1-review` takes where it has nothing to do."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.load import elsewhere
from bench.metrics import Result
from bench.run import BenchError
from bench.setting import Bench
from bench.trials import collect

RUNS = 5
"""Runs in a trial: one alone is too short to tell the load meanwhile."""


async def show_help(bench: Bench) -> dict[str, Result]:
    """Time `r1-review --help`."""
    return {"review_help_s": await _wall(bench, (_program(), "--help"), Path.cwd())}


async def nothing_staged(bench: Bench) -> dict[str, Result]:
    """Time `r1-review` in a repository with a commit and nothing staged."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _repository(Path(folder))
        result = await _wall(bench, (_program(),), Path(folder))
    return {"review_nothing_staged_s": result}


async def _wall(bench: Bench, command: Sequence[str], folder: Path) -> Result:
    _seconds(command, folder)  # reads the program's files, and compiles them

    async def trial(_: int) -> tuple[float, float]:
        with elsewhere() as load:
            seconds = median(_seconds(command, folder) for _ in range(RUNS))
        return seconds, load.cores

    found = await collect(trial, bench.reps(5, 2), bench.most_load)
    details = {"best": min(found.values), "worst": max(found.values)}
    return Result(median(found.values), {**details, **found.noise})


def _seconds(command: Sequence[str], folder: Path) -> float:
    start = perf_counter()
    outcome = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    seconds = perf_counter() - start
    if outcome.returncode != 0:
        raise BenchError(f"{' '.join(command)} ended with code {outcome.returncode}")
    return seconds


def _program() -> str:
    """Find the program of this Python's environment before any other one."""
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    found = shutil.which("r1-review", path=beside)
    if found is None:
        raise BenchError("r1-review is not installed")
    return found


def _repository(folder: Path) -> None:
    author = ("-c", "user.name=Bench", "-c", "user.email=bench@example.com")
    for arguments in (
        ("init", "--quiet"),
        (*author, "commit", "--quiet", "--allow-empty", "--no-verify", "--message", "First"),
    ):
        subprocess.run(("git", *arguments), cwd=folder, check=True, capture_output=True)
