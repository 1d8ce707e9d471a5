"""Findings by their fingerprints, remembered on disk: those that were dismissed, or shown before.

A repository's are in its git directory, for all of its work trees; a folder's without git in the
user's data. Each method opens the file anew, so that any thread and any process may use it.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from r1_assistant.config.paths import data_dir
from r1_assistant.domain.errors import UsageError

WAIT_SECONDS = 10.0
"""How long another process's writing is waited for."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS dismissed
    (fingerprint TEXT PRIMARY KEY, path TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS shown (fingerprint TEXT PRIMARY KEY);
"""


def file_for(folder: Path, git_folder: Path | None) -> Path:
    """Name the file for a folder, whose repository keeps its own things in `git_folder`."""
    if git_folder is not None:
        return git_folder / "r1" / "findings.sqlite"
    name = hashlib.sha256(os.fsencode(os.path.normcase(folder.absolute()))).hexdigest()[:16]
    return data_dir() / "findings" / f"{name}.sqlite"


class FindingMemory:
    """What is remembered of findings in a file; nothing is made before something is written."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def dismiss(self, fingerprint: str, path: str = "", reason: str = "") -> None:
        """Remember that a finding was dismissed; raises UsageError if that cannot be written."""
        row = (fingerprint, path, reason)
        try:
            with self._opened() as database:
                database.execute("INSERT OR REPLACE INTO dismissed VALUES (?, ?, ?)", row)
        except (sqlite3.Error, OSError) as error:
            raise UsageError(
                f"The dismissal cannot be remembered in {self._file.parent}: {error}.",
                hint="The finding comes back with the next review; see that the folder is yours.",
            ) from error

    def show(self, fingerprints: Iterable[str]) -> None:
        """Remember that findings were shown; what cannot be written is new again the next time."""
        rows = [(each,) for each in fingerprints]
        try:
            if rows:
                with self._opened() as database:
                    database.executemany("INSERT OR IGNORE INTO shown VALUES (?)", rows)
        except (sqlite3.Error, OSError):
            return

    def dismissed(self) -> frozenset[str]:
        """Give the fingerprints of what was dismissed; what cannot be read counts as none."""
        return self._all("SELECT fingerprint FROM dismissed")

    def shown(self) -> frozenset[str]:
        """Give the fingerprints of what was shown; what cannot be read counts as none."""
        return self._all("SELECT fingerprint FROM shown")

    def _all(self, query: str) -> frozenset[str]:
        if not self._file.exists():
            return frozenset()
        try:
            with self._opened() as database:
                return frozenset(row[0] for row in database.execute(query))
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
            database.executescript(_SCHEMA)
            database.execute("SELECT count(*) FROM dismissed").fetchone()

    def _move_aside(self) -> None:
        """Keep a damaged file for its owner, under the first name that is free."""
        number = 1
        while (kept := self._file.with_suffix(f".damaged-{number}")).exists():
            number += 1
        self._file.replace(kept)
