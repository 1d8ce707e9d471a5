"""What both sides of the database ask it: the files of a key, and the row of a path."""

import sqlite3

from r1_assistant.context.index.packing import unpack_definitions
from r1_assistant.context.index.schema import folder_key, stem_key, stems_of

_AT_ONCE = 500
"""Numbers in one query, of which old versions of SQLite take a thousand."""


def files_of(database: sqlite3.Connection, key: int) -> tuple[tuple[int, int], ...]:
    """Give the files that define a name, or that are in a folder or of a stem, with the kinds."""
    found = database.execute("SELECT definitions FROM names WHERE key = ?", (key,)).fetchone()
    return unpack_definitions(found[0]) if found else ()


def row_of(database: sqlite3.Connection, path: str) -> int | None:
    """Give the number of a file that the index knows, be it a skipped one."""
    in_folder = files_of(database, folder_key(path.rpartition("/")[0]))
    of_stem = {file for file, _ in files_of(database, stem_key(min(stems_of(path))))}
    both = [file for file, _ in in_folder if file in of_stem]
    for start in range(0, len(both), _AT_ONCE):
        some = both[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        found = database.execute(
            f"SELECT id FROM files WHERE id IN ({marks}) AND path = ?",  # noqa: S608 - marks alone
            (*some, path),
        ).fetchone()
        if found:
            row: int = found[0]
            return row
    return None
