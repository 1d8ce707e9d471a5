"""How a hunk is written down for the model: the numbered new side, and the old side beside it."""

from r1_assistant.domain.change import LineKind
from r1_assistant.features.review.select import Piece


def new_side(piece: Piece, context: int) -> str:
    """Write the new side's lines with their numbers, and `+` before those that were added.

    `context` lines of the file stand before and behind the hunk's own, where the file is known.
    """
    added = {line.new_number for line in piece.hunk.added}
    shown = rows(piece, context)
    width = len(str(shown[-1][0])) if shown else 1
    return "\n".join(
        f"{number:>{width}} {'+' if number in added else ' '} {text}".rstrip()
        for number, text in shown
    )


def old_side(piece: Piece) -> str:
    """Write the hunk's old lines without numbers; empty if the change only adds."""
    if not piece.hunk.removed:
        return ""
    return "\n".join(line.text for line in piece.hunk.lines if line.kind is not LineKind.ADDED)


def rows(piece: Piece, context: int) -> list[tuple[int, str]]:
    """Give numbers and texts of the new side: the hunk's own lines and `context` around them."""
    own = [(line.new_number, line.text) for line in piece.hunk.lines if line.new_number is not None]
    if piece.file.new_text is None or not own:
        return own
    lines = piece.file.new_text.removesuffix("\n").split("\n")
    first, last = max(1, own[0][0] - context), min(len(lines), own[-1][0] + context)
    return [(number, lines[number - 1]) for number in range(first, last + 1)]
