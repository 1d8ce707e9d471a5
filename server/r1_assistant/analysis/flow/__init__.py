"""What the added lines do that cannot be meant, by what a function's tree says."""

from collections.abc import Callable, Iterable, Iterator

from r1_assistant.analysis.flow import conditions, errors, exceptions, loops, reach, values
from r1_assistant.analysis.flow.closures import late_bindings, mutable_defaults
from r1_assistant.analysis.flow.place import Place, places
from r1_assistant.analysis.flow.promises import unawaited
from r1_assistant.analysis.flow.resources import unclosed
from r1_assistant.analysis.shelter import sheltered
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Rule, Trace

_LOOKS: tuple[Callable[[Place], Iterable[Trace]], ...] = (
    exceptions.swallowed,
    exceptions.leaving_finally,
    errors.unraised,
    errors.runaways,
    unclosed,
    conditions.inverted,
    conditions.constant,
    conditions.precedence,
    reach.unreachable,
    reach.missing_returns,
    reach.checked_late,
    values.unused_results,
    values.self_assignments,
    values.recursions,
    mutable_defaults,
    late_bindings,
    loops.off_by_one,
    loops.modified,
    loops.shadowed,
    unawaited,
)


def flow(view: HunkView) -> Iterator[Trace]:
    """Look at each function that a hunk adds something to."""
    for place in places(view):
        for look in _LOOKS:
            yield from sheltered(look, place)


RULES: tuple[Rule, ...] = (flow,)
"""One rule: what it looks at is prepared once for all that looks."""
