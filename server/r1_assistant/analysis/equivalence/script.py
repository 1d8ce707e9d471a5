"""The normal forms of JavaScript and TypeScript."""

import re
from typing import TYPE_CHECKING

from r1_assistant.analysis.equivalence import braces
from r1_assistant.analysis.equivalence.lowering import Dialect, Handler, Lowering, fields
from r1_assistant.analysis.equivalence.terms import Term, words

if TYPE_CHECKING:
    from tree_sitter import Node

_WORD = re.compile(r"[A-Za-z_$][\w$]*")


def _shorthand(low: Lowering, node: "Node") -> Term:
    """`{a}` is `{a: a}`."""
    return ("pair", low.text(node), ":", low.name(node))


def _pair(low: Lowering, node: "Node") -> Term:
    key, value = fields(node, "key", "value")
    label = low.term(key)
    if key is not None and key.type == "property_identifier":
        label = low.text(key)
    elif label[:1] == ("text",) and _WORD.fullmatch(str(label[1])) and label[1] != "__proto__":
        label = label[1]
    return ("pair", label, ":", low.term(value))


def _parenthesized(low: Lowering, node: "Node") -> Term | None:
    """An optional chain ends at its parentheses, and a directive is none within them."""
    outer = node.parent
    alone = outer is not None and outer.type == "expression_statement"
    return low.plain(node) if alone or "?." in low.text(node) else braces.unwrapped(low, node)


def _template(low: Lowering, node: "Node") -> Term:
    if any(one.type == "template_substitution" for one in node.children):
        low.words.append(low.text(node))
        return low.plain(node)
    tagged = node.parent is not None and node.parent.type == "call_expression"
    return ("template", low.text(node)) if tagged else braces.quoted(low, node)


def _call(low: Lowering, node: "Node") -> Term:
    function = node.child_by_field_name("function")
    if function is not None and low.text(function) == "eval":
        low.fixed.add("*")
    return low.plain(node)


def _with(low: Lowering, node: "Node") -> Term:
    low.fixed.add("*")
    return low.plain(node)


def _declaration(low: Lowering, node: "Node") -> Term:
    return ("lexical_declaration", *(one for one in low.parts(node) if one != ";"))


def _parameter(low: Lowering, node: "Node") -> Term | None:
    """A parameter that is a property too keeps all, another one loses its type."""
    kinds = {one.type for one in node.children}
    if kinds & {"accessibility_modifier", "readonly", "decorator", "override_modifier"}:
        return low.plain(node)
    pattern, value = fields(node, "pattern", "value")
    if pattern is not None and pattern.type == "this":
        return None
    return low.term(pattern) if value is None else (
        "assignment_pattern", low.term(pattern), "=", low.term(value),
    )  # fmt: skip


def _parameters(low: Lowering, node: "Node") -> Term:
    parts = (low.lower(one) for one in node.named_children)
    return ("formal_parameters", "(", *(one for one in parts if one is not None), ")")


def _cast(low: Lowering, node: "Node") -> Term | None:
    if node.named_child_count > 1:
        low.leave_out(node.named_children[-1], "types")
    return low.lower(node.named_children[0])


def _annotation(low: Lowering, node: "Node") -> Term | None:
    """Types say nothing where no decorator can read them."""
    outer = node.parent if b"@" in low.data else None
    while outer is not None:
        if any(one.type == "decorator" for one in outer.children):
            return low.plain(node)
        before = outer.prev_sibling
        if before is not None and before.type == "decorator":
            return low.plain(node)
        outer = outer.parent
    low.leave_out(node, "types")
    return None


def _field(low: Lowering, node: "Node") -> Term:
    modifiers = {"accessibility_modifier", "readonly", "override_modifier", ";", "!", "?"}
    parts = [low.lower(one) for one in node.children if one.type not in modifiers]
    return ("field", *(one for one in parts if one is not None))


def _import(low: Lowering, node: "Node") -> Term | None:
    if any(one.type == "type" for one in node.children):
        low.leave_out(node, "types")
        return None
    for one in _identifiers(node):
        low.fix(one)
    return ("import", *(one for one in low.parts(node) if one != ";"))


def _identifiers(node: "Node") -> "list[Node]":
    if node.type == "identifier":
        return [node]
    return [found for child in node.named_children for found in _identifiers(child)]


def _empty(low: Lowering, node: "Node") -> Term | None:
    """Nothing, but in the head of a loop, where it stands for a part."""
    outer = node.parent
    return ";" if outer is not None and outer.type == "for_statement" else None


def _export(low: Lowering, node: "Node") -> Term | None:
    declared = node.child_by_field_name("declaration")
    if declared is not None and low.lower(declared) is None:
        return None
    return braces.statement(low, node)


_STATEMENTS = words(
    "expression_statement return_statement throw_statement break_statement"
    " continue_statement variable_declaration debugger_statement do_statement"
)

_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_STATEMENTS, braces.statement),
    "lexical_declaration": _declaration,
    "shorthand_property_identifier": _shorthand,
    "shorthand_property_identifier_pattern": _shorthand,
    "pair": _pair,
    "pair_pattern": _pair,
    "parenthesized_expression": _parenthesized,
    "template_string": _template,
    "string": braces.quoted,
    "call_expression": _call,
    "with_statement": _with,
    "binary_expression": braces.binary,
    "unary_expression": braces.unary,
    "ternary_expression": braces.conditional,
    "if_statement": braces.branching,
    "statement_block": braces.listing,
    "empty_statement": _empty,
    "for_in_statement": braces.loop,
    "while_statement": braces.loop,
    "arrow_function": braces.closure,
    "import_statement": _import,
    "export_statement": _export,
}

_CONTAINERS = frozenset({"program", "class_declaration", "class_body"})

SCRIPT = Dialect(_HANDLERS, frozenset({"identifier"}), {}, _CONTAINERS, drops_commas=True)

_TYPES: dict[str, Handler] = {
    "required_parameter": _parameter,
    "optional_parameter": _parameter,
    "formal_parameters": _parameters,
    "as_expression": _cast,
    "satisfies_expression": _cast,
    "non_null_expression": _cast,
    "public_field_definition": _field,
    "type_annotation": _annotation,
    "type_predicate_annotation": _annotation,
    "asserts_annotation": _annotation,
}

TYPED = Dialect(
    {**_HANDLERS, **_TYPES},
    frozenset({"identifier"}),
    {
        "type_arguments": "types",
        "type_parameters": "types",
        "implements_clause": "types",
        "interface_declaration": "types",
        "type_alias_declaration": "types",
        "accessibility_modifier": "types",
        "override_modifier": "types",
        "function_signature": "types",
        "abstract_method_signature": "types",
    },
    _CONTAINERS,
    drops_commas=True,
)
