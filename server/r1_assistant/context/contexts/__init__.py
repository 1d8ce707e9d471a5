"""What a model is shown of a repository: ranked snippets within a budget of tokens."""

from r1_assistant.context.contexts.around import Recent
from r1_assistant.context.contexts.completion import for_completion, plan_completion
from r1_assistant.context.contexts.diagnostic import for_diagnostic, plan_diagnostic
from r1_assistant.context.contexts.hunk import for_hunk, plan_hunk
from r1_assistant.context.contexts.symbol import for_symbol, plan_symbol
from r1_assistant.context.contexts.values import Context, Count, Document, Plan, Reason, Snippet

__all__ = [
    "Context",
    "Count",
    "Document",
    "Plan",
    "Reason",
    "Recent",
    "Snippet",
    "for_completion",
    "for_diagnostic",
    "for_hunk",
    "for_symbol",
    "plan_completion",
    "plan_diagnostic",
    "plan_hunk",
    "plan_symbol",
]
