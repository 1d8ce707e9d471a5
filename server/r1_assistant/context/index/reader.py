"""The reading side of a workspace's index: where a name is defined and called."""

import json
import os
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from r1_assistant.context.facts import Definition
from r1_assistant.context.index.packing import unpack
from r1_assistant.context.index.schema import KINDS, VERSION, database_of

_SAMPLE = 20
"""Calls that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Callers:
    """Calls of a name: how many, in how many files, and the first of them (path, line)."""

    count: int = 0
    files: int = 0
    sample: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many files and definitions an index has."""

    files: int = 0
    symbols: int = 0


class Index:
    """A workspace's index, which another process writes.

    Without a database, or with one that can't be read, nothing is found; nothing is raised.
    Threads can share it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        self._path: Path | None = None
        self._database: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def definitions(self, name: str, limit: int = 20) -> tuple[Definition, ...]:
        """Find where a name is defined: classes first, fields last."""
        rows = self._rows(
            "SELECT f.path, s.line, s.end_line, s.kind, s.number, c.details"
            " FROM (SELECT * FROM symbols WHERE name = (SELECT id FROM names WHERE name = ?)"
            " ORDER BY kind, file, number LIMIT ?) s"
            " JOIN files f ON f.id = s.file JOIN contents c ON c.file = s.file"
            " ORDER BY s.kind, s.file, s.number",
            (name, limit),
        )
        try:
            return tuple(_definition(name, *row) for row in rows)
        except (zlib.error, ValueError, IndexError):
            return ()  # it is torn, which the next writer notices

    def callers(self, name: str) -> Callers:
        """Count the calls of a name."""
        rows = self._rows(
            "SELECT sum(u.calls), count(*) FROM names n JOIN uses u ON u.name = n.id"
            " WHERE n.name = ? AND u.calls > 0",
            (name,),
        )
        if not rows or not rows[0][1]:
            return Callers()
        places = self._rows(
            "SELECT f.path, u.places FROM names n JOIN uses u ON u.name = n.id"
            " JOIN files f ON f.id = u.file WHERE n.name = ? AND u.calls > 0"
            " ORDER BY u.file LIMIT ?",
            (name, _SAMPLE),
        )
        sample = [(path, at // 2) for path, data in places for at in unpack(data) if at % 2 == 0]
        return Callers(rows[0][0], rows[0][1], tuple(sorted(sample[:_SAMPLE])))

    def counts(self) -> Counts:
        """Count files and definitions."""
        rows = self._rows("SELECT files, symbols FROM totals", ())
        return Counts(*rows[0]) if rows else Counts()

    def close(self) -> None:
        """Let the database go; the next question opens it again."""
        with self._lock:
            self._close()

    def _rows(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._lock:
            try:
                return self._open().execute(query, values).fetchall()
            except (sqlite3.Error, OSError, ValueError):
                self._close()
                return []

    def _open(self) -> sqlite3.Connection:
        """Give the connection, a new one if the database was made anew meanwhile."""
        if self._path is None:
            self._path = database_of(self._root)
        found = os.stat(self._path)  # noqa: PTH116 - at each question, and twice as fast
        file = (found.st_dev, found.st_ino)
        if self._database is None or self._file != file:
            self._close()
            self._database = sqlite3.connect(
                f"{self._path.as_uri()}?mode=ro", uri=True, timeout=0, check_same_thread=False
            )
            self._file = file
            if self._database.execute("PRAGMA user_version").fetchone() != (VERSION,):
                raise sqlite3.DatabaseError("another version")
        return self._database

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


def _definition(
    name: str, path: str, line: int, end_line: int, kind: int, number: int, details: bytes
) -> Definition:
    signature, doc, container = _details(details)[number]
    return Definition(path, name, line, end_line, KINDS[kind], container, signature, doc)


@lru_cache(maxsize=64)
def _details(data: bytes) -> list[tuple[str, str, str]]:
    return [tuple(detail) for detail in json.loads(zlib.decompress(data))]
