"""Where a name is found, and the file of a path, as both sides of the database ask it."""

import sqlite3
from collections import OrderedDict

from r1_assistant.context.facts import stems_of
from r1_assistant.context.index.packing import Posting, unpack
from r1_assistant.context.index.schema import folder_key, place_of, stem_key

_MOST_BUCKETS = 512
"""Buckets that are remembered: some megabytes of them."""


class Names:
    """The buckets of names, remembered until `forget` says that they may have changed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._buckets: OrderedDict[int, dict[int, tuple[Posting, ...]]] = OrderedDict()
        self._count = 0

    def forget(self) -> None:
        """Read again what is asked for from now on."""
        self._buckets.clear()
        self._count = 0

    def postings(self, key: int) -> tuple[Posting, ...]:
        """Give the files of a name."""
        if not self._count:
            (self._count,) = self._database.execute("SELECT buckets FROM totals").fetchone()
        number, rest = place_of(key, self._count)
        bucket = self._buckets.get(number)
        if bucket is None:
            bucket = self._buckets[number] = self._read(number)
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return bucket.get(rest, ())

    def candidates(self, path: str) -> list[int]:
        """Give the numbers of files of which one is of a path, if the index knows it."""
        in_folder = self.postings(folder_key(path.rpartition("/")[0]))
        of_stem = {file for file, _, _ in self.postings(stem_key(min(stems_of(path))))}
        return list(dict.fromkeys(file for file, _, _ in in_folder if file in of_stem))

    def _read(self, number: int) -> dict[int, tuple[Posting, ...]]:
        found = self._database.execute(
            "SELECT postings FROM names WHERE id = ?", (number,)
        ).fetchone()
        return unpack(found[0]) if found else {}
