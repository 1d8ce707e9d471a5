"""How large a database may be, and how its files share that."""

import sqlite3
from collections.abc import Mapping

SHARE = 0.20
"""The most that a database has of the bytes of the files that it is about."""

FLOOR = 64 << 10
"""Bytes that it may have in any case: those of a small project's are fewer than it needs."""


def limit(source: int) -> float:
    """Give the most bytes that a database of so many bytes of source may have."""
    return max(SHARE * source, FLOOR)


def file_bytes(database: sqlite3.Connection) -> int:
    """Give the size of a database's file."""
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    (size,) = database.execute("PRAGMA page_size").fetchone()
    return int(pages * size)


def density(files: Mapping[int, tuple[int, int]], kept: float) -> float:
    """Give the most that a file may have for each byte of its source, so that enough goes.

    `files` have (length of facts, bytes of source); `kept` is what their facts may have in all.
    What files have less than their share is left to the others.
    """
    left = max(kept, 0.0)
    source = sum(size for _, size in files.values())
    for length, size in sorted(files.values(), key=_dense):
        share = left / source if source else 0.0
        if length > share * size:
            return share
        left -= length
        source -= size
    return float("inf")


def _dense(file: tuple[int, int]) -> float:
    length, size = file
    return length / max(size, 1)
