"""The second step: a Python environment with what is locked, and nothing else.

Packages count by their hashes alone, wherever pip takes them from. The project itself is not built:
it is imported from the action's own files.
"""

import os
import subprocess
import sys
import uuid
import venv
from pathlib import Path

from r1_assistant.cli.action import runner
from r1_assistant.cli.action.plan import REQUIREMENTS, environment_name, work_folder
from r1_assistant.domain.errors import R1Error

_PIP = ("-P", "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
_LOCKED = ("--require-hashes", "--only-binary", ":all:", "--requirement", str(REQUIREMENTS))


def install() -> None:
    """Make the environment, or take the one that is there; raises R1Error if pip fails."""
    known = known_environment()
    folder = known or _made()
    runner.output("fetched", str(known is None).lower())
    runner.output("python", str(python_in(folder)))


def known_environment() -> Path | None:
    """Find the environment that an earlier job has completed; None if there is none."""
    try:
        folder = Path(_pointer().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return folder if python_in(folder).exists() else None


def python_in(folder: Path) -> Path:
    """Name the interpreter of an environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _made() -> Path:
    """Make an environment under a name of its own, so that two jobs are in nobody's way."""
    folder = _pointer().with_suffix(f".{uuid.uuid4().hex[:8]}")
    with runner.group("Installing R1 Assistant"):
        venv.create(folder, with_pip=True, symlinks=sys.platform != "win32")
        done = subprocess.run(
            [str(python_in(folder)), *_PIP, *_LOCKED],
            env=os.environ | {"PIP_CACHE_DIR": str(work_folder() / "pip")},
            check=False,
        )
    if done.returncode:
        raise R1Error(
            "The packages that R1 Assistant needs could not be installed.",
            hint="What pip says is above; PIP_INDEX_URL in the step's env names another index.",
        )
    _point_at(folder)
    return folder


def _pointer() -> Path:
    """Name the file that says where the completed environment is."""
    tools = os.environ.get("RUNNER_TOOL_CACHE")
    folder = Path(tools) / "r1-assistant" if tools else work_folder()
    return folder / f"{environment_name()}.path"


def _point_at(folder: Path) -> None:
    written = folder / "pointer"
    written.write_text(str(folder), encoding="utf-8")
    written.replace(_pointer())
