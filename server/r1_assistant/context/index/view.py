"""An open database as it is asked: rows and facts of files, remembered until they change."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from r1_assistant.context.facts import FileFacts
from r1_assistant.context.index.cache import Cache
from r1_assistant.context.index.lookup import files_of
from r1_assistant.context.index.packed import Unpacked
from r1_assistant.context.index.packing import unpack_uses

_CONTENTS_BYTES, _FACTS_BYTES = 2 << 20, 1 << 19
"""Text from which remembered contents and facts come, of which they take three and five times."""

_AT_ONCE = 500
_MOST_FILES = 1 << 16


@dataclass(frozen=True, slots=True)
class File:
    """A file's row; one that is skipped has no language."""

    row: int
    path: str
    folder: str
    language: str | None
    hash: bytes


class View:
    """A connection, with what was read through it. Raises sqlite3.Error and ValueError."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self._files: dict[int, File | None] = {}
        self._contents = Cache[Unpacked](_CONTENTS_BYTES)
        self._facts = Cache[FileFacts](_FACTS_BYTES)
        self._version = -1

    def refresh(self) -> None:
        """Forget what the writer may have changed since the last question."""
        (version,) = self.database.execute("PRAGMA data_version").fetchone()
        if version != self._version or len(self._files) > _MOST_FILES:
            self._files.clear()
            self._version = version

    def defining(self, key: int) -> list[tuple[File, int]]:
        """Give the files that define a name, or are in a folder or of a stem, with the kinds."""
        found = files_of(self.database, key)
        files = self._files_of([row for row, _ in found])
        return [(file, kind) for row, kind in found if (file := files[row]) is not None]

    def using(self, key: int) -> list[tuple[File, int]]:
        """Give the files that use a name, with the number of calls."""
        row = self.database.execute("SELECT uses FROM names WHERE key = ?", (key,)).fetchone()
        found = unpack_uses(row[0]) if row else ()
        files = self._files_of([row for row, _ in found])
        return [(file, calls) for row, calls in found if (file := files[row]) is not None]

    def file(self, row: int) -> File | None:
        """Give a file by its row; None for one that is skipped."""
        return self._files_of([row])[row]

    def content(self, file: File) -> Unpacked:
        """Give what is known of a file, to be asked for a part of it."""
        key = file.row, file.hash
        content = self._contents.get(key)
        if content is None:
            (data,) = self.database.execute(
                "SELECT facts FROM files WHERE id = ?", (file.row,)
            ).fetchone()
            content = Unpacked(data, file.path, file.language or "")
            self._contents.put(key, content, content.size)
        return content

    def facts(self, file: File) -> FileFacts:
        """Give all that is known of a file."""
        key = file.row, file.hash
        facts = self._facts.get(key)
        if facts is None:
            content = self.content(file)
            facts = content.facts()
            self._facts.put(key, facts, content.size)
        return facts

    def _files_of(self, rows: Iterable[int]) -> dict[int, File | None]:
        missing = [row for row in rows if row not in self._files]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            self._files |= dict.fromkeys(some)
            marks = ",".join("?" * len(some))
            for row, path, language, hash_ in self.database.execute(
                "SELECT id, path, language, hash FROM files"  # noqa: S608 - marks alone
                f" WHERE id IN ({marks}) AND skipped = ''",
                some,
            ):
                folder = path.rpartition("/")[0]
                self._files[row] = File(row, path, folder, language, hash_ or b"")
        return self._files
