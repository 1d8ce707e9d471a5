"""Every suspicion about a piece of a change: from its text, and from what surprises the model."""

from collections.abc import Iterable
from dataclasses import replace

from r1_assistant.domain.errors import ScoringUnsupported
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.evidence import Evidence, evidence
from r1_assistant.features.review.guards import lost_guards
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.slips import scored_text, slips


async def suspicions(
    piece: Piece, context: int, engine: Engine, limit: int
) -> tuple[Evidence, ...]:
    """Collect the strongest suspicion of each line, and of those the `limit` strongest."""
    surprises = await _surprises(piece, context, engine)
    return strongest((*evidence(piece), *lost_guards(piece), *surprises), limit)


async def _surprises(piece: Piece, context: int, engine: Engine) -> tuple[Evidence, ...]:
    if not piece.language.code:
        return ()  # signs in prose are no operators
    text = scored_text(piece, context)
    try:
        return slips(piece, context, text, await engine.score(text))
    except ScoringUnsupported:
        return ()  # the text's own evidence remains


def strongest(items: Iterable[Evidence], limit: int) -> tuple[Evidence, ...]:
    """Keep the strongest suspicion of each line, and the strongest of those.

    Two that agree on a line make one: the words of the stronger, the alternative of either.
    """
    by_line: dict[int, Evidence] = {}
    for item in sorted(items, key=lambda each: -each.weight):
        number = item.line.new_number or 0
        by_line[number] = _joined(by_line[number], item) if number in by_line else item
    return tuple(sorted(by_line.values(), key=lambda each: -each.weight))[:limit]


def _joined(first: Evidence, second: Evidence) -> Evidence:
    if not second.alternative or first.alternative:
        return first
    return replace(
        first,
        weight=1 - (1 - first.weight) / 2,
        fixable=True,
        alternative=second.alternative,
        basis=f"{first.basis} {second.basis}",
    )
