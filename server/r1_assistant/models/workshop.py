"""Where models are built: beside the store's models, in a folder that one process has at a time.

The lock dies with its process. What an interrupted installation leaves here is no model: a
download is continued by the next installation of the same model, all else is removed.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from r1_assistant.config.paths import models_dir
from r1_assistant.domain.errors import ModelError
from r1_assistant.models.files import disk_errors, sizes_below, sync_folder, write_through
from r1_assistant.models.ids import is_id
from r1_assistant.models.lock import BusyError, exclusive
from r1_assistant.models.store import WORK

KEEP_DOWNLOADS = 14 * 24 * 3600
"""Seconds after which a download that nobody continues is removed."""
STAGED = "model"
"""The folder below a model's workshop in which it is built."""


@contextmanager
def workshop(model_id: str) -> Iterator[Path]:
    """Give the folder in which the model of that id is built.

    Raises ModelError if another process has it, if the disk is full, or closed to this user.
    """
    root = models_dir() / WORK
    with disk_errors(models_dir()):
        root.mkdir(parents=True, exist_ok=True)
        _clean(root)
        try:
            with exclusive(_lock(root, model_id)):
                work = root / model_id
                work.mkdir(exist_ok=True)
                yield work
        except BusyError as error:
            raise ModelError(
                f"Another process is installing {model_id} just now.", hint="Wait until it is done."
            ) from error


def publish(staged: Path, work: Path, model_id: str) -> None:
    """Move the finished model into the store, in place of one of that id, and end the work."""
    write_through(staged)
    home = models_dir() / model_id
    if home.exists():
        home.replace(work / "old")
    staged.replace(home)
    sync_folder(home.parent)
    shutil.rmtree(work, ignore_errors=True)


def interrupted_downloads() -> dict[str, int]:
    """Return the ids of models whose download can be continued, and the bytes that are there."""
    root = models_dir() / WORK
    sizes = {work.name: sum(sizes_below(work)) for work in _works(root)}
    return {name: size for name, size in sizes.items() if size}


def _clean(root: Path) -> None:
    for grave in root.glob(".*.removed"):
        shutil.rmtree(grave, ignore_errors=True)
    for work in _works(root):
        try:
            with exclusive(_lock(root, work.name)):
                shutil.rmtree(work / STAGED, ignore_errors=True)
                if work.stat().st_mtime < time.time() - KEEP_DOWNLOADS:
                    shutil.rmtree(work, ignore_errors=True)
        except BusyError:
            continue


def _works(root: Path) -> list[Path]:
    """Return the folders of models that are, or were, being built."""
    return [path for path in root.iterdir() if is_id(path.name)] if root.is_dir() else []


def _lock(root: Path, model_id: str) -> Path:
    return root / f".{model_id}.lock"
