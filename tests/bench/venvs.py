"""Virtual environments for what is only measured against, kept in the benchmarks' cache."""

import subprocess
import sys
from pathlib import Path

from bench.corpora import cache
from bench.run import BenchError

JEDI = ("jedi==0.19.2", "parso==0.8.4")
AIDER = ("aider-chat==0.86.2",)


def python_with(requirements: tuple[str, ...]) -> Path:
    """Give an interpreter that has pinned packages; it is made the first time."""
    folder = cache() / "venvs" / requirements[0].replace("==", "-")
    bin_folder = "Scripts" if sys.platform == "win32" else "bin"
    python = folder / bin_folder / ("python.exe" if sys.platform == "win32" else "python")
    ready = folder / "ready"
    wanted = "\n".join(requirements)
    if not ready.exists() or ready.read_text("utf-8") != wanted:
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", *requirements)
        ready.write_text(wanted, encoding="utf-8")
    return python


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"{' '.join(command[1:])} failed: {done.stderr.strip()[-500:]}")
