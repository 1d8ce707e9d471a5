"""All rules, in no order: what each sees is weighed later."""

from collections.abc import Iterator

from r1_assistant.analysis import contracts, flow, leftovers, lost, names, security, twins
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Rule, Trace

RULES: tuple[Rule, ...] = (
    *lost.RULES,
    *flow.RULES,
    *twins.RULES,
    *names.RULES,
    *contracts.RULES,
    *security.RULES,
    leftovers.leftovers,
)
"""Every rule over a hunk."""


def traces(view: HunkView) -> Iterator[Trace]:
    """Have each rule look at a hunk."""
    for rule in RULES:
        yield from rule(view)
