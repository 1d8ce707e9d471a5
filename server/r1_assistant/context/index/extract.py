"""What the index keeps of one file."""

import os
import stat
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from r1_assistant.context.extraction import facts_of
from r1_assistant.context.index.packed import Keys, keys_of, packed
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import SyntaxTree, parse

MAX_BYTES = 1_000_000
_BEGINNING = 8192
_LONGEST_MEAN = 500


@dataclass(frozen=True, slots=True)
class Stamp:
    """By which a file is known not to have changed: its size in bytes and its time."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's content: `skipped` says why there is nothing, "" if there is something."""

    language: str | None
    skipped: str = ""
    symbols: int = 0
    keys: Keys = ()
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: without a stamp it is to be forgotten, for the reason `gone`.

    `content` is None if the hash is the one that was known.
    """

    stamp: Stamp | None
    hash: bytes | None = None
    content: Extract | None = None
    gone: str = ""


def stamp_of(path: Path) -> Stamp | None:
    """Give a file's stamp; None if it is no regular file."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return Stamp(found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def read(root: Path, path: str, known: bytes | None = None) -> Reading:
    """Read a file below the root; nothing is looked for in one whose hash is known."""
    stamp = stamp_of(root / path)
    if stamp is None:
        return Reading(None, gone="not a file")
    if stamp.size > MAX_BYTES:
        return Reading(stamp, None, Extract(None, "larger than 1 MB"))
    try:
        data = (root / path).read_bytes()
    except OSError:
        return Reading(None, gone="unreadable")
    hash_ = content_hash(data)
    return Reading(stamp, hash_, None if hash_ == known else extract(path, data))


def content_hash(data: bytes) -> bytes:
    """Give the hash by which two versions of one file are compared."""
    return blake2b(data, digest_size=6).digest()


def extract(path: str, data: bytes) -> Extract:
    """Find what a file's bytes define, import and call."""
    text = decoded(data)
    language = any_language_of(path, text[:200].partition("\n")[0])
    if language is None:
        return Extract(None, "not source code")
    if reason := _why_not(data):
        return Extract(language.name, reason)
    if not language.symbols:
        return Extract(language.name)
    tree = parse(text, language)
    return Extract(language.name, "too long to parse") if tree is None else _of_tree(tree, path)


def decoded(data: bytes) -> str:
    """Give a file's text; what is not UTF-8 is taken for Latin-1."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _of_tree(tree: SyntaxTree, path: str) -> Extract:
    facts = facts_of(tree, path)
    return Extract(tree.language.name, "", len(facts.definitions), keys_of(facts), packed(facts))


def _why_not(data: bytes) -> str:
    if b"\0" in data[:_BEGINNING]:
        return "binary"
    lines = data.count(b"\n") + 1
    return "minified" if len(data) / lines > _LONGEST_MEAN else ""
