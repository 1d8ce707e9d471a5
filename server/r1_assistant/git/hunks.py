"""Hunks of a unified diff: read as bytes first, then decoded with their file's encodings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from r1_assistant.domain.change import DiffLine, Hunk, LineKind

# Nine digits are more lines than any file has, and stay within what int() takes.
_HEADER = re.compile(
    rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)", re.DOTALL
)
_CONTEXT, _ADDED, _REMOVED = b" ", b"+", b"-"
_SIDES = {_CONTEXT: (1, 1), _ADDED: (0, 1), _REMOVED: (1, 0)}


@dataclass(frozen=True, slots=True)
class RawHunk:
    """A hunk in bytes.

    A line is its sign, its text and its line end; a file's last line may have no line end.
    """

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    heading: bytes
    lines: tuple[bytes, ...]


def starts_hunk(line: bytes) -> bool:
    """Tell whether a line opens a hunk."""
    return line.startswith(b"@@ -") and _HEADER.match(line) is not None


def read_hunk(lines: Sequence[bytes], at: int) -> tuple[RawHunk, int, bool]:
    """Read the hunk that `lines[at]` opens; lines are without their line feed.

    Returns the hunk, the index of the first line behind it, and whether it was whole. The counts
    are those of the lines that were found, so a hunk that is cut short is still true.
    """
    match = _HEADER.match(lines[at])
    if match is None:
        raise ValueError("not the first line of a hunk")
    old_start, old_count, new_start, new_count = _ranges(match)
    body, at = _body(lines, at + 1, old_count, new_count)
    old_found = sum(line[:1] != _ADDED for line in body)
    new_found = sum(line[:1] != _REMOVED for line in body)
    hunk = RawHunk(
        max(old_start, bool(old_found)),  # line 0 is for a side without lines
        old_found,
        max(new_start, bool(new_found)),
        new_found,
        match[5],
        tuple(body),
    )
    return hunk, at, (old_found, new_found) == (old_count, new_count)


def read_hunks(section: bytes) -> list[RawHunk]:
    """Read all hunks of a file's section of git's own output."""
    lines, hunks, at = section.split(b"\n"), [], 0
    while at < len(lines):
        if starts_hunk(lines[at]):
            hunk, at, _ = read_hunk(lines, at)
            hunks.append(hunk)
        else:
            at += 1
    return hunks


def side(hunks: Sequence[RawHunk], sign: bytes) -> bytes:
    """Join what the hunks show of one side: `-` for the old one, `+` for the new one."""
    shown = (_CONTEXT, sign)
    return b"".join(line[1:] for hunk in hunks for line in hunk.lines if line[:1] in shown)


def decode_hunks(hunks: Sequence[RawHunk], old: str, new: str) -> tuple[Hunk, ...]:
    """Decode hunks, given the encodings of the old and the new side."""
    return tuple(
        Hunk(
            hunk.old_start,
            hunk.old_count,
            hunk.new_start,
            hunk.new_count,
            # git cuts headings at a number of bytes, which may be within a character
            hunk.heading.decode(old, "ignore").strip(),
            tuple(_numbered(hunk, old, new)),
        )
        for hunk in hunks
    )


def _ranges(match: re.Match[bytes]) -> tuple[int, int, int, int]:
    old_start, old_count, new_start, new_count = match.group(1, 2, 3, 4)
    return (
        int(old_start),
        1 if old_count is None else int(old_count),
        int(new_start),
        1 if new_count is None else int(new_count),
    )


def _body(lines: Sequence[bytes], at: int, old: int, new: int) -> tuple[list[bytes], int]:
    body: list[bytes] = []
    while at < len(lines):
        line = lines[at]
        if line.startswith(b"\\"):  # "\ No newline at end of file", in any language
            body[-1:] = [last.removesuffix(b"\n") for last in body[-1:]]
            at += 1
            continue
        if line in (b"", b"\r"):  # mail programs strip the blank of an empty context line
            line = _CONTEXT + line
        on_old, on_new = _SIDES.get(line[:1], (0, 0))
        if not (on_old or on_new) or on_old > old or on_new > new:
            break
        body.append(line + b"\n")
        old, new, at = old - on_old, new - on_new, at + 1
    return body, at


def _numbered(hunk: RawHunk, old_encoding: str, new_encoding: str) -> Iterator[DiffLine]:
    old, new = hunk.old_start, hunk.new_start
    for line in hunk.lines:
        sign = line[:1]
        if sign == _REMOVED:
            yield DiffLine(LineKind.REMOVED, _text(line, old_encoding), old, None)
            old += 1
        elif sign == _ADDED:
            yield DiffLine(LineKind.ADDED, _text(line, new_encoding), None, new)
            new += 1
        else:
            yield DiffLine(LineKind.CONTEXT, _text(line, new_encoding), old, new)
            old, new = old + 1, new + 1


def _text(line: bytes, encoding: str) -> str:
    if line.endswith(b"\r\n"):
        return line[1:-2].decode(encoding, "replace")
    return line[1:].removesuffix(b"\n").decode(encoding, "replace")
