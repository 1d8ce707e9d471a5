"""Every suspicion about a piece of a change: from its text, and from what surprises the model."""

from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.evidence import Evidence, evidence
from r1_assistant.features.review.guards import lost_guards
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.slips import scored_text, slips


async def suspicions(
    piece: Piece, context: int, engine: Engine, limit: int
) -> tuple[Evidence, ...]:
    """Collect the strongest suspicion of each line, and of those the `limit` strongest."""
    text = scored_text(piece, context)
    surprises = slips(piece, context, text, await engine.score(text))
    return strongest((*evidence(piece), *lost_guards(piece), *surprises), limit)


def strongest(items: tuple[Evidence, ...], limit: int) -> tuple[Evidence, ...]:
    """Keep one suspicion a line, and the strongest of them."""
    by_line: dict[int, Evidence] = {}
    for item in sorted(items, key=lambda each: -each.weight):
        by_line.setdefault(item.line.new_number or 0, item)
    return tuple(by_line.values())[:limit]
