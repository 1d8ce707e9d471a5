"""Java's normal forms."""

from typing import TYPE_CHECKING

from r1_assistant.analysis.equivalence import braces
from r1_assistant.analysis.equivalence.lowering import Dialect, Handler, Lowering, fields
from r1_assistant.analysis.equivalence.terms import Term, words

if TYPE_CHECKING:
    from tree_sitter import Node

_LOCAL = {
    "local_variable_declaration", "formal_parameter", "enhanced_for_statement", "resource",
    "catch_formal_parameter", "spread_parameter",
}  # fmt: skip


def _modifiers(low: Lowering, node: "Node") -> Term | None:
    """Order says nothing, neither does `@Override`, nor `final` of what is local."""
    terms = [low.lower(one) for one in node.children]
    words = [one for one in terms if one is not None and one != _OVERRIDE]
    local = node.parent is not None and node.parent.type in _LOCAL
    kept = [one for one in words if not (local and one == "final")]
    low.notes["modifiers"] += len(terms) - len(kept)
    return ("modifiers", *sorted(kept, key=_rank)) if kept else None


def _rank(modifier: Term) -> tuple[bool, str]:
    """Keep annotations in their order, before the words in that of the alphabet."""
    return (isinstance(modifier, str), modifier if isinstance(modifier, str) else "")


_OVERRIDE: Term = ("marker_annotation", "@", "Override")


def _annotation(low: Lowering, node: "Node") -> Term:
    name = node.child_by_field_name("name")
    return ("marker_annotation", "@", low.text(name) if name else "")


def _member(low: Lowering, node: "Node") -> Term:
    value, name = fields(node, "object", "field")
    return ("field_access", low.term(value), low.text(name) if name else "")


def _invocation(low: Lowering, node: "Node") -> Term:
    value, types, name, arguments = fields(node, "object", "type_arguments", "name", "arguments")
    listed = low.term(arguments)
    if value is None and types is None:
        return ("call", low.text(name) if name else "", listed)
    return ("call", low.term(value), low.term(types), low.text(name) if name else "", listed)


def _method(low: Lowering, node: "Node") -> Term:
    name = node.child_by_field_name("name")
    parts = (low.text(one) if one == name else low.lower(one) for one in node.children)
    return (node.type, *(one for one in parts if one is not None))


def _label(low: Lowering, node: "Node") -> Term:
    return (node.type, low.text(node).replace(";", ""))


def _reference(low: Lowering, node: "Node") -> Term:
    ends = low.text(node.children[-1])
    return ("method_reference", low.term(node.children[0]), "::", ends)


def _import(low: Lowering, node: "Node") -> Term:
    return ("import", "".join(low.text(node).split()))


_STATEMENTS = words(
    "local_variable_declaration expression_statement return_statement throw_statement"
    " field_declaration do_statement"
)

_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_STATEMENTS, braces.statement),
    "modifiers": _modifiers,
    "marker_annotation": _annotation,
    "field_access": _member,
    "method_invocation": _invocation,
    "method_declaration": _method,
    "constructor_declaration": _method,
    "break_statement": _label,
    "continue_statement": _label,
    "method_reference": _reference,
    "import_declaration": _import,
    "scoped_identifier": _label,
    "string_literal": braces.quoted,
    "binary_expression": braces.binary,
    "unary_expression": braces.unary,
    "ternary_expression": braces.conditional,
    "if_statement": braces.branching,
    "parenthesized_expression": braces.unwrapped,
    "block": braces.listing,
    "constructor_body": braces.listing,
    "enhanced_for_statement": braces.loop,
    "while_statement": braces.loop,
    "lambda_expression": braces.closure,
}

DIALECT = Dialect(
    _HANDLERS,
    frozenset({"identifier"}),
    {},
    frozenset({"program", "class_declaration", "class_body"}),
    drops_commas=True,
)
