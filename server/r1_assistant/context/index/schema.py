"""The database's file and tables.

`blocks` has a row for some neighbouring files each, by the number of the first: the files, and all
that is known of them, both compressed. `names` has the buckets in which names are by their hashes:
in which files they are defined and used (`packing`). Two names of one hash do little harm, because
definitions and calls are looked up in the facts. There is no index of paths; a path is found by the
hashes of its folder and stem.
"""

import contextlib
import math
import os
import sqlite3
from hashlib import blake2b
from pathlib import Path

from r1_assistant.config.paths import cache_dir

VERSION = 3

KINDS = (
    *("class", "interface", "struct", "enum", "function", "method", "constructor", "macro"),
    *("module", "type", "constant", "variable", "property", "field"),
)
"""Kinds of definitions by their number, those that are asked for most first."""

PRIVATE_PREFIX = "r1-index-"
"""What names of folders begin with that hold an index where the cache can't be written."""

_PAGE_BYTES = 1024
"""Small pages leave less empty in a small database, and fewer bytes are written for a change."""

_WAL_PAGES = 1024

_REST = 1 << 17
"""Rests of hashes in a bucket: of few thousand questions, one is answered for two names."""

_FEWEST_BUCKETS, _MOST_BUCKETS = 16, 1 << 16

_BYTES_A_BUCKET = 10240
"""Source for a bucket, of about fifty names: so many are looked up, and written, fast enough."""

_TABLES = """
CREATE TABLE blocks (id INTEGER PRIMARY KEY, files BLOB NOT NULL, facts BLOB NOT NULL);
CREATE TABLE names (id INTEGER PRIMARY KEY, postings BLOB NOT NULL);
CREATE TABLE totals (
    files INTEGER NOT NULL,
    symbols INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    buckets INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0, 64);
"""


def buckets_for(source: int) -> int:
    """Give the number of buckets, a power of two, for so many bytes of source."""
    wanted = min(max(source // _BYTES_A_BUCKET, _FEWEST_BUCKETS), _MOST_BUCKETS)
    return 1 << round(math.log2(wanted))


def place_of(key: int, buckets: int) -> tuple[int, int]:
    """Give the bucket of a key, and the rest by which it is told from others there."""
    return key % buckets, key // buckets % _REST


def key_of(name: str) -> int:
    """Give the number under which a name is found."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return int.from_bytes(digest, "big")


def folder_key(folder: str) -> int:
    """Give the number under which the files right in a folder are found."""
    return key_of(f"{folder}/")


def stem_key(stem: str) -> int:
    """Give the number under which the files of a name without suffix are found."""
    return key_of(f"/{stem}")


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
