"""Files of a work tree, by the names that git lists; links are never followed."""

import os
from pathlib import Path


def look(folder: Path, name: bytes) -> tuple[int, int]:
    """Mode and size in bytes of a file; zeros if there is none."""
    try:
        found = (folder / os.fsdecode(name)).lstat()
    except OSError:
        return 0, 0
    return found.st_mode, found.st_size


def read(folder: Path, name: bytes) -> bytes | None:
    """Content of a file that is known to be no link; None if it cannot be read."""
    try:
        return (folder / os.fsdecode(name)).read_bytes()
    except OSError:
        return None
