"""What lets others do more than they should, as far as a file's own syntax shows it."""

from r1_assistant.analysis.security.cleaned import cleaned
from r1_assistant.analysis.security.credentials import credentials
from r1_assistant.analysis.security.rule import security
from r1_assistant.analysis.trace import Rule

RULES: tuple[Rule, ...] = (security, credentials, cleaned)
"""The rules of this group."""
