"""What a hunk put elsewhere within its function: into loops and out of them, before its check."""

from collections.abc import Callable, Iterable, Iterator

from r1_assistant.analysis.lost.pairs import Pair, pairs
from r1_assistant.analysis.moved.loops import crossed_loops, resets
from r1_assistant.analysis.moved.order import cut_off, late_checks
from r1_assistant.analysis.moved.turned import turned
from r1_assistant.analysis.shelter import sheltered
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Rule, Trace

_MOVES: tuple[Callable[[Pair], Iterable[Trace]], ...] = (
    crossed_loops,
    resets,
    late_checks,
    cut_off,
    turned,
)


def moved(view: HunkView) -> Iterator[Trace]:
    """Compare where the statements of each function stand that a hunk changes."""
    for pair in pairs(view, moved=True):
        for move in _MOVES:
            yield from sheltered(move, pair)


RULES: tuple[Rule, ...] = (moved,)
"""One rule: what it compares is prepared once for all that looks at it."""
