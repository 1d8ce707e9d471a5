"""The lines above a file's hunks: paths, modes, and what happened to the file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from r1_assistant.git.decode import decode_path
from r1_assistant.git.quoting import unquoted

_NOWHERE = b"/dev/null"
_FIELD = re.compile(
    rb"(old mode|new mode|deleted file mode|new file mode|(?:copy|rename) (?:from|to)"
    rb"|(?:dis)?similarity index|index|---|\+\+\+|Binary files) (.*)|(GIT binary patch)",
    re.DOTALL,
)
_NEVER = re.compile(rb"\b19(?:69|70)\b|\((?:nonexistent|revision 0)\)")
_LONE_PREFIX = re.compile(rb"[abciow12]/")  # the ones of git, with diff.mnemonicPrefix


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says; a path is None on a side without the file, `mode` may be empty.

    `was_there` and `is_there` are False where a diff that is not git's gives a side the time of a
    file that does not exist.
    """

    old_path: str | None
    new_path: str | None
    mode: bytes
    binary: bool
    renamed: bool = False
    copied: bool = False
    was_there: bool = True
    is_there: bool = True


def read_git_header(lines: Sequence[bytes], at: int) -> tuple[Header | None, int]:
    """Read the header that `diff --git` at `lines[at]` opens: None if no path can be made out.

    Returns it with the index of the first line behind it.
    """
    names = lines[at].removeprefix(b"diff --git ")
    fields: dict[bytes, bytes] = {}
    at += 1
    while at < len(lines) and (match := _FIELD.fullmatch(lines[at])):
        fields[match[1] or match[3]] = match[2] or b""
        at += 1
    old, new = _git_paths(names, fields)
    mode = fields.get(b"new mode") or fields.get(b"index", b"").partition(b" ")[2]
    header = Header(
        None if b"new file mode" in fields else old,
        None if b"deleted file mode" in fields else new,
        fields.get(b"new file mode") or mode,
        b"Binary files" in fields or b"GIT binary patch" in fields,
        renamed=b"rename to" in fields,
        copied=b"copy to" in fields,
    )
    return header if header.old_path or header.new_path else None, at


def read_plain_header(lines: Sequence[bytes], at: int) -> Header | None:
    """Read the two lines `--- OLD` and `+++ NEW` of a diff that is not git's."""
    old, new = _stripped(_name(lines[at][4:]), _name(lines[at + 1][4:]))
    if old is None and new is None:
        return None
    was_there, is_there = (not _NEVER.search(_time(lines[at + row][4:])) for row in (0, 1))
    return Header(old, new, b"", binary=False, was_there=was_there, is_there=is_there)


def _git_paths(names: bytes, fields: dict[bytes, bytes]) -> tuple[str | None, str | None]:
    for verb in (b"rename", b"copy"):
        if verb + b" from" in fields and verb + b" to" in fields:
            pair = fields[verb + b" from"], fields[verb + b" to"]
            return _path(unquoted(pair[0])), _path(unquoted(pair[1]))
    # A name may hold blanks, but both sides' names are of one length unless it is a rename.
    middle = len(names) // 2
    old, new = _stripped(unquoted(names[:middle]), unquoted(names[middle + 1 :]))
    if names[middle : middle + 1] == b" " and old == new:
        return old, new
    if b"---" in fields and b"+++" in fields:
        return _stripped(_name(fields[b"---"]), _name(fields[b"+++"]))
    return None, None


def _name(field: bytes) -> bytes:
    """Cut off the time that follows a path, and the tab that follows one with blanks."""
    return unquoted(field) if field.startswith(b'"') else field.partition(b"\t")[0]


def _time(field: bytes) -> bytes:
    return field.rpartition(b"\t")[2] if b"\t" in field else b""


def _stripped(old: bytes, new: bytes) -> tuple[str | None, str | None]:
    """Take off `a/` and `b/`, or whatever two folders were compared."""
    if _NOWHERE in (old, new):
        sides = [
            None if name == _NOWHERE else _path(name[2 if _LONE_PREFIX.match(name) else 0 :])
            for name in (old, new)
        ]
        return sides[0], sides[1]
    old_rest, new_rest = (name.partition(b"/")[2] for name in (old, new))
    if old != new and old_rest and old_rest == new_rest:
        return _path(old_rest), _path(new_rest)
    return _path(old), _path(new)


def _path(name: bytes) -> str | None:
    """Decode a path so that it stays within the folder that it is taken from."""
    parts = decode_path(name).split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or None
