"""The database's file and tables.

`files` has a row for each file, with all that is known of it as one compressed `facts`. `names` has
one for each name, by a hash of 35 bits, the most that takes five bytes: in which files it is
defined and used (`postings`). Two names of one hash do no harm, because answers are looked up in
the facts. There is no index of paths; a path is found by the hashes of its folder and stem.
"""

import contextlib
import os
import sqlite3
from hashlib import blake2b
from pathlib import Path

from r1_assistant.config.paths import cache_dir

VERSION = 2

KINDS = (
    *("class", "interface", "struct", "enum", "function", "method", "constructor", "macro"),
    *("module", "type", "constant", "variable", "property", "field"),
)
"""Kinds of definitions by their number, those that are asked for most first."""

PRIVATE_PREFIX = "r1-index-"
"""What names of folders begin with that hold an index where the cache can't be written."""

_PACKAGE_FILES = {"__init__", "index", "mod", "lib"}
"""Stems of files that stand for their folder."""

_PAGE_BYTES = 1024
"""Small pages leave less empty in a small database, and fewer bytes are written for a change."""

_WAL_PAGES = 1024

_TABLES = """
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    hash BLOB,
    language TEXT,
    skipped TEXT NOT NULL,
    symbols INTEGER NOT NULL,
    facts BLOB NOT NULL
);
CREATE TABLE names (key INTEGER PRIMARY KEY, definitions BLOB NOT NULL, uses BLOB NOT NULL);
CREATE TABLE totals (
    files INTEGER NOT NULL,
    symbols INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    cost INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0, 0);
"""


def key_of(name: str) -> int:
    """Give the number under which a name is found."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return int.from_bytes(digest, "big") >> 5


def folder_key(folder: str) -> int:
    """Give the number under which the files right in a folder are found."""
    return key_of(f"{folder}/")


def stem_key(stem: str) -> int:
    """Give the number under which the files of a name without suffix are found."""
    return key_of(f"/{stem}")


def stems_of(path: str) -> set[str]:
    """Give the names by which a file is found: its own, and its folder's if it stands for it."""
    folder, _, name = path.rpartition("/")
    dot = name.rfind(".")
    stem = name[:dot] if 0 < dot < len(name) - 1 else name
    above = folder.rpartition("/")[2]
    return {stem, above} if above and stem in _PACKAGE_FILES else {stem}


def folder_of(root: Path) -> Path:
    """The folder of a workspace's index."""
    name = os.path.normcase(root.resolve())
    digest = blake2b(name.encode("utf-8", "surrogateescape"), digest_size=10)
    return cache_dir() / "index" / digest.hexdigest()


def database_of(root: Path) -> Path:
    """The database of a workspace's index."""
    return folder_of(root) / "index.sqlite"


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open a database; one that is torn or of another version is made anew.

    Raises OSError or sqlite3.OperationalError where nothing can be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _opened(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        remove(path)
        return _opened(path)


def open_in_memory() -> sqlite3.Connection:
    """Make a database that ends with the connection, which threads can share."""
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _check(database)
    return database


def remove(path: Path) -> None:
    """Remove a database with the files that belong to it."""
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=1)
    try:
        database.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
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
