"""What other programs see in a change: asked once for all of its files."""

from collections.abc import Sequence

from r1_assistant.analysis.sides import FileSides, sides_of
from r1_assistant.analysis.trace import Trace
from r1_assistant.features.review.select import Piece


async def external(pieces: Sequence[Piece]) -> dict[str, list[Trace]]:
    """Have the rule sets that are installed look at the changed files; traces by path."""
    from r1_assistant.analysis.external import external_traces  # late: most have none of them

    files: dict[str, FileSides] = {}
    added: dict[str, frozenset[int]] = {}
    for piece in pieces:
        path = piece.file.path
        files.setdefault(path, piece.sides or sides_of(piece.file, piece.language))
        numbers = frozenset(line.new_number for line in piece.hunk.added if line.new_number)
        added[path] = added.get(path, frozenset()) | numbers
    return await external_traces(tuple(files.values()), added)
