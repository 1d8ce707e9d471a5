"""Changes to real sources that leave what they do as it is, or make it better."""

from evals.edit import Editor
from evals.refactoring import (
    additions,
    conditions,
    declarations,
    expressions,
    layout,
    literals,
    removal,
    variables,
)
from evals.refactoring.view import Refactoring, editor

_EQUIVALENT: dict[str, Refactoring] = {
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
    "name-literal": literals.name_literal,
    "rename-private": declarations.rename_private,
    "swap-functions": declarations.swap_functions,
    "annotate": declarations.annotate,
    "parameter": declarations.parameter,
    "format-string": expressions.format_string,
    "change-quotes": expressions.change_quotes,
    "comprehension": expressions.comprehension,
    "loop": expressions.loop,
}
_IMPROVING: dict[str, Refactoring] = {"log": additions.log, "guard": additions.guard}
_REMOVING: dict[str, Refactoring] = {
    "unused-variable": removal.unused_variable,
    "dead-code": removal.dead_code,
    "dead-function": removal.dead_function,
    "commented-out": removal.commented_out,
}

REFACTORINGS: dict[str, Editor] = {
    **{kind: editor(kind, change) for kind, change in (_EQUIVALENT | _IMPROVING).items()},
    **{kind: editor(kind, change, backwards=True) for kind, change in _REMOVING.items()},
}
"""By the name of the kind."""

REVERSIBLE = frozenset(_EQUIVALENT) - {"parameter"}
"""Kinds that are clean backwards as well."""
