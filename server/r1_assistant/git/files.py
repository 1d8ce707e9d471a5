"""From what git lists to what a review reads: texts, and why a file is left out."""

import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.git.assemble import left_out, with_content
from r1_assistant.git.comparison import Difference, blob_ids
from r1_assistant.git.decode import decode_path, decode_text, is_binary
from r1_assistant.git.discovery import Repository
from r1_assistant.git.generated import generated_name
from r1_assistant.git.hunks import RawHunk, read_hunks
from r1_assistant.git.objects import contents
from r1_assistant.git.raw import Entry
from r1_assistant.git.work_tree import look, read

_STATUS = {
    "A": FileStatus.ADDED,
    "C": FileStatus.COPIED,
    "D": FileStatus.DELETED,
    "R": FileStatus.RENAMED,
    "T": FileStatus.TYPE_CHANGED,
}


def file_changes(
    repository: Repository,
    differences: Sequence[Difference],
    max_bytes: int,
    work_tree: Path | None = None,
) -> list[FileChange]:
    """Build the changes of files that git compared.

    New sides are read from `work_tree`, if it is given, and otherwise from the listed blobs.
    """
    declared = _declared(repository, [each.entry.new_path for each in differences])
    reasons = [_reason(each, max_bytes, declared) for each in differences]
    both = list(zip(differences, reasons, strict=True))
    kept = [each.entry for each, reason in both if not reason]
    gone = [each.entry for each, reason in both if _is_missed(each, reason, declared)]
    blobs = contents(repository, [*blob_ids(kept, work_tree), *(each.old_id for each in gone)])
    return [
        _without_hunks(each.entry, reason, blobs if each.entry in gone else {})
        if reason
        else _with_texts(each, blobs, work_tree, declared.get(each.entry.new_path))
        for each, reason in both
    ]


def untracked_files(
    repository: Repository, names: Sequence[bytes], max_bytes: int
) -> list[FileChange]:
    """Take files that git does not know for additions of all their lines."""
    declared = _declared(repository, names)
    return [_untracked(repository.work_tree, name, max_bytes, declared) for name in names]


def _with_texts(
    difference: Difference,
    blobs: Mapping[str, bytes],
    work_tree: Path | None,
    generated: bool | None,
) -> FileChange:
    entry = difference.entry
    new = read(work_tree, entry.new_path) if work_tree else blobs.get(entry.new_id)
    old = blobs.get(entry.old_id)
    return with_content(_file(entry), read_hunks(difference.section), old, new, generated=generated)


def _is_missed(difference: Difference, reason: str, declared: Mapping[bytes, bool]) -> bool:
    """Tell whether others may still look for a file, of which there is nothing to review itself."""
    entry = difference.entry
    renamed = entry.status == "R" and reason == "no changed lines"
    if difference.large or not entry.old_file or not (renamed or reason == "deleted"):
        return False
    generated = declared.get(entry.new_path, generated_name(decode_path(entry.new_path)))
    return not generated and b"\nBinary files " not in difference.section.partition(b"\n@@ -")[0]


def _without_hunks(entry: Entry, reason: str, blobs: Mapping[str, bytes]) -> FileChange:
    """Leave a file out, but keep what it held, if that is among the blobs."""
    file = left_out(_file(entry), reason)
    data = blobs.get(entry.old_id)
    if data is None or b"\0" in data:
        return file
    text = decode_text(data).content
    return replace(file, old_text=text, new_text=None if reason == "deleted" else text)


def _untracked(
    folder: Path, name: bytes, max_bytes: int, declared: Mapping[bytes, bool]
) -> FileChange:
    mode, size = look(folder, name)
    entry = Entry("A", "000000", "120000" if stat.S_ISLNK(mode) else "100644", "", "", name, name)
    found = Difference(entry, b"\n@@ -0,0", large=size > max_bytes)
    if reason := _reason(found, max_bytes, declared):
        return left_out(_file(entry), reason)
    data = read(folder, name)
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


def _reason(difference: Difference, max_bytes: int, declared: Mapping[bytes, bool]) -> str:
    """Say why a file is left out before its content is read; empty if it is not."""
    entry = difference.entry
    header, _, hunks = difference.section.partition(b"\n@@ -")
    by_name = generated_name(decode_path(entry.new_path))
    reasons = {
        "unmerged": entry.status == "U",
        "submodule": entry.submodule,
        "deleted": entry.status == "D",
        "symlink": entry.symlink,
        f"larger than {max_bytes / 1e6:g} MB": difference.large,
        "binary": b"\nBinary files " in header,
        "no changed lines": not hunks,
        "generated": declared.get(entry.new_path, by_name),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _declared(repository: Repository, names: Sequence[bytes]) -> dict[bytes, bool]:
    """Look up what `.gitattributes` says of `linguist-generated`, of files where it does."""
    if not names or repository.root is None:
        return {}
    asked = b"".join(name + b"\0" for name in names)
    answer = repository.quick("check-attr", "-z", "--stdin", "linguist-generated", stdin=asked)
    fields = answer.split(b"\0")
    said = zip(fields[::3], fields[2::3], strict=False)
    return {name: value in (b"set", b"true") for name, value in said if value != b"unspecified"}
