"""The writing side of the database: one file's content replaced at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from r1_assistant.context.index.extract import Extract, Stamp
from r1_assistant.context.index.packing import pack, unpack
from r1_assistant.context.index.schema import open_for_writing


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file: its row, its stamp, and why it was skipped."""

    row: int
    stamp: Stamp
    hash: bytes | None
    skipped: str


class Store:
    """A database that is written to. Changes count when they are committed."""

    def __init__(self, path: Path) -> None:
        self._database = open_for_writing(path)
        self._names: dict[str, int] = {}
        found = self._database.execute("SELECT ifnull(max(id), 0) + 1 FROM names").fetchone()
        self._next_name: int = found[0]

    def close(self) -> None:
        """Give up what was not committed."""
        self._database.close()

    def commit(self) -> None:
        """Make changes visible to readers, together with the totals."""
        if self._database.in_transaction:
            self._database.execute(
                "UPDATE totals SET"
                " files = (SELECT count(*) FROM files WHERE skipped = ''),"
                " symbols = (SELECT ifnull(sum(symbols), 0) FROM files)"
            )
            self._database.execute("COMMIT")

    def known(self) -> dict[str, Known]:
        """Give every file by its path."""
        rows = self._database.execute("SELECT path, id, size, mtime_ns, hash, skipped FROM files")
        return {
            path: Known(row, Stamp(size, mtime_ns), hash_, skipped)
            for path, row, size, mtime_ns, hash_, skipped in rows
        }

    def known_file(self, path: str) -> Known | None:
        """Give one file, if it is known."""
        found = self._database.execute(
            "SELECT id, size, mtime_ns, hash, skipped FROM files WHERE path = ?", (path,)
        ).fetchone()
        if found is None:
            return None
        row, size, mtime_ns, hash_, skipped = found
        return Known(row, Stamp(size, mtime_ns), hash_, skipped)

    def touch(self, row: int, stamp: Stamp) -> None:
        """Note that a file has a new time and the same content."""
        self._begin()
        self._database.execute(
            "UPDATE files SET size = ?, mtime_ns = ? WHERE id = ?",
            (stamp.size, stamp.mtime_ns, row),
        )

    def replace(self, path: str, stamp: Stamp, hash_: bytes | None, content: Extract) -> None:
        """Put a file's content in place of what was known of it."""
        self._begin()
        self.remove(path)
        symbols = [(self._name(symbol[0]), *symbol[1:]) for symbol in content.symbols]
        uses = [(self._name(name), calls, places) for name, calls, places in content.uses]
        names = {row[0] for row in symbols} | {row[0] for row in uses}
        file = self._database.execute(
            "INSERT INTO files (path, size, mtime_ns, hash, language, skipped, symbols)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(path, stamp.size, stamp.mtime_ns, hash_, content.language, content.skipped),
                len(symbols),
            ),
        ).lastrowid
        if not names:
            return
        self._database.execute(
            "INSERT INTO contents (file, names, details) VALUES (?, ?, ?)",
            (file, pack(sorted(names)), content.details),
        )
        self._database.executemany(
            "INSERT INTO symbols (name, file, number, kind, line, end_line)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ((name, file, number, *place) for number, (name, *place) in enumerate(symbols)),
        )
        self._database.executemany(
            "INSERT INTO uses (name, file, calls, places) VALUES (?, ?, ?, ?)",
            ((name, file, *places) for name, *places in uses),
        )

    def remove(self, path: str) -> None:
        """Forget a file; one that is not known is no error."""
        self._begin()
        found = self._database.execute(
            "SELECT id, names FROM files LEFT JOIN contents ON file = id WHERE path = ?", (path,)
        ).fetchone()
        if found is None:
            return
        file, names = found
        rows: Iterable[tuple[int, int]] = [(name, file) for name in unpack(names or b"")]
        self._database.executemany("DELETE FROM symbols WHERE name = ? AND file = ?", rows)
        self._database.executemany("DELETE FROM uses WHERE name = ? AND file = ?", rows)
        self._database.execute("DELETE FROM contents WHERE file = ?", (file,))
        self._database.execute("DELETE FROM files WHERE id = ?", (file,))

    def _begin(self) -> None:
        if not self._database.in_transaction:
            self._database.execute("BEGIN IMMEDIATE")

    def _name(self, name: str) -> int:
        if name not in self._names:
            found = self._database.execute("SELECT id FROM names WHERE name = ?", (name,))
            row: tuple[int] | None = found.fetchone()
            if row is None:
                row = (self._next_name,)
                self._next_name += 1
                self._database.execute("INSERT INTO names (name, id) VALUES (?, ?)", (name, *row))
            self._names[name] = row[0]
        return self._names[name]
