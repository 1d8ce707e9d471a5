"""Changes to real sources that leave what they do as it is, or make it better."""

from evals.edit import Editor
from evals.refactoring import conditions, layout, variables
from evals.refactoring.view import editor

_KINDS = {
    "rename-local": variables.rename_local,
    "extract-variable": variables.extract_returned,
    "extract-condition": variables.extract_condition,
    "inline-variable": variables.inline_variable,
    "flip-comparison": conditions.flip_comparison,
    "invert-if": conditions.invert_if,
    "early-return": conditions.early_return,
    "split-condition": conditions.split_condition,
    "comment": layout.comment,
    "reword-comment": layout.reword_comment,
    "document": layout.document,
    "wrap-arguments": layout.wrap_arguments,
    "unwrap-arguments": layout.unwrap_arguments,
    "reorder-imports": layout.reorder_imports,
    "reorder-names": layout.reorder_names,
}

REFACTORINGS: dict[str, Editor] = {k: editor(k, refactor) for k, refactor in _KINDS.items()}
"""By the name of the kind."""

REVERSIBLE = frozenset(_KINDS)
"""Kinds that are clean backwards as well."""
