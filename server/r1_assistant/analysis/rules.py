"""All rules, in no order: what each sees is weighed later."""

from collections.abc import Iterable, Iterator

from r1_assistant.analysis import contracts, flow, leftovers, lost, moved, names, security, twins
from r1_assistant.analysis.shelter import sheltered
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Rule, Trace

RULES: tuple[Rule, ...] = (
    *lost.RULES,
    *moved.RULES,
    *flow.RULES,
    *twins.RULES,
    *names.RULES,
    *contracts.RULES,
    *security.RULES,
    leftovers.leftovers,
)
"""Every rule over a hunk."""


def traces(view: HunkView, rules: Iterable[Rule] = RULES) -> Iterator[Trace]:
    """Have each rule look at a hunk; one that raises is logged, and the others go on."""
    for rule in rules:
        yield from sheltered(rule, view)
