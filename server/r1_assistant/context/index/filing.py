"""The table of blocks as it is written: files have consecutive numbers, some of them a block."""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterator

from r1_assistant.context.index.blocks import (
    MOST_BYTES,
    MOST_FILES,
    Entry,
    pack_rows,
    pack_texts,
    unpack_rows,
    unpack_texts,
)

_Block = list[Entry | None]


class Filing:
    """Files by their numbers; blocks that changed are kept until they are written together.

    Raises sqlite3.DatabaseError for blocks that can't be read.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        found = database.execute("SELECT id FROM blocks ORDER BY id")
        self._starts: list[int] = [start for (start,) in found]
        self._blocks: dict[int, _Block] = {}
        self._changed: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._starts)

    def get(self, number: int) -> Entry | None:
        """Give a file, if it is there."""
        start, block = self._block_of(number)
        return block[number - start] if 0 <= number - start < len(block) else None

    def put(self, number: int, entry: Entry | None) -> None:
        """Put a file in place of the one that is there, or take that away."""
        start, block = self._block_of(number)
        block[number - start] = entry
        self._changed.add(start)

    def add(self, entry: Entry) -> int:
        """Add a file, and give its number."""
        start = self._starts[-1] if self._starts else 1
        block = self._block(start) if self._starts else []
        if not self._starts or _is_full(block):
            start += len(block)
            self._starts.append(start)
            self._blocks[start] = block = []
        block.append(entry)
        self._changed.add(start)
        return start + len(block) - 1

    def all(self) -> Iterator[tuple[int, Entry]]:
        """Give each file with its number; it may be changed meanwhile."""
        for start in list(self._starts):
            for at, entry in enumerate(self._block(start, keep=False)):
                if entry is not None:
                    yield start + at, entry

    def write(self) -> None:
        """Write the blocks that changed."""
        for start in sorted(self._changed):
            block = self._blocks[start]
            if any(block):
                self._database.execute(
                    "REPLACE INTO blocks (id, files, facts) VALUES (?, ?, ?)",
                    (
                        start,
                        pack_rows([entry and entry[0] for entry in block]),
                        pack_texts([entry[1] if entry else "" for entry in block]),
                    ),
                )
            else:
                self._database.execute("DELETE FROM blocks WHERE id = ?", (start,))
                self._starts.remove(start)
        self._changed.clear()
        last = self._starts[-1] if self._starts else None
        self._blocks = {start: block for start, block in self._blocks.items() if start == last}

    def _block_of(self, number: int) -> tuple[int, _Block]:
        at = bisect_right(self._starts, number) - 1
        return (self._starts[at], self._block(self._starts[at])) if at >= 0 else (0, [])

    def _block(self, start: int, *, keep: bool = True) -> _Block:
        block = self._blocks.get(start)
        if block is None:
            block = self._read(start)
            if keep:
                self._blocks[start] = block
        return block

    def _read(self, start: int) -> _Block:
        rows, texts = self._database.execute(
            "SELECT files, facts FROM blocks WHERE id = ?", (start,)
        ).fetchone()
        try:
            found = zip(unpack_rows(rows), unpack_texts(texts), strict=True)
            return [(row, text) if row else None for row, text in found]
        except (ValueError, LookupError, TypeError) as error:
            raise sqlite3.DatabaseError(str(error)) from error


def _is_full(block: _Block) -> bool:
    size = sum(len(entry[1]) for entry in block if entry)
    return len(block) >= MOST_FILES or size >= MOST_BYTES
