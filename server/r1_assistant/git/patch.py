"""Unified diffs as text: of git, of `diff -u`, in a mail."""

import codecs
from collections.abc import Sequence

from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.git.assemble import left_out, with_content
from r1_assistant.git.generated import generated_name
from r1_assistant.git.headers import Header, read_git_header, read_plain_header
from r1_assistant.git.hunks import RawHunk, read_hunk, starts_hunk

_SYMLINK, _SUBMODULE = b"120000", b"160000"


def parse_patch(data: bytes) -> tuple[Change, list[str]]:
    """Read a patch, and say what of it could not be read.

    A series of patches that touches a file twice gives two changes of it. Never raises.
    """
    lines = _lines(data)
    problems: list[str] = []
    files: list[FileChange] = []
    at = 0
    while at < len(lines):
        start = at + 1
        header, at, problem = _header(lines, at)
        hunks, at = _hunks(lines, at, problems)
        if header is not None:
            files.append(_file(header, hunks))
        elif hunks and not problem:
            problem = "these changes belong to no file."
        if problem:
            problems.append(f"Line {start}: {problem}")
    if not files and not problems:
        problems.append("There is no unified diff in it.")
    return Change("patch", tuple(files)), problems


def _lines(data: bytes) -> list[bytes]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # PowerShell's `>`
        data = data.decode("utf-16", "replace").encode(errors="replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    if data.count(b"\r\n") == data.count(b"\n"):  # the patch itself was converted
        data = data.replace(b"\r\n", b"\n")
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]


def _header(lines: Sequence[bytes], at: int) -> tuple[Header | None, int, str]:
    """Read a header, or step over any other line; returns the next index, and a problem."""
    line = lines[at]
    if line.startswith(b"diff --git "):
        header, at = read_git_header(lines, at)
        return header, at, "" if header else "the names of the files cannot be made out."
    if line.startswith((b"diff --cc ", b"diff --combined ")):
        return None, at + 1, "the diff of a merge is left out."
    if starts_hunk(line):
        return None, at, ""
    # A line of dashes alone may be anything: a list, a signature, the end of a mail's text.
    pair = line.startswith(b"--- ") and lines[at + 1 : at + 2] and lines[at + 1][:4] == b"+++ "
    if pair and lines[at + 2 : at + 3] and starts_hunk(lines[at + 2]):
        header = read_plain_header(lines, at)
        return header, at + 2, "" if header else "the names of the files cannot be made out."
    return None, at + 1, ""


def _hunks(lines: Sequence[bytes], at: int, problems: list[str]) -> tuple[list[RawHunk], int]:
    hunks: list[RawHunk] = []
    while at < len(lines) and starts_hunk(lines[at]):
        start = at + 1
        hunk, at, whole = read_hunk(lines, at)
        if not whole:
            problems.append(f"Line {start}: the hunk is shorter than it says.")
        if hunk.lines:
            hunks.append(hunk)
    return hunks, at


def _file(header: Header, hunks: Sequence[RawHunk]) -> FileChange:
    status = _status(header, hunks)
    old, new = header.old_path, header.new_path
    path = (old or new) if status is FileStatus.DELETED else (new or old)
    file = FileChange(path or "", old or path or "", status)
    reasons = {
        "submodule": header.mode == _SUBMODULE,
        "deleted": status is FileStatus.DELETED,
        "symlink": header.mode == _SYMLINK,
        "binary": header.binary,
        "generated": generated_name(file.path),
    }
    reason = next((reason for reason, holds in reasons.items() if holds), "")
    return left_out(file, reason) if reason else with_content(file, hunks)


def _status(header: Header, hunks: Sequence[RawHunk]) -> FileStatus:
    if header.renamed:
        return FileStatus.RENAMED
    if header.copied:
        return FileStatus.COPIED
    # `diff -N` names both sides; line 0 alone may as well be that of `-U0` at a file's top
    whole = len(hunks) == 1
    if header.old_path is None or (whole and not header.was_there and not hunks[0].old_count):
        return FileStatus.ADDED
    if header.new_path is None or (whole and not header.is_there and not hunks[0].new_count):
        return FileStatus.DELETED
    return FileStatus.MODIFIED
