"""Names that are never read, stand in the wrong order, or mean nothing."""

from r1_assistant.analysis.names.arguments import turned_arguments
from r1_assistant.analysis.names.gone import names_taken_away
from r1_assistant.analysis.names.loops import unread_loop_variables
from r1_assistant.analysis.names.unknown import unknown_names
from r1_assistant.analysis.names.unused import unused_variables
from r1_assistant.analysis.trace import Rule

RULES: tuple[Rule, ...] = (
    turned_arguments,
    names_taken_away,
    unknown_names,
    unread_loop_variables,
    unused_variables,
)
"""The rules of this group."""
