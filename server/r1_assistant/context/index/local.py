"""The index without a process of its own: for programs that ask a few questions and end."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from r1_assistant.context.index.lock import sole_writer
from r1_assistant.context.index.reader import Index
from r1_assistant.context.index.schema import database_of, remove
from r1_assistant.context.index.store import Store
from r1_assistant.context.index.writer import update_all


def bring_up_to_date(root: Path, exclude: Sequence[str], seconds: float | None) -> Index:
    """Give a folder's index as it is now, as far as that takes no more than so many seconds.

    What was not reached is as it was before. While another process keeps the index, it is read as
    it is; where the cache can't be written, the index is made in memory and ends with this one.
    """
    root = root.resolve()
    ends = None if seconds is None else time.monotonic() + seconds

    def late() -> bool:
        return ends is not None and time.monotonic() > ends

    path = database_of(root)
    try:
        with sole_writer(path) as alone:
            if alone:
                _update(path, root, exclude, late)
    except (OSError, sqlite3.OperationalError):
        return _in_memory(root, exclude, late)
    return Index(root)


def _update(path: Path, root: Path, exclude: Sequence[str], late: Callable[[], bool]) -> None:
    """Update a database; one that turns out to be torn is made anew."""
    try:
        _update_once(path, root, exclude, late)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        remove(path)
        _update_once(path, root, exclude, late)


def _update_once(path: Path, root: Path, exclude: Sequence[str], late: Callable[[], bool]) -> None:
    with contextlib.closing(Store(path)) as store:
        update_all(store, root, exclude, lambda _: None, late)


def _in_memory(root: Path, exclude: Sequence[str], late: Callable[[], bool]) -> Index:
    store = Store(None)
    update_all(store, root, exclude, lambda _: None, late)
    return Index(root, connection=store.database)
