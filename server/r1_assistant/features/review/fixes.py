"""Fixes that come with the evidence: do they stand, and is the evidence gone with them?"""

from dataclasses import replace

from r1_assistant.domain.change import DiffLine, Hunk, LineKind
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.decide import Grounds, by_rule
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.verify import parses_with


def checked_replacement(fix: str, first: int, last: int, piece: Piece) -> str | None:
    """Check what is to replace lines of the new side; None if nothing changes, or code breaks.

    `first` and `last` are 1-based, both inclusive, and lie within the hunk.
    """
    now = {line.new_number: line.text for line in piece.hunk.lines if line.new_number is not None}
    if any(number not in now for number in range(first, last + 1)):
        return None
    written = "\n".join(now[number] for number in range(first, last + 1))
    if fix.split() == written.split():
        return None
    return fix if parses_with(fix, first, last, piece) else None


def still_there(candidate: Candidate, fix: str, piece: Piece, grounds: Grounds) -> bool:
    """Tell whether what spoke for a candidate would still be there with its fix."""
    first, last = candidate.number, candidate.end_line or candidate.number
    fixed = with_fix(piece, fix, first, last)
    lines = range(first, first + fix.count("\n") + 1)
    return any(
        each.kind == candidate.kind and each.number in lines for each in by_rule(fixed, grounds)
    )


def with_fix(piece: Piece, fix: str, first: int, last: int) -> Piece:
    """Give the piece as it would be with a fix in place of the lines `first` to `last`."""
    texts = fix.split("\n")
    more = len(texts) - (last - first + 1)
    fixed = [
        DiffLine(LineKind.ADDED, text, None, number) for number, text in enumerate(texts, first)
    ]
    before, behind = _around(piece.hunk, first, last, more)
    hunk = replace(
        piece.hunk, new_count=piece.hunk.new_count + more, lines=(*before, *fixed, *behind)
    )
    text = piece.file.new_text
    if text is not None:
        rows = text.split("\n")
        text = "\n".join([*rows[: first - 1], *texts, *rows[last:]])
    file = replace(piece.file, new_text=text, hunks=(hunk,))
    return replace(piece, file=file, hunk=hunk, subjects=tuple(fixed), sides=None)


def _around(hunk: Hunk, first: int, last: int, more: int) -> tuple[list[DiffLine], list[DiffLine]]:
    """Give a hunk's lines before and behind some of the new side's; the latter move by `more`."""
    numbers = [line.new_number or 0 for line in hunk.lines]
    start, end = numbers.index(first), numbers.index(last)
    behind = [
        line if line.new_number is None else replace(line, new_number=line.new_number + more)
        for line in hunk.lines[end + 1 :]
    ]
    removed = [line for line in hunk.lines[start:end] if line.kind is LineKind.REMOVED]
    return [*hunk.lines[:start], *removed], behind
