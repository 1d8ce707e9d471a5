"""Hunks and texts of one file, put together into what a review reads."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from r1_assistant.domain.change import FileChange, Hunk
from r1_assistant.git.decode import decode_text, encoding_of
from r1_assistant.git.generated import generated_text
from r1_assistant.git.hunks import RawHunk, decode_hunks, side

_LFS_POINTER = "version https://git-lfs.github.com/spec/"


def left_out(file: FileChange, reason: str) -> FileChange:
    """Keep what happened to a file, without its content."""
    return replace(file, hunks=(), old_text=None, new_text=None, crlf=False, skipped=reason)


def with_content(
    file: FileChange,
    hunks: Sequence[RawHunk],
    old: bytes | None = None,
    new: bytes | None = None,
    *,
    generated: bool | None = None,
) -> FileChange:
    """Decode a file's hunks and, where they are known, the bytes of its two sides.

    A file turns out to be left out if there is nothing to review in it. `generated` answers one of
    these questions in advance; with None the text is looked at.
    """
    if not hunks:
        return left_out(file, "no changed lines")
    shown_old, shown_new = side(hunks, b"-"), side(hunks, b"+")
    if b"\0" in shown_old or b"\0" in shown_new:
        return left_out(file, "binary")
    old_text = decode_text(shown_old if old is None else old)
    new_text = decode_text(shown_new if new is None else new)
    # The blob may have another encoding than the work tree's file, but mostly it has not.
    for encoding in (new_text.encoding, encoding_of(shown_new)):
        decoded = decode_hunks(hunks, old_text.encoding, encoding)
        fits = new is not None and _fits(decoded, new_text.content)
        if fits:
            break
    lines = _shown(decoded) if new is None else enumerate(new_text.content.split("\n"), 1)
    if reason := _reason(list(lines), generated):
        return left_out(file, reason)
    return replace(
        file,
        hunks=decoded,
        old_text=None if old is None else old_text.content,
        new_text=new_text.content if fits else None,
        crlf=new_text.crlf,
    )


def _shown(hunks: Sequence[Hunk]) -> Iterator[tuple[int, str]]:
    for hunk in hunks:
        for line in hunk.lines:
            if line.new_number is not None:
                yield line.new_number, line.text


def _reason(lines: Sequence[tuple[int, str]], generated: bool | None) -> str:
    if lines and lines[0][1].startswith(_LFS_POINTER):
        return "stored in Git LFS"
    return "generated" if generated is None and generated_text(lines) else ""


def _fits(hunks: Sequence[Hunk], text: str) -> bool:
    """Tell hunks of this text from those of an earlier one, or of what a filter makes of it."""
    lines = text.split("\n")
    return all(n <= len(lines) and lines[n - 1] == shown for n, shown in _shown(hunks))
