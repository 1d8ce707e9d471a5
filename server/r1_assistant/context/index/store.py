"""The writing side of the database: one file's content replaced at a time."""

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from r1_assistant.context.index import space
from r1_assistant.context.index.blocks import Row
from r1_assistant.context.index.extract import Extract, Stamp
from r1_assistant.context.index.lookup import Names
from r1_assistant.context.index.packed import Unpacked, keys_of
from r1_assistant.context.index.reduced import without_comments
from r1_assistant.context.index.schema import open_for_writing, open_in_memory
from r1_assistant.context.index.tables import Tables
from r1_assistant.context.index.trimming import lessened, trim


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file: its number, its stamp, and why it was skipped."""

    number: int
    stamp: Stamp
    hash: bytes | None
    skipped: str


class Store:
    """A database that is written to, in memory without a path. What is committed counts.

    Raises sqlite3.OperationalError where it can't be written, sqlite3.DatabaseError for a torn one.
    """

    def __init__(self, path: Path | None) -> None:
        self.database = open_in_memory() if path is None else open_for_writing(path)
        self._tables = Tables(self.database)
        self._names = Names(self.database)
        self._expected = 0
        self._density = float("inf")

    def close(self) -> None:
        """Give up what was not committed."""
        self.database.close()

    @property
    def files(self) -> int:
        """The number of files that are not skipped."""
        return self._tables.totals.files

    def expect(self, source: int) -> None:
        """Plan for so many bytes of files in all: those that are there and those to come."""
        self._expected = source
        self._density = float("inf")
        self._tables.plan(source)

    def commit(self) -> None:
        """Make changes visible to readers; files that take too much room give some up."""
        self._tables.write()
        source = self._tables.totals.bytes
        if space.file_bytes(self.database) > space.limit(max(source, self._expected)):
            self._density = trim(self._tables, self.database, space.limit(source))

    def settle(self) -> None:
        """Leave nothing beside the database, which is as small as it has to be then."""
        self.expect(0)
        self.commit()
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def known(self) -> dict[str, Known]:
        """Give every file by its path."""
        return {row.path: _known(number, row) for number, (row, _) in self._tables.files.all()}

    def known_file(self, path: str) -> Known | None:
        """Give one file, if it is known."""
        self._names.forget()
        try:
            numbers = self._names.candidates(path)
        except (ValueError, TypeError) as error:
            raise sqlite3.DatabaseError(str(error)) from error
        for number in numbers:
            entry = self._tables.files.get(number)
            if entry is not None and entry[0].path == path:
                return _known(number, entry[0])
        return None

    def touch(self, number: int, stamp: Stamp) -> None:
        """Note that a file has a new time and the same content."""
        row, text = self._tables.entry(number)
        self._tables.files.put(number, (replace(row, mtime_ns=stamp.mtime_ns), text))

    def replace(
        self, path: str, number: int | None, stamp: Stamp, hash_: bytes | None, content: Extract
    ) -> None:
        """Put a file's content in place of what is known of it."""
        text, symbols, keys = content.facts, content.symbols, content.keys
        if len(text) > self._density * stamp.size:
            facts = Unpacked(text, path, content.language or "").facts()
            facts, text = lessened(facts, without_comments, self._density * stamp.size)
            symbols, keys = len(facts.definitions), keys_of(facts)
        row = Row(
            *(path, stamp.size, stamp.mtime_ns, hash_, content.language, content.skipped, symbols)
        )
        if number is None:
            self._tables.add(row, text, keys)
        else:
            self._tables.put(number, row, text, keys)

    def remove(self, number: int) -> None:
        """Forget a file."""
        self._tables.remove(number)


def _known(number: int, row: Row) -> Known:
    return Known(number, Stamp(row.size, row.mtime_ns), row.hash, row.skipped)
