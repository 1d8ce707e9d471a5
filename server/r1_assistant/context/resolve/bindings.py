"""Parameters and local variables: where a name is bound in the functions around a place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

How = Literal["assigned", "each", "with", "caught", "unknown"]

_MOST = 60
"""Uses of a name in a function that are looked at."""

FUNCTIONS = frozenset(
    [
        "function_definition",
        "lambda",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function",
        "generator_function_declaration",
        "method_declaration",
        "constructor_declaration",
        "lambda_expression",
        "compact_constructor_declaration",
        "static_initializer",
        "anonymous_function",
        "lambda_literal",
        "secondary_constructor",
        "getter",
        "setter",
        "func_literal",
        "function_item",
        "closure_expression",
        "local_function_statement",
        "accessor_declaration",
        "operator_declaration",
        "method",
        "singleton_method",
        "block",
        "do_block",
        "anonymous_function_creation_expression",
        "init_declaration",
        "anonymous_method_expression",
        "function",
    ]
)
"""Types of nodes whose parameters and variables are their own."""

_NOT_FUNCTIONS = {
    "python": {"block"},
    "java": {"block"},
    "javascript": {"function"},
    "typescript": {"function"},
    "go": {"block"},
    "rust": {"block"},
    "csharp": {"block"},
    "kotlin": {"block"},
    "scala": {"block"},
    "lua": {"block"},
}
_CLASS = re.compile(r"class|struct_|impl_item|interface|trait|object_d|enum_|^module$|^namespace")

# by the type of a node: the fields of names, of the type, of the value, and how they are bound
_BINDERS: dict[str, tuple[str, str, str, How]] = {
    "assignment": ("left", "type", "right", "assigned"),
    "assignment_expression": ("left", "", "right", "assigned"),
    "assignment_pattern": ("left", "", "right", "assigned"),
    "object_assignment_pattern": ("left", "", "right", "assigned"),
    "named_expression": ("name", "", "value", "assigned"),
    "for_statement": ("left item pattern", "", "right collection", "each"),
    "for_in_clause": ("left", "", "right", "each"),
    "as_pattern": ("alias", "", "", "with"),
    "typed_parameter": ("", "type", "", "unknown"),
    "default_parameter": ("name", "", "", "unknown"),
    "typed_default_parameter": ("name", "type", "", "unknown"),
    "variable_declarator": ("name", "type", "value", "assigned"),
    "required_parameter": ("pattern", "type", "value", "assigned"),
    "optional_parameter": ("pattern name", "type", "value", "assigned"),
    "for_in_statement": ("left", "", "right", "each"),
    "catch_clause": ("parameter", "", "", "unknown"),
    "formal_parameter": ("name", "type", "", "unknown"),
    "spread_parameter": ("", "type", "", "unknown"),
    "enhanced_for_statement": ("name", "type", "value", "each"),
    "catch_formal_parameter": ("name", "type", "", "unknown"),
    "resource": ("name", "type", "value", "assigned"),
    "instanceof_expression": ("name pattern", "right", "", "unknown"),
    "property_declaration": ("name", "type", "value", "assigned"),
    "parameter": ("name pattern", "type", "", "unknown"),
    "class_parameter": ("name", "type", "", "unknown"),
    "val_definition": ("pattern", "type", "value", "assigned"),
    "var_definition": ("pattern", "type", "value", "assigned"),
    "short_var_declaration": ("left", "", "right", "assigned"),
    "var_spec": ("name", "type", "value", "assigned"),
    "parameter_declaration": ("name declarator", "type", "", "unknown"),
    "variadic_parameter_declaration": ("name", "type", "", "unknown"),
    "range_clause": ("left", "", "right", "each"),
    "type_switch_statement": ("alias", "", "", "unknown"),
    "let_declaration": ("pattern", "type", "value", "assigned"),
    "let_condition": ("pattern", "", "value", "assigned"),
    "for_expression": ("pattern", "", "value", "each"),
    "match_pattern": ("", "", "", "unknown"),
    "declaration": ("declarator", "type", "", "assigned"),
    "init_declarator": ("declarator", "", "value", "assigned"),
    "optional_parameter_declaration": ("declarator", "type", "", "unknown"),
    "for_range_loop": ("declarator", "type", "right", "each"),
    "foreach_statement": ("left", "type", "right", "each"),
    "declaration_expression": ("name", "type", "", "unknown"),
    "keyword_parameter": ("name", "", "", "unknown"),
    "assignment_statement": ("left", "", "right", "assigned"),
}
_LISTS = frozenset(
    [
        "parameters",
        "lambda_parameters",
        "formal_parameters",
        "inferred_parameters",
        "closure_parameters",
        "method_parameters",
        "block_parameters",
        "list_splat_pattern",
        "dictionary_splat_pattern",
        "rest_pattern",
        "splat_parameter",
        "block_parameter",
        "hash_splat_parameter",
        "for_generic_clause",
        "implicit_parameter",
        "bindings",
        "lambda_function_type_parameters",
    ]
)
"""Nodes that bind each name right in them."""

_NO_PATTERN = re.compile(
    r"attribute|member|field_ex|selector|subscript|index|call|navigation|access|arguments|string"
    r"|new_|creation|type|invocation|binary|body|block"
)


@dataclass(frozen=True, slots=True)
class Binding:
    """A place where a name is bound: its type and value as they are written, "" if they are not.

    `number` is the name's place among several that are bound at once, -1 if it is alone.
    """

    type: str
    value: str
    how: How
    start: int
    number: int = -1


def bindings_of(tree: SyntaxTree, name: str, offset: int) -> tuple[Binding, ...]:
    """Find where a name is bound in the innermost function around an offset that binds it.

    Those with a type come first, then the last before the offset.
    """
    functions = _NOT_FUNCTIONS.get(tree.language.name, set())
    own = FUNCTIONS - functions
    at = tree.offsets.byte(offset)
    node = tree.root.descendant_for_byte_range(at, min(at + 1, tree.root.end_byte))
    while node is not None:
        if node.type in own and node.is_named:
            found = sorted(_within(tree, node, name, own), key=lambda one: _order(one, offset))
            if found:
                return tuple(found)
        node = node.parent
    return ()


def bindings_outside(tree: SyntaxTree, name: str) -> tuple[Binding, ...]:
    """Find where a name is bound at a file's top level."""
    own = FUNCTIONS - _NOT_FUNCTIONS.get(tree.language.name, set())
    return tuple(_within(tree, tree.root, name, own))


def _order(binding: Binding, offset: int) -> tuple[bool, bool, int]:
    return (not binding.type, binding.start > offset, -binding.start)


def _within(
    tree: SyntaxTree, function: "Node", name: str, own: frozenset[str]
) -> Iterator[Binding]:
    start = tree.offsets.offset(function.start_byte)
    end = tree.offsets.offset(function.end_byte)
    uses = re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")
    for count, found in enumerate(uses.finditer(tree.text, start, end)):
        if count >= _MOST:
            return
        at = tree.offsets.byte(found.start())
        leaf = tree.root.descendant_for_byte_range(at, at + 1)
        if leaf is not None and leaf.is_named and not leaf.child_count:
            binding = _binding(leaf, found.start(), function, own)
            if binding is not None:
                yield binding


def _binding(leaf: "Node", start: int, function: "Node", own: frozenset[str]) -> Binding | None:
    node, parent = leaf, leaf.parent
    for _ in range(6):
        if parent is None or node.id == function.id:
            return None
        kind = parent.type
        if kind == "assignment_expression" and leaf.parent and leaf.parent.type != "variable_name":
            return None  # only PHP declares its variables like this
        if kind in _BINDERS:
            found = _bound(parent, node, leaf, start)
            return found if found and _scope(parent, own, function) else None
        if kind in _LISTS or (kind == "arrow_function" and _is_field(parent, "parameter", leaf)):
            return Binding("", "", "unknown", start) if _scope(parent, own, function) else None
        if kind in ("variable_declaration", "simple_parameter") or kind.endswith("_parameter"):
            type_ = _child_text(parent, ("type", "user_type", "nullable_type"))
            binding = Binding(type_, _kotlin_value(parent), "assigned", start)
            return binding if _scope(parent, own, function) else None
        if _NO_PATTERN.search(kind):
            return None
        node, parent = parent, parent.parent
    return None


def _bound(binder: "Node", child: "Node", leaf: "Node", start: int) -> Binding | None:
    names, type_field, value_field, how = _BINDERS[binder.type]
    if names:
        fields = [name for name in names.split() if binder.child_by_field_name(name) is not None]
        if not any(_is_field(binder, name, leaf) for name in fields or ()):
            return _without_fields(binder, leaf, start) if not fields else None
    elif binder.named_child_count and binder.type != "match_pattern":
        first = binder.named_children[0 if binder.type != "spread_parameter" else -1]
        if not first.start_byte <= leaf.start_byte < first.end_byte:
            return None
    if binder.type == "declaration" and child.type == "function_declarator":
        return None
    type_ = _field(binder, type_field) or _outer_type(binder)
    value = next((text for one in value_field.split() if (text := _field(binder, one))), "")
    if binder.type == "as_pattern":
        value, how = _managed(binder)
    elif binder.type == "variable_declarator" and not value:
        value = _text(binder.named_children[-1]) if binder.named_child_count > 1 else ""
    return Binding(_clean(type_), value, how, start, _number(binder, names, leaf))


def _without_fields(binder: "Node", leaf: "Node", start: int) -> Binding | None:
    """Read a parameter of a grammar that names no fields: the name, then its type."""
    children = binder.named_children
    if binder.type != "parameter" or not children or children[0].start_byte != leaf.start_byte:
        return None
    return Binding(_clean(_text(children[-1])) if children[1:] else "", "", "unknown", start)


def _kotlin_value(declaration: "Node") -> str:
    """Give the value of `val name = value`, which stands beside the name."""
    parent = declaration.parent
    if parent is None or parent.type != "property_declaration":
        return ""
    last = parent.named_children[-1]
    return _text(last) if last.start_byte > declaration.start_byte else ""


def _managed(binder: "Node") -> tuple[str, How]:
    """Give the value of `with value as name` or `except value as name`."""
    caught = binder.parent is not None and "except" in binder.parent.type
    value = _text(binder.named_children[0]) if binder.named_child_count else ""
    return value, "caught" if caught else "with"


def _number(binder: "Node", names: str, leaf: "Node") -> int:
    for name in names.split():
        bound = binder.child_by_field_name(name)
        if bound is not None and bound.named_child_count > 1:
            for number, child in enumerate(bound.named_children):
                if child.start_byte <= leaf.start_byte < child.end_byte:
                    return number
    return -1


def _is_field(node: "Node", field: str, leaf: "Node") -> bool:
    return any(
        child.start_byte <= leaf.start_byte and leaf.end_byte <= child.end_byte
        for child in node.children_by_field_name(field)
    )


def _scope(node: "Node", own: frozenset[str], function: "Node") -> bool:
    """Tell whether what a node binds belongs to a function, not to one within it."""
    at: Node | None = node
    while at is not None and at.id != function.id:
        if at.type in own or (at.is_named and _CLASS.search(at.type)):
            return False
        at = at.parent
    return True


def _outer_type(binder: "Node") -> str:
    parent = binder.parent
    if parent is not None and binder.type in ("variable_declarator", "init_declarator"):
        return _field(parent, "type")
    if binder.type == "property_declaration":
        return _child_text(binder, ("type_annotation",))
    return ""


def _child_text(node: "Node", kinds: tuple[str, ...]) -> str:
    found = (child for child in node.named_children if any(kind in child.type for kind in kinds))
    return _clean(_text(next(found, None)))


def _field(node: "Node", field: str) -> str:
    return _text(node.child_by_field_name(field)) if field else ""


def _clean(text: str) -> str:
    text = text.lstrip(": ").strip()
    return "" if text in ("var", "auto", "let", "val", "const") else text


def _text(node: "Node | None") -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
