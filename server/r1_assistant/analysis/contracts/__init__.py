"""What tests, siblings, callers, names and documentation promise, and a change breaks."""

from r1_assistant.analysis.contracts.affixes import wrong_ends
from r1_assistant.analysis.contracts.defined import misfit_definitions
from r1_assistant.analysis.contracts.promises import broken_promises
from r1_assistant.analysis.contracts.siblings import missing_sibling_guards
from r1_assistant.analysis.contracts.stale import stale_callers
from r1_assistant.analysis.contracts.weakened import weakened_tests
from r1_assistant.analysis.trace import Rule

RULES: tuple[Rule, ...] = (
    missing_sibling_guards,
    weakened_tests,
    stale_callers,
    broken_promises,
    misfit_definitions,
    wrong_ends,
)
"""The rules of this group."""
