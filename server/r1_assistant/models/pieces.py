"""A file that arrives in pieces, several at a time, and what of it is there.

Beside the file lies a map: for each piece, how many of its bytes were written. A number in it is
changed after its bytes were written and before anything else happens, so a process that is killed
leaves a map that is true, and the next one fetches what is missing and nothing else. After a
failure of the power it may be wrong; the file's hash tells.
"""

import struct
from pathlib import Path
from threading import Lock
from typing import IO

PIECE = 32 << 20
"""Bytes; a piece costs a request or two, and is the most that one connection has to itself."""
_HEAD = struct.Struct("<8sQQ")
_COUNT = struct.Struct("<Q")
_MAGIC = b"r1parts1"


class Stopped(Exception):
    """Nothing is written any more."""


class Pieces:
    """The pieces of a file of `size` bytes; threads may share it."""

    def __init__(self, target: Path, size: int, piece: int = PIECE) -> None:
        self._target = target
        self._map = map_of(target)
        self.size = size
        self._lock = Lock()
        self._counts, known = _read_map(self._map, size)
        if not self._counts or not target.exists():
            known = piece
            self._counts = [0] * max(1, -(-size // piece))
            self._write_map(piece)
        self._piece = known
        self._files = (
            target.open("r+b" if target.exists() else "w+b", buffering=0),
            self._map.open("r+b", buffering=0),
        )
        self._stopped = False

    def missing(self) -> list[int]:
        """Return the numbers of the pieces that are not whole, in order."""
        return [n for n, _ in enumerate(self._counts) if self.range_left(n)[0] < self.bounds(n)[1]]

    def bounds(self, number: int) -> tuple[int, int]:
        """Return where a piece begins and ends in the file."""
        return number * self._piece, min((number + 1) * self._piece, self.size)

    def range_left(self, number: int) -> tuple[int, int]:
        """Return the bytes of a piece that are missing: from the first to before the last."""
        begin, end = self.bounds(number)
        return begin + self._counts[number], end

    def have(self, number: int) -> int:
        """Return how many bytes of a piece are there."""
        return self._counts[number]

    def done(self) -> int:
        """Return how many bytes of the file are there."""
        return sum(self._counts)

    def add(self, number: int, block: bytes) -> None:
        """Write the next bytes of a piece; raises Stopped after `close`."""
        with self._lock:
            if self._stopped:
                raise Stopped
            at, end = self.range_left(number)
            block = block[: end - at]
            file, counts = self._files
            file.seek(at)
            view = memoryview(block)
            while view:
                view = view[file.write(view) :]
            self._set(number, self._counts[number] + len(block), counts)

    def forget(self, number: int) -> None:
        """Begin a piece anew."""
        with self._lock:
            if self._stopped:
                raise Stopped
            self._set(number, 0, self._files[1])

    def stopped(self) -> bool:
        """Say whether it is closed."""
        return self._stopped

    def close(self) -> None:
        """Write nothing any more."""
        with self._lock:
            self._stopped = True
            for file in self._files:
                file.close()

    def _set(self, number: int, count: int, counts: IO[bytes]) -> None:
        counts.seek(_HEAD.size + number * _COUNT.size)
        counts.write(_COUNT.pack(count))
        self._counts[number] = count

    def _write_map(self, piece: int) -> None:
        counts = b"".join(map(_COUNT.pack, self._counts))
        self._map.write_bytes(_HEAD.pack(_MAGIC, self.size, piece) + counts)


def map_of(target: Path) -> Path:
    """Return the path of the map that belongs to a file."""
    return target.with_name(target.name + ".map")


def bytes_there(target: Path, size: int) -> int:
    """Return how many bytes of a file that was begun are there."""
    return sum(_read_map(map_of(target), size)[0]) if target.exists() else 0


def remove(target: Path) -> None:
    """Remove a file that was begun."""
    target.unlink(missing_ok=True)
    map_of(target).unlink(missing_ok=True)


def _read_map(path: Path, size: int) -> tuple[list[int], int]:
    """Return the counts of a map and the size of its pieces; no counts if it is of no use."""
    try:
        content = path.read_bytes()
        magic, known, piece = _HEAD.unpack_from(content)
        counts = [count for (count,) in _COUNT.iter_unpack(content[_HEAD.size :])]
    except (OSError, struct.error):
        return [], 0
    if (magic, known) != (_MAGIC, size) or not piece or len(counts) != max(1, -(-size // piece)):
        return [], 0
    ends = [min(piece, size - number * piece) for number in range(len(counts))]
    fits = all(count <= end for count, end in zip(counts, ends, strict=True))
    return (counts, piece) if fits else ([], 0)
