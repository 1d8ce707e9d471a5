"""How large a database may be, and how much of a file's content there is room for."""

import sqlite3
from collections.abc import Callable, Iterator

from r1_assistant.context.index.extract import Extract
from r1_assistant.context.index.packed import Keys, Unpacked, keys_of, packed
from r1_assistant.context.index.reduced import reduced
from r1_assistant.context.index.schema import folder_key, stem_key, stems_of

SHARE = 0.20
"""The most that a database has of the bytes of the files that it is about."""

FLOOR = 64 << 10
"""Bytes that it may have in any case: those of a small project's are fewer than it needs."""

_PLANNED = 0.93
"""Part of it that is planned with: pages become emptier with changes, until they are packed."""

_AT_FIRST = 0.25
"""Part of it that the first of many files may take beyond their share."""

_SMALL = 512
"""Bytes of the cost of a file that is little more than its path."""

_ROW_BYTES, _ROW_SLACK = 40, 1.13
"""What a file's row takes without its path and facts, and what comes on top for empty space."""

_NEW_KEY_BYTES, _KEY_BYTES = 17, 2
"""What a key takes in a packed database if it is new, and if it is not."""


def limit(source: int) -> float:
    """Give the most bytes that a database of so many bytes of source may have."""
    return max(SHARE * source, FLOOR)


def file_bytes(database: sqlite3.Connection) -> int:
    """Give the size of a database's file."""
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    (size,) = database.execute("PRAGMA page_size").fetchone()
    return int(pages * size)


def planned(source: int, expected: int) -> tuple[float, float]:
    """Give the bytes that are planned with when so many bytes of source are there, and in all.

    The others of those that are expected keep three quarters of their share in any case.
    """
    done = source / expected if source < expected else 1.0
    in_all = limit(max(source, expected)) * _PLANNED
    return in_all * (_AT_FIRST + (1 - _AT_FIRST) * done), in_all


def with_path(keys: Keys, path: str) -> Keys:
    """Add the keys by which a path is found."""
    of_path = (folder_key(path.rpartition("/")[0]), *map(stem_key, stems_of(path)))
    known = {key for key, _ in keys.definitions}
    extra = ((key, 0) for key in dict.fromkeys(of_path) if key not in known)
    return Keys((*keys.definitions, *extra), keys.uses)


def row_cost(path: str, facts: bytes) -> int:
    """Give the bytes that a file's row takes, about."""
    return int((_ROW_BYTES + len(path.encode()) + len(facts)) * _ROW_SLACK)


def key_cost(keys: Keys, is_new: Callable[[int], bool]) -> int:
    """Give the bytes that keys take, about."""
    new = sum(is_new(key) for key, _ in (*keys.definitions, *keys.uses))
    return new * _NEW_KEY_BYTES + (len(keys) - new) * _KEY_BYTES


def fitting(
    path: str, content: Extract, room: tuple[float, float], is_new: Callable[[int], bool]
) -> tuple[Extract, int] | None:
    """Give as much of a content as there is room for, and the bytes that it takes.

    The room is that at the moment, and that in all, which is there for what is small. None if
    there is none even for the row.
    """
    now, in_all = room
    for less in _less_and_less(path, content):
        needed = row_cost(path, less.facts) + key_cost(with_path(less.keys, path), is_new)
        if needed <= (in_all if needed <= _SMALL else now):
            return less, needed
    return None


def _less_and_less(path: str, content: Extract) -> Iterator[Extract]:
    yield content
    if not content.facts:
        return
    facts = Unpacked(content.facts, path, content.language or "").facts()
    for less in reduced(facts):
        yield Extract(
            content.language, content.skipped, len(less.definitions), keys_of(less), packed(less)
        )
