"""What a hunk took away that the new side still needs, by comparing a function's two sides."""

from collections.abc import Callable, Iterable, Iterator

from r1_assistant.analysis.lost.calls import dropped_calls
from r1_assistant.analysis.lost.closing import dropped_closes
from r1_assistant.analysis.lost.ends import dropped_ends
from r1_assistant.analysis.lost.errors import dropped_error_checks
from r1_assistant.analysis.lost.guards import dropped_guards
from r1_assistant.analysis.lost.pairs import Pair, pairs
from r1_assistant.analysis.lost.parts import dropped_parts
from r1_assistant.analysis.lost.updates import dropped_raises, dropped_updates
from r1_assistant.analysis.lost.waits import dropped_awaits, dropped_locks
from r1_assistant.analysis.shelter import sheltered
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Rule, Trace

_LOSSES: tuple[Callable[[Pair], Iterable[Trace]], ...] = (
    dropped_guards,
    dropped_locks,
    dropped_awaits,
    dropped_closes,
    dropped_error_checks,
    dropped_ends,
    dropped_calls,
    dropped_parts,
    dropped_updates,
    dropped_raises,
)


def lost(view: HunkView) -> Iterator[Trace]:
    """Compare both sides of each function that a hunk takes something from."""
    for pair in pairs(view):
        seen: set[tuple[str, int]] = set()
        for loss in _LOSSES:
            for trace in sheltered(loss, pair):
                if (trace.kind, trace.line) not in seen:
                    seen.add((trace.kind, trace.line))
                    yield trace


RULES: tuple[Rule, ...] = (lost,)
"""One rule: what it compares is prepared once for all that looks at it."""
