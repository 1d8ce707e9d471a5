"""The database's file and tables.

A definition's signature, comment and container are in its file's `details`, compressed together;
the lines where a file calls or imports a name are packed into one `places` (line * 2 + kind). Other
uses are left out, because they would make up a third of the database.
"""

import contextlib
import os
import sqlite3
from hashlib import blake2b
from pathlib import Path

from r1_assistant.config.paths import cache_dir

VERSION = 1

KINDS = (
    *("class", "interface", "struct", "enum", "function", "method", "constructor", "macro"),
    *("module", "type", "constant", "variable", "property", "field"),
)
"""Kinds of definitions by their number, those that are asked for most first."""

USES = ("call", "import")
"""Kinds of uses by their number."""

_TABLES = """
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    hash BLOB,
    language TEXT,
    skipped TEXT NOT NULL,
    symbols INTEGER NOT NULL
);
CREATE TABLE contents (file INTEGER PRIMARY KEY, names BLOB NOT NULL, details BLOB NOT NULL);
CREATE TABLE names (name TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE symbols (
    name INTEGER NOT NULL,
    file INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    PRIMARY KEY (name, file, number)
) WITHOUT ROWID;
CREATE TABLE uses (
    name INTEGER NOT NULL,
    file INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    places BLOB NOT NULL,
    PRIMARY KEY (name, file)
) WITHOUT ROWID;
CREATE TABLE totals (files INTEGER NOT NULL, symbols INTEGER NOT NULL);
INSERT INTO totals VALUES (0, 0);
"""


def folder_of(root: Path) -> Path:
    """The folder of a workspace's index."""
    name = os.path.normcase(root.resolve())
    digest = blake2b(name.encode("utf-8", "surrogateescape"), digest_size=10)
    return cache_dir() / "index" / digest.hexdigest()


def database_of(root: Path) -> Path:
    """The database of a workspace's index."""
    return folder_of(root) / "index.sqlite"


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open a database; one that is torn or of another version is made anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _opened(path)
    except sqlite3.DatabaseError:
        remove(path)
        return _opened(path)


def remove(path: Path) -> None:
    """Remove a database with the files that belong to it."""
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        _check(database)
    except BaseException:
        database.close()
        raise
    return database


def _check(database: sqlite3.Connection) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables:
        database.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {VERSION};COMMIT;")
    elif version != VERSION:
        raise sqlite3.DatabaseError("another version")
    elif database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("torn")
