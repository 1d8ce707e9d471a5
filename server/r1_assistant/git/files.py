"""From what git lists to what a review reads: sizes, texts, and why a file is left out."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.git.assemble import left_out, with_content
from r1_assistant.git.decode import decode_path, is_binary
from r1_assistant.git.discovery import Repository
from r1_assistant.git.generated import generated_name
from r1_assistant.git.hunks import RawHunk, read_hunks
from r1_assistant.git.objects import contents, sizes
from r1_assistant.git.raw import Entry

_STATUS = {
    "A": FileStatus.ADDED,
    "C": FileStatus.COPIED,
    "D": FileStatus.DELETED,
    "R": FileStatus.RENAMED,
    "T": FileStatus.TYPE_CHANGED,
}


def file_changes(
    repository: Repository,
    pairs: Sequence[tuple[Entry, bytes]],
    max_bytes: int,
    *,
    work_tree: Path | None = None,
) -> list[FileChange]:
    """Build the changes of files that git listed, with their sections of its patch.

    New sides are read from `work_tree`, if it is given, and otherwise from the listed blobs.
    """
    entries = [entry for entry, _ in pairs]
    known = sizes(repository, _blobs(entries, work_tree))
    declared = _declared(repository, [entry.new_path for entry in entries])
    reasons = [
        _reason(entry, section, _size(entry, known, work_tree), max_bytes, declared)
        for entry, section in pairs
    ]
    kept = [entry for entry, reason in zip(entries, reasons, strict=True) if not reason]
    blobs = contents(repository, known.keys() & set(_blobs(kept, work_tree)))
    return [
        left_out(_file(entry), reason)
        if reason
        else with_content(
            _file(entry),
            read_hunks(section),
            blobs.get(entry.old_id),
            _read(work_tree, entry.new_path) if work_tree else blobs.get(entry.new_id),
            generated=declared.get(entry.new_path),
        )
        for (entry, section), reason in zip(pairs, reasons, strict=True)
    ]


def untracked_files(
    repository: Repository, names: Sequence[bytes], max_bytes: int
) -> list[FileChange]:
    """Take files that git does not know for additions of all their lines."""
    declared = _declared(repository, names)
    return [_untracked(repository.work_tree, name, max_bytes, declared) for name in names]


def _untracked(
    folder: Path, name: bytes, max_bytes: int, declared: Mapping[bytes, bool]
) -> FileChange:
    mode, size = _look(folder, name)
    entry = Entry("A", "000000", "120000" if stat.S_ISLNK(mode) else "100644", "", "", name, name)
    if reason := _reason(entry, b"\n@@ -0,0", size, max_bytes, declared):
        return left_out(_file(entry), reason)
    data = _read(folder, name)
    if data is None:
        return left_out(_file(entry), "unreadable")
    if is_binary(data):
        return left_out(_file(entry), "binary")
    lines = tuple(b"+" + line for line in re.findall(rb"[^\n]*\n|[^\n]+", data))
    hunks = [RawHunk(0, 0, 1, len(lines), b"", lines)] if lines else []
    return with_content(_file(entry), hunks, None, data, generated=declared.get(name))


def _file(entry: Entry) -> FileChange:
    status = _STATUS.get(entry.status, FileStatus.MODIFIED)
    return FileChange(decode_path(entry.new_path), decode_path(entry.old_path), status)


def _reason(
    entry: Entry, section: bytes, size: int, max_bytes: int, declared: Mapping[bytes, bool]
) -> str:
    """Say why a file is left out before its content is read; empty if it is not."""
    name = decode_path(entry.new_path)
    header, hunks, _ = section.partition(b"\n@@ -")
    reasons = {
        "unmerged": entry.status == "U",
        "submodule": entry.submodule,
        "deleted": entry.status == "D",
        "symlink": entry.symlink,
        f"larger than {max_bytes / 1e6:g} MB": size > max_bytes,
        "binary": b"\nBinary files " in header,
        "no changed lines": not hunks,
        "generated": declared.get(entry.new_path, generated_name(name)),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _blobs(entries: Sequence[Entry], work_tree: Path | None) -> Iterator[str]:
    """List the ids of sides that are files, and are read as blobs."""
    for entry in entries:
        if entry.old_file:
            yield entry.old_id
        if entry.new_file and work_tree is None:
            yield entry.new_id


def _size(entry: Entry, known: Mapping[str, int], work_tree: Path | None) -> int:
    """Size of the larger side in bytes."""
    new = _look(work_tree, entry.new_path)[1] if work_tree else known.get(entry.new_id, 0)
    return max(known.get(entry.old_id, 0), new)


def _declared(repository: Repository, names: Sequence[bytes]) -> dict[bytes, bool]:
    """Look up what `.gitattributes` says of `linguist-generated`, of files where it does."""
    if not names or repository.root is None:
        return {}
    asked = b"".join(name + b"\0" for name in names)
    answer = repository.run("check-attr", "-z", "--stdin", "linguist-generated", stdin=asked)
    fields = answer.split(b"\0")
    said = zip(fields[::3], fields[2::3], strict=False)
    return {name: value in (b"set", b"true") for name, value in said if value != b"unspecified"}


def _look(folder: Path, name: bytes) -> tuple[int, int]:
    """Mode and size in bytes of a file of the work tree; zeros if there is none."""
    try:
        found = (folder / os.fsdecode(name)).lstat()
    except OSError:
        return 0, 0
    return found.st_mode, found.st_size


def _read(folder: Path, name: bytes) -> bytes | None:
    try:
        return (folder / os.fsdecode(name)).read_bytes()
    except OSError:
        return None
