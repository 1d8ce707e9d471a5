"""The seam between the readers and the machine: all that they know comes through a `Probe`."""

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

SECONDS = 6.0
"""How long one program of the system may take; PowerShell alone needs one or two to start."""

LONGEST = 4_000_000
"""Characters of a file that are read: the names of all PCI devices are 1.5 million."""


class ProbeError(Exception):
    """A program of the system gave no answer; the text is a sentence without its subject."""


class Probe(Protocol):
    """A machine as its raw texts.

    `platform` is as in `sys.platform`, `python` what this Python was built for, `environment` the
    process's variables.
    """

    platform: str
    python: str
    environment: Mapping[str, str]

    def read_text(self, path: str) -> str:
        """Return what a file says, without white space around it; empty if it can't be read."""

    def list_dir(self, path: str) -> Sequence[str]:
        """Return the names in a folder in order; none if it can't be read."""

    def run(self, argv: Sequence[str]) -> str:
        """Return what a program prints; raises ProbeError if it is missing, late or silent."""

    def disk(self, folder: str) -> tuple[int | None, int | None]:
        """Return the bytes of a folder's volume, in all and free; None if that is not known."""


class SystemProbe:
    """This machine."""

    def __init__(self) -> None:
        self.platform: str = sys.platform
        self.python: str = sysconfig.get_platform()
        self.environment: Mapping[str, str] = os.environ

    def read_text(self, path: str) -> str:
        """Return what a file says; the first LONGEST characters."""
        try:
            with Path(path).open(encoding="utf-8", errors="replace") as file:
                return file.read(LONGEST).strip().strip("\0")
        except (OSError, ValueError):
            return ""

    def list_dir(self, path: str) -> Sequence[str]:
        """Return the names in a folder."""
        try:
            return sorted(os.listdir(path))  # noqa: PTH208 - names are all that is asked for
        except (OSError, ValueError):
            return ()

    def run(self, argv: Sequence[str]) -> str:
        """Run a program that the PATH or the system's folder has; its errors are not read."""
        program = shutil.which(argv[0])
        if program is None:
            raise ProbeError("is not there")
        try:
            done = subprocess.run(
                [program, *argv[1:]],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except subprocess.TimeoutExpired as error:
            raise ProbeError(f"gave no answer in {SECONDS:.0f} seconds") from error
        except OSError as error:
            raise ProbeError(f"could not be started ({error.strerror})") from error
        text = done.stdout.decode("utf-8", errors="replace").strip()
        if not text:
            raise ProbeError(f"said nothing (exit code {done.returncode})")
        return text

    def disk(self, folder: str) -> tuple[int | None, int | None]:
        """Ask the first folder that there is, from `folder` upwards."""
        for place in (Path(folder), *Path(folder).parents):
            with contextlib.suppress(OSError):
                usage = shutil.disk_usage(place)
                return usage.total, usage.free
        return None, None
