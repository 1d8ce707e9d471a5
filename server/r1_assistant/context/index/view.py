"""An open database as it is asked: rows and facts of files, remembered until they change."""

import sqlite3
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from r1_assistant.context.facts import FileFacts
from r1_assistant.context.index.blocks import unpack_rows, unpack_texts
from r1_assistant.context.index.cache import Cache
from r1_assistant.context.index.lookup import Names
from r1_assistant.context.index.packed import Unpacked
from r1_assistant.context.index.packing import IMPORTED

_CONTENTS_BYTES, _FACTS_BYTES, _TEXTS_BYTES = 2 << 20, 1 << 20, 2 << 20
"""Text of remembered contents, facts and blocks; the first take three times that, facts five."""

_MOST_FILES, _MOST_ANSWERS = 1 << 16, 1 << 12

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class File:
    """A file that is not skipped; `block` is the number of the first one in its block."""

    number: int
    block: int
    path: str
    folder: str
    language: str | None
    hash: bytes


class View:
    """A connection, with what was read through it. Raises sqlite3.Error and ValueError."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self._names = Names(database)
        self._files: dict[int, File | None] = {}
        self._paths: dict[str, File | None] = {}
        self._answers: dict[Hashable, Any] = {}
        self._contents = Cache[Unpacked](_CONTENTS_BYTES)
        self._facts = Cache[FileFacts](_FACTS_BYTES)
        self._texts = Cache[list[str]](_TEXTS_BYTES)
        self._version = -1

    def refresh(self) -> None:
        """Forget what the writer may have changed since the last question."""
        (version,) = self.database.execute("PRAGMA data_version").fetchone()
        if version != self._version or len(self._files) > _MOST_FILES:
            self._names.forget()
            self._files.clear()
            self._paths.clear()
            self._answers.clear()
            self._texts = Cache(_TEXTS_BYTES)
            self._version = version

    def answer(self, key: Hashable, question: Callable[["View"], _T]) -> _T:
        """Give the answer to a question, which is remembered."""
        if key in self._answers:
            found: _T = self._answers[key]
            return found
        if len(self._answers) >= _MOST_ANSWERS:
            self._answers.clear()
        found = self._answers[key] = question(self)
        return found

    def defining(self, key: int) -> list[tuple[File, int]]:
        """Give the files that define a name, or are in a folder or of a stem, with its rank."""
        found = [(file, code) for file, code, _ in self._names.postings(key) if code < IMPORTED]
        files = self._files_of(number for number, _ in found)
        return [(file, rank) for number, rank in found if (file := files[number]) is not None]

    def using(self, key: int) -> list[tuple[File, int]]:
        """Give the files that use a name, with the number of calls."""
        found = [
            (file, calls) for file, code, calls in self._names.postings(key) if code >= IMPORTED
        ]
        files = self._files_of(number for number, _ in found)
        return [(file, calls) for number, calls in found if (file := files[number]) is not None]

    def file(self, path: str) -> File | None:
        """Give a file by its path; None for one that is skipped."""
        if path not in self._paths:
            if len(self._paths) >= _MOST_ANSWERS:
                self._paths.clear()
            numbers = self._names.candidates(path)
            files = self._files_of(numbers)
            found = (file for number in numbers if (file := files[number]) and file.path == path)
            self._paths[path] = next(found, None)
        return self._paths[path]

    def content(self, file: File) -> Unpacked:
        """Give what is known of a file, to be asked for a part of it."""
        key = file.number, file.hash
        content = self._contents.get(key)
        if content is None:
            text = self._texts_of(file.block)[file.number - file.block]
            content = Unpacked(text, file.path, file.language or "")
            self._contents.put(key, content, content.size)
        return content

    def facts(self, file: File) -> FileFacts:
        """Give all that is known of a file."""
        key = file.number, file.hash
        facts = self._facts.get(key)
        if facts is None:
            content = self.content(file)
            facts = content.facts()
            self._facts.put(key, facts, content.size)
        return facts

    def _texts_of(self, block: int) -> list[str]:
        texts = self._texts.get((block, b""))
        if texts is None:
            (data,) = self.database.execute(
                "SELECT facts FROM blocks WHERE id = ?", (block,)
            ).fetchone()
            texts = unpack_texts(data)
            self._texts.put((block, b""), texts, sum(map(len, texts)))
        return texts

    def _files_of(self, numbers: Iterable[int]) -> dict[int, File | None]:
        for number in numbers:
            if number not in self._files:
                self._files[number] = None
                self._read_block_of(number)
        return self._files

    def _read_block_of(self, number: int) -> None:
        found = self.database.execute(
            "SELECT id, files FROM blocks WHERE id <= ? ORDER BY id DESC LIMIT 1", (number,)
        ).fetchone()
        if found is None:
            return
        block, data = found
        for at, row in enumerate(unpack_rows(data)):
            file = None
            if row is not None and not row.skipped:
                folder = row.path.rpartition("/")[0]
                file = File(block + at, block, row.path, folder, row.language, row.hash or b"")
            self._files[block + at] = file
