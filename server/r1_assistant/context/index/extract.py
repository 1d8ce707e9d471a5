"""What the index keeps of one file."""

import json
import os
import stat
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from r1_assistant.context.index.packing import pack
from r1_assistant.context.index.schema import KINDS, USES
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.references import calls_and_imports
from r1_assistant.context.symbols import Symbol, symbols
from r1_assistant.context.syntax import SyntaxTree, parse

MAX_BYTES = 1_000_000
_BEGINNING = 8192
_LONGEST_MEAN = 500
_LONGEST_DOC = 200


@dataclass(frozen=True, slots=True)
class Stamp:
    """By which a file is known not to have changed: its size in bytes and its time."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's content: `skipped` says why there is nothing, "" if there is something.

    `symbols` are (name, kind, line, last line), `uses` are (name, calls, packed places).
    """

    language: str | None
    skipped: str = ""
    symbols: tuple[tuple[str, int, int, int], ...] = ()
    uses: tuple[tuple[str, int, bytes], ...] = ()
    details: bytes = b""


def stamp_of(path: Path) -> Stamp | None:
    """Give a file's stamp; None if it is no regular file."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return Stamp(found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def content_hash(data: bytes) -> bytes:
    """Give the hash by which two versions of one file are compared."""
    return blake2b(data, digest_size=8).digest()


def extract(path: str, data: bytes) -> Extract:
    """Find the definitions and uses in a file's bytes."""
    text = _decoded(data)
    language = any_language_of(path, text[:200].partition("\n")[0])
    if language is None:
        return Extract(None, "not source code")
    if reason := _why_not(data):
        return Extract(language.name, reason)
    if not language.symbols:
        return Extract(language.name)
    tree = parse(text, language)
    return Extract(language.name, "too long to parse") if tree is None else _of_tree(tree)


def _of_tree(tree: SyntaxTree) -> Extract:
    found = symbols(tree)
    return Extract(
        tree.language.name,
        symbols=tuple((s.name, KINDS.index(s.kind), s.line, s.end_line) for s in found),
        uses=_uses(tree),
        details=zlib.compress(json.dumps([_detail(s) for s in found]).encode(), 6),
    )


def _uses(tree: SyntaxTree) -> tuple[tuple[str, int, bytes], ...]:
    """Group calls and imports by name; two calls on one line are two calls in one place."""
    places = [
        (use.name, use.line * len(USES) + USES.index(use.kind)) for use in calls_and_imports(tree)
    ]
    uses = []
    for name, group in groupby(sorted(places), key=lambda place: place[0]):
        numbers = [number for _, number in group]
        calls = sum(number % len(USES) == 0 for number in numbers)
        uses.append((name, calls, pack(sorted(set(numbers)))))
    return tuple(uses)


def _detail(symbol: Symbol) -> tuple[str, str, str]:
    doc, _, _ = symbol.doc.partition("\n\n")
    if len(doc) > _LONGEST_DOC:
        doc = f"{doc[: _LONGEST_DOC - 1].rstrip()}…"
    return symbol.signature, doc, symbol.container


def _why_not(data: bytes) -> str:
    if b"\0" in data[:_BEGINNING]:
        return "binary"
    lines = data.count(b"\n") + 1
    return "minified" if len(data) / lines > _LONGEST_MEAN else ""


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
