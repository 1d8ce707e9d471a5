"""Where a repository's own settings and notes are read from.

A folder for what is on this machine; a commit, maybe on another machine, for a change by somebody
who is not trusted: there, what holds is what the repository said before the change.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MAX_BYTES = 1_000_000
"""A larger file counts as unreadable."""


class Source(Protocol):
    """The files of a repository; paths are relative to its top, with `/` between their parts."""

    def read(self, path: str) -> str | None:
        """Give a file's text; None if there is no such file.

        Raises OSError or ValueError if it can't be read.
        """
        ...

    def files(self, folder: str) -> list[str]:
        """List the paths of all files below a folder, sorted; none if there is no such folder.

        Raises OSError.
        """
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A folder on this machine; links that lead out of it are not followed."""

    root: Path

    def read(self, path: str) -> str | None:
        """Give a file's text; None if there is no such file."""
        file = self.root / path
        try:
            if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(self.root)):
                raise ValueError("this leads out of the repository")
            if file.stat().st_size > MAX_BYTES:
                raise ValueError(f"this is larger than {MAX_BYTES // 1000} KB")
            return file.read_text(encoding="utf-8-sig")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def files(self, folder: str) -> list[str]:
        """List the paths of all files below a folder, sorted."""
        found = (self.root / folder).rglob("*")
        return sorted(file.relative_to(self.root).as_posix() for file in found if file.is_file())
