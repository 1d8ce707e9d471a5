"""What tests, siblings, callers, names and documentation promise, and a change breaks."""

from r1_assistant.analysis.contracts.siblings import missing_sibling_guards
from r1_assistant.analysis.contracts.weakened import weakened_tests
from r1_assistant.analysis.trace import Rule

RULES: tuple[Rule, ...] = (missing_sibling_guards, weakened_tests)
"""The rules of this group."""
