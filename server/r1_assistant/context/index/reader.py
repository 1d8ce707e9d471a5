"""The reading side of a workspace's index: where names are defined and used."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TypeVar

from r1_assistant.context.facts import Definition, FileFacts, stems_of
from r1_assistant.context.index.nearness import nearness
from r1_assistant.context.index.schema import (
    KINDS,
    VERSION,
    database_of,
    folder_key,
    key_of,
    stem_key,
)
from r1_assistant.context.index.texts import Texts
from r1_assistant.context.index.view import View

_SAMPLE = 20
"""Calls that are named; the others are counted."""

_MOST_OPENED = 40
"""Files whose facts are read for one question."""

_LOOK_SECONDS = 0.05
"""Time for which a database is taken to be the same file."""

_ORDER = {kind: number for number, kind in enumerate(KINDS)}

_T = TypeVar("_T")


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
    """A workspace's index, which another process writes: a `Workspace`.

    Without a database, or with one that can't be read, nothing is found; nothing is raised.
    Threads can share it. The database is the folder's own unless another one is given, or a
    connection that threads can share, which is closed with the index.
    """

    def __init__(
        self,
        root: Path,
        database: Path | None = None,
        connection: sqlite3.Connection | None = None,
    ) -> None:
        self._root = root
        self._lock = Lock()
        self._path = database
        self._fixed = View(connection) if connection is not None else None
        self._view: View | None = None
        self._file: tuple[int, int] | None = None
        self._looked = 0.0
        self._texts = Texts(root)

    def use(self, database: Path | None) -> None:
        """Read from another database from now on; from the folder's own again without one."""
        with self._lock:
            self._path = database
            self._close()

    def definitions(self, name: str, near: str = "", limit: int = 20) -> tuple[Definition, ...]:
        """Find where a name is defined: classes first, fields last; of each those near first."""
        return self._remembered(
            ("definitions", name, near, limit),
            lambda view: _definitions(view, name, near, limit),
            (),
        )

    def file(self, path: str) -> FileFacts | None:
        """Give what is known of a file."""
        return self._answer(lambda view: _file(view, path), None)

    def paths_of(self, stem: str) -> tuple[str, ...]:
        """Find the files of a name without suffix, in their order."""
        return self._remembered(("paths_of", stem), lambda view: _paths_of(view, stem), ())

    def folder(self, path: str) -> tuple[str, ...]:
        """Find the files right in a folder ("" is the root), in their order."""
        return self._remembered(("folder", path), lambda view: _folder(view, path), ())

    def users(self, name: str, near: str = "", limit: int = 200) -> tuple[str, ...]:
        """Find the files that call or import a name, those near to the path `near` first."""
        return self._remembered(
            ("users", name, near, limit), lambda view: _users(view, name, near, limit), ()
        )

    def text(self, path: str) -> str | None:
        """Give a file's text as it is now; None if it is too large, gone, or not in the folder."""
        return self._texts.text(path)

    def callers(self, name: str) -> Callers:
        """Count the calls of a name, and name some of them in the order of the files."""
        return self._answer(lambda view: _callers(view, name), Callers())

    def counts(self) -> Counts:
        """Count files and definitions."""
        return self._answer(_counts, Counts())

    def close(self) -> None:
        """Let the database go; the next question opens it again."""
        with self._lock:
            self._close()
            if self._fixed is not None:
                self._fixed.database.close()

    def _remembered(
        self, key: tuple[object, ...], question: Callable[[View], _T], otherwise: _T
    ) -> _T:
        return self._answer(lambda view: view.answer(key, question), otherwise)

    def _answer(self, question: Callable[[View], _T], otherwise: _T) -> _T:
        with self._lock:
            try:
                view = self._fixed or self._opened()
                view.refresh()
                return question(view)
            except (sqlite3.Error, OSError, ValueError, TypeError, LookupError):
                self._close()
                return otherwise

    def _opened(self) -> View:
        """Give the database, a new one if it was made anew meanwhile."""
        now = monotonic()
        if self._view is not None and now - self._looked < _LOOK_SECONDS:
            return self._view
        if self._path is None:
            self._path = database_of(self._root)
        found = os.stat(self._path)  # noqa: PTH116 - it is twice as fast
        self._looked = now
        file = (found.st_dev, found.st_ino)
        if self._view is None or self._file != file:
            self._close()
            database = sqlite3.connect(
                f"{self._path.as_uri()}?mode=ro", uri=True, timeout=0, check_same_thread=False
            )
            self._view = View(database)
            self._file = file
            if database.execute("PRAGMA user_version").fetchone() != (VERSION,):
                raise sqlite3.DatabaseError("another version")
        return self._view

    def _close(self) -> None:
        if self._view is not None:
            self._view.database.close()
            self._view = None


def _definitions(view: View, name: str, near: str, limit: int) -> tuple[Definition, ...]:
    distance = nearness(near)
    files = view.defining(key_of(name))
    files.sort(key=lambda one: (one[1], distance(one[0].path, one[0].folder), one[0].path))
    found: list[tuple[tuple[int, int, str, int], Definition]] = []
    for file, _ in files[:_MOST_OPENED]:
        if len(found) >= limit:
            break
        near_by = distance(file.path, file.folder)
        found += (
            ((_ORDER[one.kind], near_by, file.path, one.line), one)
            for one in view.content(file).named(name)
        )
    found.sort(key=lambda one: one[0])
    return tuple(definition for _, definition in found[:limit])


def _file(view: View, path: str) -> FileFacts | None:
    file = view.file(path)
    return view.facts(file) if file is not None else None


def _paths_of(view: View, stem: str) -> tuple[str, ...]:
    files = view.defining(stem_key(stem))
    return tuple(sorted(file.path for file, _ in files if stem in stems_of(file.path)))


def _folder(view: View, path: str) -> tuple[str, ...]:
    files = view.defining(folder_key(path))
    return tuple(sorted(file.path for file, _ in files if file.folder == path))


def _users(view: View, name: str, near: str, limit: int) -> tuple[str, ...]:
    distance = nearness(near)
    files = [(distance(file.path, file.folder), file.path) for file, _ in view.using(key_of(name))]
    return tuple(path for _, path in sorted(files)[:limit])


def _callers(view: View, name: str) -> Callers:
    calling = [(file, calls) for file, calls in view.using(key_of(name)) if calls]
    calling.sort(key=lambda one: one[0].path)
    sample: list[tuple[str, int]] = []
    for file, _ in calling:
        if len(sample) >= _SAMPLE:
            break
        sample += ((file.path, line) for line in dict.fromkeys(view.content(file).calls(name)))
    return Callers(sum(calls for _, calls in calling), len(calling), tuple(sample[:_SAMPLE]))


def _counts(view: View) -> Counts:
    return Counts(*view.database.execute("SELECT files, symbols FROM totals").fetchone())
