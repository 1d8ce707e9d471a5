"""The local variables of functions: where they are declared, visible and read."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.planting.ground import BLOCKS, FUNCTIONS, LOOPS, Ground, around, field, inside, words

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = {
    "default_parameter": ("name",),
    "typed_default_parameter": ("name",),
    "assignment": ("left",),
    "required_parameter": ("pattern",),
    "optional_parameter": ("pattern",),
    "variable_declarator": ("name",),
    "for_in_statement": ("left",),
    "formal_parameter": ("name",),
    "spread_parameter": ("name",),
    "resource": ("name",),
    "enhanced_for_statement": ("name",),
    "parameter_declaration": ("name",),
    "short_var_declaration": ("left",),
    "var_spec": ("name",),
    "range_clause": ("left",),
}
"""Nodes that declare variables, and the fields with their names."""

_HOLDERS = {"parameters", "formal_parameters", "typed_parameter", "as_pattern_target"}
"""Nodes whose identifiers are declared variables."""

_PATTERNS = {"identifier", "pattern_list", "tuple_pattern", "expression_list", "array_pattern"}
_SCOPES = BLOCKS | LOOPS | FUNCTIONS | {"if_statement", "with_statement", "catch_clause"}
_SCOPES |= {"try_with_resources_statement", "except_clause", "expression_switch_statement"}
_OWN = {"self", "cls", "_", "ctx", "this", "err", "e", "ex", "args", "kwargs", "ok", "t"}
_LOADS = {
    "argument_list": (),
    "arguments": (),
    "binary_operator": (),
    "binary_expression": (),
    "comparison_operator": (),
    "boolean_operator": (),
    "not_operator": (),
    "unary_expression": (),
    "subscript": (),
    "subscript_expression": (),
    "index_expression": (),
    "slice": (),
    "slice_expression": (),
    "array_access": (),
    "return_statement": (),
    "list": (),
    "tuple": (),
    "array": (),
    "if_statement": ("condition",),
    "parenthesized_expression": (),
    "conditional_expression": (),
    "ternary_expression": (),
    "attribute": ("object",),
    "member_expression": ("object",),
    "field_access": ("object",),
    "selector_expression": ("operand",),
    "method_invocation": ("object",),
    "keyword_argument": ("value",),
    "pair": ("value",),
    "assignment": ("right",),
    "assignment_expression": ("right",),
    "augmented_assignment": ("right",),
    "augmented_assignment_expression": ("right",),
    "variable_declarator": ("value",),
    "for_statement": ("right",),
}
"""Where an identifier is read: the parents, and the fields (all of them if none is named)."""


@dataclass(frozen=True, slots=True)
class Local:
    """A variable of a function: its declared type, if it is written, and its scope in bytes."""

    name: str
    type: str
    node: "Node"
    begin: int
    end: int

    @property
    def holder(self) -> str:
        """The type of the node that declares it."""
        return self.node.parent.type if self.node.parent is not None else ""


def locals_of(ground: Ground, function: "Node") -> list[Local]:
    """Give the variables that a function declares, in their order; those of nested ones apart."""
    known: dict[int, list[Local]] = ground.memory.setdefault("locals", {})
    if function.id not in known:
        known[function.id] = list(_declared(function))
    return known[function.id]


def visible(ground: Ground, node: "Node") -> list[Local]:
    """Give the variables that can be read at a node, each name once."""
    found: dict[str, Local] = {}
    function = around(node, FUNCTIONS)
    while function is not None:
        for local in locals_of(ground, function):
            if local.begin <= node.start_byte < local.end:
                found.setdefault(local.name, local)
        function = around(function, FUNCTIONS)
    return list(found.values())


def is_read(node: "Node") -> bool:
    """Tell whether an identifier stands where a variable's value is read."""
    parent = node.parent
    if parent is None or node.type != "identifier":
        return False
    if parent.type == "expression_list":
        holder = parent.parent
        return holder is not None and (
            holder.type == "return_statement" or field(holder, "right") == parent
        )
    fields = _LOADS.get(parent.type)
    if fields is None:
        return False
    return not fields or any(field(parent, name) == node for name in fields)


def alike(one: str, other: str) -> bool:
    """Tell whether two names could be taken for each other."""
    if one == other or (len(one) < 3) != (len(other) < 3):
        return False
    if len(one) < 3:
        return one.isalpha() and other.isalpha() and abs(ord(one[0]) - ord(other[0])) <= 2
    shared = set(parts(one)) & set(parts(other))
    return bool(shared) or difflib.SequenceMatcher(None, one, other).ratio() > 0.72


def parts(name: str) -> list[str]:
    """Give the words of a name that are long enough to mean something."""
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return [part.lower() for part in found if len(part) > 2]


def fits(one: Local, other: Local, family: str) -> bool:
    """Tell whether one variable may stand for the other, as far as their types are written."""
    if not one.type or not other.type:
        return family in ("python", "script")
    return one.type == other.type


def copies(one: Local, other: Local) -> bool:
    """Tell whether one variable's first value is the other's."""
    holder = one.node.parent
    given = words(field(holder, "right", "value")) if holder is not None else ""
    return given == other.name


def _declared(function: "Node") -> Iterator[Local]:
    stack = list(reversed(function.children))
    while stack:
        node = stack.pop()
        for name in _names(node):
            text = words(name)
            if text not in _OWN and not text.isupper():
                yield Local(text, _type(node), name, *_scope(name, node, function))
        if node.type not in FUNCTIONS:
            stack.extend(reversed(node.children))


def _names(node: "Node") -> "list[Node]":
    if node.type in _HOLDERS:
        return [child for child in node.children if child.type == "identifier"]
    fields = _NAMES.get(node.type, ())
    if node.type == "for_statement":
        fields = ("left",)
    named = [child for name in fields for child in node.children_by_field_name(name)]
    return [
        part
        for child in named
        if child.type in _PATTERNS
        for part in inside(child, "identifier")
        if child.type == "identifier" or part.parent == child
    ]


def _scope(name: "Node", node: "Node", function: "Node") -> tuple[int, int]:
    if "parameter" in node.type:
        return name.end_byte, function.end_byte
    scope = around(name, _SCOPES) or function
    statement = node if node.type not in LOOPS else name
    return statement.end_byte, scope.end_byte


def _type(node: "Node") -> str:
    written = field(node, "type") or field(node.parent, "type")
    if node.type == "range_clause":
        return ""
    return words(written).strip(": ")
