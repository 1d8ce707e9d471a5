"""Which hunks a review with little time looks at first: pure.

The order is no measurement. What rules have seen is known to be wrong more often than anything
else, so that goes first, the surest before the less sure. Among hunks of which no rule says
anything, program code goes before tests and these before data and text: what runs in production
does most harm. Then code that speaks of secrets, permissions, commands, or foreign data, where a
slip is worth most to others; and then the larger change, which has more room for mistakes.
"""

import re
from collections.abc import Iterable, Sequence

from r1_assistant.context.impact.testing import is_test
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.select import Piece

_LEAST = 0.1
"""The confidence below which a rule's word counts for nothing."""
_SENSITIVE = re.compile(
    r"passw|secret|token|credential|api_?key|private_?key|auth|login|session|permission|privilege"
    r"|\broles?\b|admin|sudo|crypt|cipher|\bhash|sign(?:ed|ature)|verify|certificate|\bssl|\btls"
    r"|exec|eval|subprocess|\bsystem\(|popen|shell|deserial|pickle|unmarshal|yaml\.load"
    r"|\bsql\b|select .* from|insert into|query|sanitiz|escape|innerhtml|redirect|cookie|csrf|cors"
    r"|upload|unlink|rmtree|chmod|\block|mutex|transaction|payment|amount",
    re.IGNORECASE,
)

Risk = tuple[float, int, int, int]
"""Sorts the riskiest first."""


def by_risk(
    pieces: Sequence[Piece], evidence: Sequence[Iterable[Candidate]] | None = None
) -> list[int]:
    """Order the hunks by their index; with the `evidence` of each, if rules have been asked."""
    seen = evidence or [()] * len(pieces)
    risks = [risk_of(*pair) for pair in zip(pieces, seen, strict=True)]
    return sorted(range(len(pieces)), key=lambda at: (risks[at], at))


def risk_of(piece: Piece, evidence: Iterable[Candidate] = ()) -> Risk:
    """Weigh a hunk; equal ones stay in the change's order."""
    surest = max((each.confidence for each in evidence), default=0.0)
    changed = [*piece.hunk.added, *piece.hunk.removed]
    sensitive = any(_SENSITIVE.search(line.text) for line in changed)
    return (-surest if surest >= _LEAST else 0.0, _kind(piece), -sensitive, -len(changed))


def _kind(piece: Piece) -> int:
    if not piece.language.code:
        return 2
    return 1 if is_test(piece.file.path) else 0
