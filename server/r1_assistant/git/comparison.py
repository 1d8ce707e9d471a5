"""Lets git compare, without letting it read what is too large to be reviewed."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from r1_assistant.git.discovery import Repository
from r1_assistant.git.objects import sizes
from r1_assistant.git.raw import Entry, parse_raw
from r1_assistant.git.work_tree import look

_FORM = ("diff", "--raw", "-z", "--no-abbrev", "--no-relative")
_QUIET = ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty")
_LIST = (*_FORM, *_QUIET, "--no-renames")
_PATCH = (
    *_FORM,
    *_QUIET,
    "--patch",
    "--unified=3",
    "--inter-hunk-context=0",
    "--diff-algorithm=default",
    "--indent-heuristic",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_RENAMES = ("--find-renames", "--find-copies", "-l1000")
_LONGEST_COMMAND = 16_000  # characters of paths; a command of Windows holds 32,767


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare: `sides` as `git diff` takes them; and which paths, all if there are none.

    The new side is read from the files below `work_tree`, if that is set, and is blobs otherwise.
    """

    sides: tuple[str, ...]
    paths: tuple[str, ...] = ()
    work_tree: Path | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that differs, its section of the patch, and whether it is too large for one."""

    entry: Entry
    section: bytes
    large: bool = False


def compare(repository: Repository, wanted: Comparison, max_bytes: int) -> list[Difference]:
    """List what differs, ordered by path.

    Raises:
        GitError: git fails.
    """
    pathspec = ["--", *map(literal, wanted.paths)]
    listed = parse_raw(repository.quick(*_LIST, *wanted.sides, *pathspec))
    if not listed:
        return []
    entries = [entry for entry, _ in listed]
    known = sizes(repository, blob_ids(entries, wanted.work_tree))
    large = [e for e in entries if _size(e, known, wanted.work_tree) > max_bytes]
    options, excluded = _without(large)
    # Should git compare a large file yet, it is binary to it, which costs less.
    limit = ("-c", f"core.bigFileThreshold={max_bytes}")
    patch = repository.quick(*limit, *_PATCH, *options, *wanted.sides, *pathspec, *excluded)
    names = {entry.new_path for entry in large}
    found = [
        Difference(entry, section)
        for entry, section in parse_raw(patch)
        # A file of the work tree that was written, but is what it was, has no section.
        if entry.new_path not in names and (section or entry.status == "U")
    ]
    found += [Difference(entry, b"", large=True) for entry in large]
    return sorted(found, key=lambda difference: difference.entry.new_path)


def literal(path: str) -> str:
    """Write a path so that git takes no character of it for a pattern."""
    return f":(literal){path}"


def blob_ids(entries: Sequence[Entry], work_tree: Path | None) -> Iterator[str]:
    """List the ids of sides that are regular files, and are read as blobs."""
    for entry in entries:
        if entry.old_file:
            yield entry.old_id
        if entry.new_file and work_tree is None:
            yield entry.new_id


def _size(entry: Entry, known: Mapping[str, int], work_tree: Path | None) -> int:
    """Size of the larger side in bytes."""
    new = look(work_tree, entry.new_path)[1] if work_tree else known.get(entry.new_id, 0)
    return max(known.get(entry.old_id, 0), new)


def _without(large: Sequence[Entry]) -> tuple[tuple[str, ...], list[str]]:
    """Options and paths that keep git from reading files, if only to look for renames."""
    excluded = [f":(top,exclude,literal){os.fsdecode(entry.new_path)}" for entry in large]
    if sum(map(len, excluded)) > _LONGEST_COMMAND:
        return ("--no-renames",), []
    return _RENAMES, excluded
