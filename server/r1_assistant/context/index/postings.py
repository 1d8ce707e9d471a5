"""Changes of where names are found, gathered until they are written together."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

from r1_assistant.context.index.packed import Keys
from r1_assistant.context.index.packing import Posting, pack, unpack
from r1_assistant.context.index.schema import place_of

_Found = tuple[tuple[int, int], ...]
"""What a name is in a file: (code, calls)."""

_Changes = dict[int, dict[int, dict[int, _Found]]]
"""By bucket, rest of the hash and file, what is to be there instead."""


class Postings:
    """The buckets of names, of which each is changed once for many files."""

    def __init__(self, database: sqlite3.Connection, buckets: int) -> None:
        self._database = database
        self.buckets = buckets
        self._changes: _Changes = defaultdict(lambda: defaultdict(dict))

    def change(self, file: int, old: Keys, new: Keys) -> None:
        """Have a file found by new keys in place of its old ones."""
        before, after = self._by_place(old), self._by_place(new)
        for place in before.keys() | after.keys():
            found = after.get(place, ())
            if found != before.get(place):
                bucket, rest = place
                self._changes[bucket][rest][file] = found

    def write(self) -> None:
        """Write what was gathered, in the order of the buckets."""
        for bucket in sorted(self._changes):
            found = self._database.execute(
                "SELECT postings FROM names WHERE id = ?", (bucket,)
            ).fetchone()
            data = pack(_merged(unpack(found[0]) if found else {}, self._changes[bucket]))
            if data:
                self._database.execute("REPLACE INTO names VALUES (?, ?)", (bucket, data))
            else:
                self._database.execute("DELETE FROM names WHERE id = ?", (bucket,))
        self._changes.clear()

    def _by_place(self, keys: Keys) -> dict[tuple[int, int], _Found]:
        found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for key, code, calls in keys:
            found[place_of(key, self.buckets)].append((code, calls))
        return {place: tuple(sorted(values)) for place, values in found.items()}


def _merged(
    bucket: Mapping[int, tuple[Posting, ...]], changes: Mapping[int, Mapping[int, _Found]]
) -> dict[int, list[Posting]]:
    merged = {rest: list(postings) for rest, postings in bucket.items()}
    for rest, files in changes.items():
        kept = [one for one in merged.get(rest, ()) if one[0] not in files]
        kept += ((file, *one) for file, found in files.items() for one in found)
        merged[rest] = kept
    return {rest: postings for rest, postings in merged.items() if postings}
