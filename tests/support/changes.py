"""Changes for tests, out of two texts."""

import difflib

from r1_assistant.domain.change import Change
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.select import Piece, select
from r1_assistant.git.patch import parse_patch


def change_of(path: str, old: str, new: str, context: int = 8) -> Change:
    """Make the change of one file from its two sides."""
    diff = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"a/{path}", f"b/{path}", n=context, lineterm=""
    )
    change, problems = parse_patch(("\n".join(diff) + "\n").encode())
    assert not problems
    return change


def piece_of(path: str, old: str, new: str) -> Piece:
    """Make the one piece that a change of one file has."""
    (piece,) = select(change_of(path, old, new), ReviewConfig()).pieces
    return piece
