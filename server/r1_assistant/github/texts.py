"""Whole texts beside the hunks of a diff that came over the API."""

from collections.abc import Sequence
from dataclasses import replace

from r1_assistant.domain.change import DiffLine, FileChange, FileStatus, Hunk
from r1_assistant.git.assemble import left_out
from r1_assistant.git.decode import decode_text, is_binary
from r1_assistant.git.generated import generated_text

_LOST = "\N{REPLACEMENT CHARACTER}"


def with_texts(file: FileChange, old: bytes | None, new: bytes | None) -> FileChange:
    """Add the two sides of a file, None where one is not known; texts that don't fit are left out.

    GitHub's diffs are UTF-8: what a file of another encoding has lost there comes from its bytes.
    """
    if (old is not None and is_binary(old)) or (new is not None and is_binary(new)):
        return left_out(file, "binary")
    old_text = None if old is None else decode_text(old)
    new_text = None if new is None else decode_text(new)
    olds = None if old_text is None else old_text.content.split("\n")
    news = None if new_text is None else new_text.content.split("\n")
    if news is not None and generated_text(enumerate(news, 1)):
        return left_out(file, "generated")
    hunks = _retold(file.hunks, olds, news)
    if hunks is None:
        return file
    whole_old = old_text.content if old_text else None
    return replace(
        file,
        hunks=hunks,
        old_text=None if file.status is FileStatus.ADDED else whole_old,
        new_text=new_text.content if new_text else None,
        crlf=new_text.crlf if new_text else file.crlf,
    )


def _retold(
    hunks: Sequence[Hunk], old: list[str] | None, new: list[str] | None
) -> tuple[Hunk, ...] | None:
    """Give the hunks in the words of the texts; None if they are not about these texts."""
    told = []
    for hunk in hunks:
        lines = [_line(line, old, new) for line in hunk.lines]
        if None in lines:
            return None
        told.append(replace(hunk, lines=tuple(line for line in lines if line is not None)))
    return tuple(told)


def _line(line: DiffLine, old: list[str] | None, new: list[str] | None) -> DiffLine | None:
    texts, number = (
        (new, line.new_number) if line.new_number is not None else (old, line.old_number)
    )
    if texts is None or number is None:
        return line
    if not 0 < number <= len(texts):
        return None
    text = texts[number - 1]
    if text == line.text:
        return line
    return replace(line, text=text) if _LOST in line.text else None
