"""Data and documents: what of them is worth a look, if it is by rule alone."""

from r1_assistant.features.review.evidence import evidence
from r1_assistant.features.review.select import Piece, Selection
from r1_assistant.features.review.skip import Skip

_REASON = "data or text without a known sign of a defect"


def with_signs(selection: Selection) -> Selection:
    """Leave out what a model without opinions has nothing to say about.

    A hunk of code stays, for its operators are weighed; one of data or a document stays if it shows
    a sign of a defect.
    """
    kept = tuple(piece for piece in selection.pieces if _says_something(piece))
    quiet = [piece for piece in selection.pieces if piece not in kept]
    skips = [Skip(piece.file.path, piece.hunk.new_start, _REASON) for piece in quiet]
    return Selection(kept, (*selection.skips, *dict.fromkeys(skips)))


def _says_something(piece: Piece) -> bool:
    return piece.language.code or any(True for _ in evidence(piece))
