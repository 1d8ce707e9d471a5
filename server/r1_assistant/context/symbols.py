"""What a text defines and names: the one module that others import for it."""

from r1_assistant.context.definitions import Symbol, enclosing, symbols
from r1_assistant.context.references import (
    Identifier,
    Reference,
    identifier_at,
    references,
    references_in,
)

__all__ = [
    "Identifier",
    "Reference",
    "Symbol",
    "enclosing",
    "identifier_at",
    "references",
    "references_in",
    "symbols",
]
