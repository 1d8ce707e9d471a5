"""What a model is shown of a repository: ranked snippets within a budget of tokens.

What chooses is imported when it is first asked for: programs start without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from r1_assistant.context.contexts.values import (
    Context,
    Count,
    Document,
    Plan,
    Reason,
    Recent,
    Snippet,
)

if TYPE_CHECKING:
    from r1_assistant.context.contexts.completion import for_completion, plan_completion
    from r1_assistant.context.contexts.diagnostic import for_diagnostic, plan_diagnostic
    from r1_assistant.context.contexts.hunk import for_hunk, plan_hunk
    from r1_assistant.context.contexts.symbol import for_symbol, plan_symbol

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


def __getattr__(name: str) -> Any:
    """Give `for_KIND` and `plan_KIND` out of the module of that kind."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{name.partition('_')[2]}"), name)
