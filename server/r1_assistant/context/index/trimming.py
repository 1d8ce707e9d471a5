"""A database that is too large: its files give up what matters least, the dense ones first."""

import sqlite3
from collections.abc import Callable, Iterator

from r1_assistant.context.facts import FileFacts
from r1_assistant.context.index.packed import packed
from r1_assistant.context.index.reduced import STAGES
from r1_assistant.context.index.space import density, file_bytes
from r1_assistant.context.index.tables import Tables

TRIMMED = 0.95
"""Part of its limit to which a database is trimmed: some changes fit in after that."""

_ROUNDS = 12
"""Times that files give something up: what they have shows in the database only afterwards."""

_Stage = Callable[[FileFacts], Iterator[FileFacts]]


def trim(tables: Tables, database: sqlite3.Connection, limit: float) -> float:
    """Make a database no larger than that; give the density from which files lose comments.

    All files give up what comes in one stage before any gives up what comes in the next, and that
    before any file has no place at all.
    """
    found = float("inf")
    database.execute("VACUUM")
    if file_bytes(database) <= limit:
        return found
    target = limit * TRIMMED
    for stage in STAGES:
        done: set[int] = set()
        for _ in range(_ROUNDS):
            most = _round(tables, stage, done, target / file_bytes(database))
            if most is None:
                break
            found = most if stage is STAGES[0] else 0.0
            _pack(tables, database)
            if file_bytes(database) <= target:
                return found
    while file_bytes(database) > target and tables.files:
        _drop(tables, target / file_bytes(database))
        _pack(tables, database)
    return found


def lessened(facts: FileFacts, stage: _Stage, most: float) -> tuple[FileFacts, str]:
    """Give the first of a stage's facts whose text is no longer than that, or the last ones."""
    text = ""
    for facts in stage(facts):  # noqa: B020 - the last ones count
        text = packed(facts)
        if len(text) <= most:
            break
    return facts, text


def _round(tables: Tables, stage: _Stage, done: set[int], kept: float) -> float | None:
    """Have dense files give up so much that about that part is kept; None if none has anything.

    Those that have given up all that the stage takes are added to `done`.
    """
    every = {number: (len(text), row.size) for number, (row, text) in tables.files.all() if text}
    excess = (1 - kept) * sum(length for length, _ in every.values())
    files = {number: one for number, one in every.items() if number not in done}
    if not files:
        return None
    most = density(files, sum(length for length, _ in files.values()) - excess)
    for number, (length, size) in files.items():
        if length > most * size:
            facts, text = lessened(tables.facts(number), stage, most * size)
            tables.lessen(number, facts, text)
            if len(text) > most * size or not text:
                done.add(number)
    return most


def _drop(tables: Tables, kept: float) -> None:
    """Forget the last files, of many that are hardly longer than their own names."""
    numbers = [number for number, _ in tables.files.all()]
    for number in numbers[int(len(numbers) * kept) :] or numbers[-1:]:
        tables.remove(number)


def _pack(tables: Tables, database: sqlite3.Connection) -> None:
    tables.write()
    database.execute("VACUUM")
