"""Neighbouring files in one row of the database: what they have in common is compressed away."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from r1_assistant.context.index.packed import DICTIONARY

MOST_FILES = 16
MOST_BYTES = 32 << 10
"""Text beyond which a block takes no other file: compression sees no farther back."""

_LEVEL = 9
_HASH_DIGITS = 12
_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """A file without its facts; `skipped` says why it has none, "" if it could be read."""

    path: str
    size: int
    mtime_ns: int
    hash: bytes | None
    language: str | None
    skipped: str = ""
    symbols: int = 0


Entry = tuple[Row, str]
"""A file with its facts as text."""


def pack_rows(rows: Sequence[Row | None]) -> bytes:
    """Pack the files of a block, None where one has gone."""
    columns = [
        [row and row.path for row in rows],
        [row.size if row else 0 for row in rows],
        _differences([row.mtime_ns if row else 0 for row in rows]),
        "".join((row.hash or b"").hex().ljust(_HASH_DIGITS) if row else "" for row in rows),
        [row and row.language for row in rows],
        [row.skipped if row else "" for row in rows],
        [row.symbols if row else 0 for row in rows],
    ]
    return _compressed(json.dumps(columns, ensure_ascii=False, separators=(",", ":")))


def unpack_rows(data: bytes) -> list[Row | None]:
    """Give files back. Raises ValueError for what are none."""
    columns: list[Any] = json.loads(_text(data))
    if len(columns) != _COLUMNS:
        raise ValueError("columns are missing")
    paths, sizes, times, hashes, *others = columns
    found: list[Row | None] = []
    at = 0
    for path, size, mtime_ns, *rest in zip(paths, sizes, accumulate(times), *others, strict=True):
        if path is None:
            found.append(None)
            continue
        hash_ = bytes.fromhex(hashes[at : at + _HASH_DIGITS]) or None
        at += _HASH_DIGITS
        found.append(Row(path, size, mtime_ns, hash_, *rest))
    return found


def pack_texts(texts: Sequence[str]) -> bytes:
    """Pack the facts of a block's files, none of which has more than one line."""
    return _compressed("\n".join(texts))


def unpack_texts(data: bytes) -> list[str]:
    """Give facts back. Raises ValueError for what are none."""
    return _text(data).split("\n")


def _compressed(text: str) -> bytes:
    press = zlib.compressobj(_LEVEL, wbits=-zlib.MAX_WBITS, zdict=DICTIONARY)
    return press.compress(text.encode("utf-8", "replace")) + press.flush()


def _text(data: bytes) -> str:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS, zdict=DICTIONARY).decompress(data).decode()
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]
