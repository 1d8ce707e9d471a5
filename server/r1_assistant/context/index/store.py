"""The writing side of the database: one file's content replaced at a time."""

import sqlite3
from dataclasses import astuple, dataclass
from pathlib import Path

from r1_assistant.context.index import space
from r1_assistant.context.index.extract import Extract, Stamp
from r1_assistant.context.index.lookup import row_of
from r1_assistant.context.index.packed import Keys, Unpacked, keys_of
from r1_assistant.context.index.postings import Postings
from r1_assistant.context.index.schema import open_for_writing, open_in_memory

NO_ROOM = "too small for a place in the index"
"""Why a file is left out of many that are hardly longer than their own names."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file: its row, its stamp, and why it was skipped."""

    row: int
    stamp: Stamp
    hash: bytes | None
    skipped: str


@dataclass(slots=True)
class _Totals:
    """Files that are not skipped, their definitions and bytes; and what all rows cost, in bytes."""

    files: int = 0
    symbols: int = 0
    bytes: int = 0
    cost: int = 0

    def count(self, size: int, symbols: int, skipped: str, sign: int = 1) -> None:
        if not skipped:
            self.files += sign
            self.symbols += sign * symbols
            self.bytes += sign * size


class Store:
    """A database that is written to, in memory without a path. What is committed counts.

    `expected` are the bytes of the files to come together with those that are there; `scale` is
    less than 1 if it has shown that files take more space than was planned.
    Raises sqlite3.OperationalError where it can't be written, sqlite3.DatabaseError for a torn one.
    """

    def __init__(self, path: Path | None) -> None:
        self.database = open_in_memory() if path is None else open_for_writing(path)
        self._postings = Postings(self.database)
        self.expected = 0
        self.scale = 1.0
        self._load()

    def close(self) -> None:
        """Give up what was not committed."""
        self.database.close()

    def clear(self) -> None:
        """Forget all files."""
        self._begin()
        self.database.execute("DELETE FROM files")
        self.database.execute("DELETE FROM names")
        self._totals = _Totals()
        self.commit()
        self._load()

    def commit(self) -> None:
        """Make changes visible to readers."""
        if not self.database.in_transaction:
            return
        self._postings.write()
        self.database.execute(
            "UPDATE totals SET files = ?, symbols = ?, bytes = ?, cost = ?", astuple(self._totals)
        )
        self.database.execute("COMMIT")

    @property
    def source_bytes(self) -> int:
        """The bytes of the files that are in the index."""
        return self._totals.bytes

    def settle(self) -> bool:
        """Leave nothing beside the database; tell whether it is as small as it has to be."""
        self.commit()
        limit = space.limit(self._totals.bytes)
        if space.file_bytes(self.database) > limit:
            self.database.execute("VACUUM")
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        size = space.file_bytes(self.database)
        self._totals.cost = min(self._totals.cost, size)
        self.scale = min(1.0, self.scale * limit / size)
        return size <= limit

    def known(self) -> dict[str, Known]:
        """Give every file by its path."""
        rows = self.database.execute("SELECT path, id, size, mtime_ns, hash, skipped FROM files")
        return {
            path: Known(row, Stamp(size, mtime_ns), hash_, skipped)
            for path, row, size, mtime_ns, hash_, skipped in rows
        }

    def known_file(self, path: str) -> Known | None:
        """Give one file, if it is known."""
        row = row_of(self.database, path)
        if row is None:
            return None
        size, mtime_ns, hash_, skipped = self.database.execute(
            "SELECT size, mtime_ns, hash, skipped FROM files WHERE id = ?", (row,)
        ).fetchone()
        return Known(row, Stamp(size, mtime_ns), hash_, skipped)

    def touch(self, row: int, stamp: Stamp) -> None:
        """Note that a file has a new time and the same content."""
        self._begin()
        self.database.execute("UPDATE files SET mtime_ns = ? WHERE id = ?", (stamp.mtime_ns, row))

    def replace(
        self, path: str, row: int | None, stamp: Stamp, hash_: bytes | None, content: Extract
    ) -> str:
        """Put a file's content in place of what its row has; give the reason if it is skipped."""
        self._begin()
        old_keys = self._taken_out(path, row)
        source = self._totals.bytes + (0 if content.skipped else stamp.size)
        now, in_all = (
            bytes_ * self.scale - self._totals.cost
            for bytes_ in space.planned(source, self.expected)
        )
        found = space.fitting(path, content, (now, in_all), self._postings.is_new)
        if found is None:
            self._forget(row, old_keys)
            return NO_ROOM
        content, cost = found
        self._totals.cost += cost
        self._totals.count(stamp.size, content.symbols, content.skipped)
        if row is None:
            row = self._next
            self._next += 1
        self.database.execute(
            "REPLACE INTO files (id, path, size, mtime_ns, hash, language, skipped, symbols, facts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(row, path, stamp.size, stamp.mtime_ns, hash_, content.language),
                *(content.skipped, content.symbols, content.facts),
            ),
        )
        self._postings.change(row, old_keys, space.with_path(content.keys, path))
        return content.skipped

    def remove(self, path: str, row: int) -> None:
        """Forget a file."""
        self._begin()
        old_keys = self._taken_out(path, row)
        self._forget(row, old_keys)

    def _load(self) -> None:
        self._totals = _Totals(*self.database.execute("SELECT * FROM totals").fetchone())
        found = self.database.execute("SELECT ifnull(max(id), 0) + 1 FROM files").fetchone()
        self._next: int = found[0]

    def _begin(self) -> None:
        if not self.database.in_transaction:
            self.database.execute("BEGIN IMMEDIATE")

    def _taken_out(self, path: str, row: int | None) -> Keys:
        """Take a row's content out of the totals; give its keys."""
        found = self.database.execute(
            "SELECT size, symbols, skipped, language, facts FROM files WHERE id = ?", (row,)
        ).fetchone()
        if found is None:
            return Keys()
        size, symbols, skipped, language, data = found
        self._totals.count(size, symbols, skipped, -1)
        try:
            facts = Unpacked(data, path, language or "").facts()
        except (ValueError, LookupError, TypeError) as error:
            raise sqlite3.DatabaseError(str(error)) from error
        keys = space.with_path(keys_of(facts), path)
        self._totals.cost -= space.row_cost(path, data) + space.key_cost(keys, lambda _: False)
        return keys

    def _forget(self, row: int | None, keys: Keys) -> None:
        if row is not None:
            self._postings.change(row, keys, Keys())
            self.database.execute("DELETE FROM files WHERE id = ?", (row,))
