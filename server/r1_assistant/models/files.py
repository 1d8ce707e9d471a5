"""Disk matters: free space, hashes, files that are really written."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from r1_assistant.domain.errors import ModelError

CHUNK = 1 << 20
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


def human_size(size: float) -> str:
    """Write a number of bytes the way that disks and downloads are labelled."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def need_space(folder: Path, size: int) -> None:
    """Raise ModelError if fewer than `size` bytes are free where `folder` is."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise ModelError(
            f"The disk of {folder} has {human_size(free)} free; {human_size(size)} are needed.",
            hint="Free some space, or set R1_HOME to a folder on a larger disk.",
        )


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden folder into a sentence."""
    try:
        yield
    except PermissionError as error:
        raise ModelError(
            f"The system denies access to {error.filename or folder}.",
            hint="Change its permissions, or set R1_HOME to a folder of your own.",
        ) from error
    except OSError as error:
        if error.errno not in _NO_SPACE:
            raise
        raise disk_full(folder) from error


def disk_full(folder: Path) -> ModelError:
    """Say that nothing more can be written where `folder` is."""
    return ModelError(
        f"The disk of {folder} is full.",
        hint="Free some space and run the same command again; what is there already is kept.",
    )


def sha256_of(path: Path, tell: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of a file in hexadecimal; `tell` gets the bytes of each step."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
            if tell:
                tell(len(block))
    return digest.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """Return the regular files of a folder and its sub-folders, in order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sizes_below(folder: Path) -> Iterator[int]:
    """Give the sizes of the files of a folder that others may be changing meanwhile."""
    for name, _, files in os.walk(folder):  # which, unlike rglob, passes over what vanishes
        for file in files:
            with suppress(OSError):
                yield (Path(name) / file).stat().st_size


def write_through(folder: Path) -> None:
    """Return when everything in `folder` is on the disk, not in a cache."""
    mode = "r+b" if os.name == "nt" else "rb"  # Windows flushes only what is open for writing
    for path in files_below(folder):
        with suppress(PermissionError), path.open(mode) as file:  # shared with its first owner
            os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Return when the names in `folder` are on the disk; Windows does that by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
