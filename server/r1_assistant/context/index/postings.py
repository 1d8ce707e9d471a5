"""Changes of where names are found, gathered until they are written together."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from r1_assistant.context.index.packed import Keys
from r1_assistant.context.index.packing import (
    pack_definitions,
    pack_uses,
    unpack_definitions,
    unpack_uses,
)

_Changes = dict[int, dict[int, int | None]]
"""By a key, what is to become of files: their value, or None to take them out."""


class Postings:
    """The table of names, of which each row is changed once for many files."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._definitions: _Changes = defaultdict(dict)
        self._uses: _Changes = defaultdict(dict)

    def is_new(self, key: int) -> bool:
        """Tell whether a key would need a row of its own."""
        if key in self._definitions or key in self._uses:
            return False
        found = self._database.execute("SELECT 1 FROM names WHERE key = ?", (key,))
        return found.fetchone() is None

    def change(self, row: int, old: Keys, new: Keys) -> None:
        """Have a file found by new keys in place of its old ones."""
        _change(self._definitions, row, dict(old.definitions), dict(new.definitions))
        _change(self._uses, row, dict(old.uses), dict(new.uses))

    def write(self) -> None:
        """Write what was gathered, in the order of the keys."""
        empty: list[tuple[int]] = []
        rows: list[tuple[int, bytes, bytes]] = []
        for key in sorted(self._definitions.keys() | self._uses.keys()):
            definitions, uses = self._changed(key)
            if definitions or uses:
                rows.append((key, definitions, uses))
            else:
                empty.append((key,))
        self._database.executemany("DELETE FROM names WHERE key = ?", empty)
        self._database.executemany(
            "REPLACE INTO names (key, definitions, uses) VALUES (?, ?, ?)", rows
        )
        self._definitions.clear()
        self._uses.clear()

    def _changed(self, key: int) -> tuple[bytes, bytes]:
        definitions, uses = self._database.execute(
            "SELECT definitions, uses FROM names WHERE key = ?", (key,)
        ).fetchone() or (b"", b"")
        if changes := self._definitions.get(key):
            definitions = pack_definitions(_merged(unpack_definitions(definitions), changes))
        if changes := self._uses.get(key):
            uses = pack_uses(_merged(unpack_uses(uses), changes))
        return definitions, uses


def _change(changes: _Changes, row: int, old: Mapping[int, int], new: Mapping[int, int]) -> None:
    for key in old.keys() - new.keys():
        changes[key][row] = None
    for key, value in new.items():
        if old.get(key) != value:
            changes[key][row] = value


def _merged(values: Iterable[tuple[int, int]], changes: Mapping[int, int | None]) -> dict[int, int]:
    merged: dict[int, int | None] = dict(values)
    merged |= changes
    return {file: value for file, value in merged.items() if value is not None}
