"""Findings that a user does not want to see again: remembered on disk, per folder.

The top of a work tree has one file, or else the folder that is open in the editor. Each method
opens the file anew, so that any thread and any process may use it.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from r1_assistant.config.paths import data_dir
from r1_assistant.domain.errors import UsageError

WAIT_SECONDS = 2.0
"""How long another process's writing is waited for."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS dismissed
    (fingerprint TEXT PRIMARY KEY, path TEXT NOT NULL, reason TEXT NOT NULL)
"""


class Dismissals:
    """What was dismissed in the folder `root`."""

    def __init__(self, root: Path) -> None:
        name = hashlib.sha256(os.fsencode(os.path.normcase(root.absolute()))).hexdigest()[:16]
        self._file = data_dir() / "dismissed" / f"{name}.sqlite"

    def add(self, fingerprint: str, path: str = "", reason: str = "") -> None:
        """Remember a finding; raises UsageError if that cannot be written."""
        row = (fingerprint, path, reason)
        try:
            with self._opened() as database:
                database.execute("INSERT OR REPLACE INTO dismissed VALUES (?, ?, ?)", row)
        except (sqlite3.Error, OSError) as error:
            raise UsageError(
                f"The dismissal cannot be remembered in {self._file.parent}: {error}.",
                hint="The finding comes back with the next review; see that the folder is yours.",
            ) from error

    def all(self) -> frozenset[str]:
        """Give the fingerprints of all; what cannot be read counts as none."""
        if not self._file.exists():
            return frozenset()
        try:
            with self._opened() as database:
                return frozenset(
                    row[0] for row in database.execute("SELECT fingerprint FROM dismissed")
                )
        except (sqlite3.Error, OSError):
            return frozenset()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Give the database within a transaction; a damaged one is moved aside first."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            self._move_aside()
            self._prepare()
        with closing(sqlite3.connect(self._file, timeout=WAIT_SECONDS)) as database, database:
            yield database

    def _prepare(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=WAIT_SECONDS)) as database:
            database.execute(_SCHEMA)
            database.execute("SELECT count(*) FROM dismissed").fetchone()

    def _move_aside(self) -> None:
        """Keep a damaged file for its owner, under the first name that is free."""
        number = 1
        while (kept := self._file.with_suffix(f".damaged-{number}")).exists():
            number += 1
        self._file.replace(kept)
