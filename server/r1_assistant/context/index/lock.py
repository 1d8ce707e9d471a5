"""The lock of an index: one process writes."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def sole_writer(database: Path) -> Iterator[bool]:
    """Hold a lock that the system takes back when its holder dies; False if another has it.

    Raises OSError where nothing can be written.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = sqlite3.connect(database.with_name("writer.lock"), isolation_level=None, timeout=0)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    with contextlib.closing(lock):
        try:
            # Not EXCLUSIVE: two that ask for that at once refuse each other, and none has it.
            lock.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise OSError(str(error)) from error
            yield False
            return
        yield True
