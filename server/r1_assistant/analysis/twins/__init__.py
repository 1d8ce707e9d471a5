"""Code that is written twice: copies with a name forgotten, twins of which one was changed."""

from r1_assistant.analysis.trace import Rule
from r1_assistant.analysis.twins.odd import odd_ones
from r1_assistant.analysis.twins.others import changed_constants, inconsistent_changes
from r1_assistant.analysis.twins.replaced import replaced_names
from r1_assistant.analysis.twins.slips import copy_paste_slips
from r1_assistant.analysis.twins.twin import missed_twins

RULES: tuple[Rule, ...] = (
    copy_paste_slips,
    missed_twins,
    odd_ones,
    inconsistent_changes,
    changed_constants,
    replaced_names,
)
"""The rules of this group."""
