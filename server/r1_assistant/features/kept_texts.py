"""Texts that were costly to make, kept on disk by their keys: what did not change is made once.

The cache is a convenience: whatever is wrong with its file, it forgets, and never raises.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

MOST_ROWS = 5_000
MOST_BYTES = 20_000_000
"""All texts together, in UTF-8."""

WAIT_SECONDS = 0.25
"""How long another process's writing is waited for."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS texts
    (key TEXT PRIMARY KEY, text TEXT NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS by_use ON texts (used, size, key);
"""
_PUT = """
INSERT OR REPLACE INTO texts
    VALUES (?, ?, ?, (SELECT coalesce(max(used), 0) + 1 FROM texts))
"""
_TOUCH = """
UPDATE texts SET used = (SELECT max(used) + 1 FROM texts)
    WHERE key = ? AND used < (SELECT max(used) FROM texts)
"""
_TRIM = """
DELETE FROM texts WHERE key IN (
    SELECT key FROM (
        SELECT key, row_number() OVER newest AS place, sum(size) OVER newest AS total
        FROM texts WINDOW newest AS (ORDER BY used DESC ROWS UNBOUNDED PRECEDING)
    ) WHERE place > ? OR total > ?
)
"""


def key_of(*parts: str) -> str:
    """Name a text by all that it depends on."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


class KeptTexts:
    """The texts in one file, which several processes may use at once.

    Its methods wait for the disk. They open the file anew each time, so that any thread may call.
    Beyond `most_rows` or `most_bytes`, what was not used for longest is forgotten.
    """

    def __init__(
        self, file: Path, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._file = file
        self._bounds = (most_rows, most_bytes)

    def get(self, key: str) -> str | None:
        """Look a text up; None if there is none."""
        found: str | None = None
        with self._forgiving(), self._opened() as database:
            row = database.execute("SELECT text FROM texts WHERE key = ?", (key,)).fetchone()
            found = row[0] if row else None
            if row:
                database.execute(_TOUCH, (key,))
        return found

    def put(self, key: str, text: str) -> None:
        """Keep a text, and forget others if there are too many."""
        size = len(text.encode("utf-8", "replace"))
        with self._forgiving(), self._opened() as database:
            database.execute(_PUT, (key, text, size))
            database.execute(_TRIM, self._bounds)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Give the database within a transaction."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=WAIT_SECONDS)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(_SCHEMA)
            with database:
                yield database

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Drop what fails; a damaged file is removed, and the next call makes a new one."""
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                self._remove()
        except (OSError, ValueError):  # no folder to write to; half a surrogate pair
            pass

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + ending).unlink()
