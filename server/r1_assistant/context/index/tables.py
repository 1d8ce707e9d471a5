"""The tables as they are written: files, where names are found, and totals, all of one step."""

import sqlite3
from dataclasses import astuple, dataclass, replace

from r1_assistant.context.facts import FileFacts
from r1_assistant.context.index.blocks import Entry, Row
from r1_assistant.context.index.filing import Filing
from r1_assistant.context.index.packed import Keys, Unpacked, keys_of, keys_of_path
from r1_assistant.context.index.postings import Postings
from r1_assistant.context.index.schema import buckets_for


@dataclass(slots=True)
class Totals:
    """Files that are not skipped, their definitions and bytes; and the number of buckets."""

    files: int = 0
    symbols: int = 0
    bytes: int = 0
    buckets: int = 1

    def count(self, row: Row, sign: int = 1) -> None:
        """Count a file, or no longer."""
        if not row.skipped:
            self.files += sign
            self.symbols += sign * row.symbols
            self.bytes += sign * row.size


class Tables:
    """What a database has, changed in memory and then written together.

    Raises sqlite3.OperationalError where it can't be written, sqlite3.DatabaseError for a torn one.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.files = Filing(database)
        self.totals = Totals(*database.execute("SELECT * FROM totals").fetchone())
        self._postings = Postings(database, self.totals.buckets)

    def plan(self, source: int) -> None:
        """Choose the number of buckets for so many bytes of source, as long as there are none."""
        if source and not self.files:
            self._postings.buckets = self.totals.buckets = buckets_for(source)

    def add(self, row: Row, text: str, keys: Keys) -> None:
        """Add a file."""
        number = self.files.add((row, text))
        self.totals.count(row)
        self._postings.change(number, (), (*keys, *keys_of_path(row.path)))

    def put(self, number: int, row: Row, text: str, keys: Keys) -> None:
        """Put another content in place of a file's."""
        old = self._taken_out(number)
        self.files.put(number, (row, text))
        self.totals.count(row)
        self._postings.change(number, old, (*keys, *keys_of_path(row.path)))

    def lessen(self, number: int, facts: FileFacts, text: str) -> None:
        """Leave less of a file."""
        row, _ = self.entry(number)
        self.put(number, replace(row, symbols=len(facts.definitions)), text, keys_of(facts))

    def remove(self, number: int) -> None:
        """Forget a file."""
        self._postings.change(number, self._taken_out(number), ())
        self.files.put(number, None)

    def entry(self, number: int) -> Entry:
        """Give a file that is there."""
        entry = self.files.get(number)
        if entry is None:
            raise sqlite3.DatabaseError(f"there is no file {number}")
        return entry

    def facts(self, number: int) -> FileFacts:
        """Give what is known of a file."""
        row, text = self.entry(number)
        try:
            return Unpacked(text, row.path, row.language or "").facts()
        except (ValueError, LookupError, TypeError) as error:
            raise sqlite3.DatabaseError(str(error)) from error

    def write(self) -> None:
        """Make changes visible to readers."""
        self._database.execute("BEGIN IMMEDIATE")
        self.files.write()
        try:
            self._postings.write()
        except ValueError as error:
            raise sqlite3.DatabaseError(str(error)) from error
        self._database.execute(
            "UPDATE totals SET files = ?, symbols = ?, bytes = ?, buckets = ?", astuple(self.totals)
        )
        self._database.execute("COMMIT")

    def _taken_out(self, number: int) -> Keys:
        """Take a file out of the totals; give its keys."""
        facts = self.facts(number)
        self.totals.count(self.entry(number)[0], -1)
        return (*keys_of(facts), *keys_of_path(facts.path))
