"""Local variables: where they are bound and used, and what else they could be called."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.refactoring.view import FUNCTIONS, View, descend, same, within

if TYPE_CHECKING:
    from tree_sitter import Node

_SYNONYMS = {
    "result": "outcome",
    "results": "found",
    "res": "result",
    "ret": "result",
    "rv": "result",
    "val": "value",
    "value": "current",
    "data": "content",
    "name": "label",
    "key": "entry_key",
    "item": "entry",
    "items": "entries",
    "i": "index",
    "j": "other",
    "n": "count",
    "k": "key",
    "v": "value",
    "x": "left",
    "s": "text",
    "line": "row",
    "lines": "rows",
    "path": "location",
    "args": "arguments",
    "params": "parameters",
    "msg": "message",
    "buf": "buffer",
    "idx": "index",
    "len": "length",
    "tmp": "kept",
    "obj": "target",
    "opts": "options",
    "ctx": "context",
    "req": "request",
    "cb": "callback",
    "fn": "callback",
    "node": "element",
    "size": "length",
    "conn": "connection",
}
_SUFFIXES = ("value", "entry", "info", "state", "current")
_REACHING = {"exec", "eval", "locals", "vars", "globals"}
_BINDING = {
    "global_statement",
    "nonlocal_statement",
    "import_statement",
    "import_from_statement",
    "match_statement",
    "class_definition",
    "class_body",
    "class_declaration",
    "with_statement",
    "delete_statement",
}
"""Python: where a function has one of these, its names are more than meets the eye."""


@dataclass(frozen=True, slots=True)
class Local:
    """A variable of one function, bound at one place; `uses` has all its places, that included."""

    name: str
    binding: "Node"
    statement: "Node"
    uses: "tuple[Node, ...]"


def local_variables(view: View, function: "Node") -> "Iterator[Local]":
    """Give the variables that a function binds and that can be told apart with certainty."""
    if view.python:
        yield from _of_python(view, function)
        return
    for statement, binding in _declared(view, function):
        name = view.text(binding)
        uses = [n for n in _names(function) if view.text(n) == name]
        scope = within(binding, "block", "statement_block", "constructor_body", *FUNCTIONS)
        if scope is None or scope.type in FUNCTIONS or (len(name) < 2 and not name.isalpha()):
            continue
        inside = all(
            scope.start_byte <= u.start_byte < scope.end_byte and u.start_byte >= binding.start_byte
            for u in uses
        )
        once = sum(_binds(u) for u in uses) == 1
        own = [u for u in uses if statement.start_byte <= u.start_byte < statement.end_byte]
        if inside and once and len(own) == 1 and not any(_ambiguous(u) for u in uses):
            yield Local(name, binding, statement, tuple(uses))


def other_name(view: View, name: str, rng: random.Random) -> str | None:
    """Think of another name for a variable, one that the text does not have."""
    words = [w for w in re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", name) if w]
    choices = [_SYNONYMS.get(name.lower(), "")]
    if len(words) > 1:
        choices += [_joined(view, name, words[1:]), _joined(view, name, words[:-1])]
    choices += [_joined(view, name, [*words, s]) for s in rng.sample(_SUFFIXES, len(_SUFFIXES))]
    choices += [_joined(view, name, ["current", *words])]
    return view.free(*(c for c in choices if len(c) > 2))


def replaced(view: View, use: "Node", name: str) -> tuple[int, int, str]:
    """Give the replacement that calls a variable by another name."""
    old = view.text(use)
    short = use.type == "shorthand_property_identifier"
    return use.start_byte, use.end_byte, f"{old}: {name}" if short else name


def _of_python(view: View, function: "Node") -> "Iterator[Local]":
    inner = list(descend(function))
    if any(n.type in _BINDING and not _harmless(n) for n in inner):
        return
    names = [n for n in inner if n.type == "identifier" and _variable(n)]
    if any(view.text(n) in _REACHING for n in names):
        return
    parameters = {view.text(n) for n in inner if n.type == "identifier" and _parameter(n)}
    seen: set[str] = set()
    for node in names:
        name = view.text(node)
        statement = node.parent
        if statement is None or statement.type != "assignment" or name in seen | parameters:
            continue
        if same(statement.child_by_field_name("left"), node) and _owner(node, function):
            seen.add(name)
            uses = tuple(n for n in names if view.text(n) == name)
            yield Local(name, node, statement, uses)


def _harmless(node: "Node") -> bool:
    return node.type == "with_statement"


def _owner(node: "Node", function: "Node") -> bool:
    return same(within(node, "function_definition", "lambda"), function)


def _parameter(node: "Node") -> bool:
    above = within(node, "parameters", "lambda_parameters", "block", "argument_list")
    return above is not None and above.type in ("parameters", "lambda_parameters")


def _variable(node: "Node") -> bool:
    """Tell whether a Python identifier stands for a variable: no attribute, no keyword."""
    above = node.parent
    if above is None:
        return False
    if above.type == "attribute":
        return same(above.child_by_field_name("object"), node)
    if above.type == "keyword_argument":
        return same(above.child_by_field_name("value"), node)
    return above.type not in ("dotted_name", "aliased_import")


def _declared(view: View, function: "Node") -> "Iterator[tuple[Node, Node]]":
    for node in descend(function, lambda n: n.type not in FUNCTIONS):
        if node.type == "variable_declarator" and _in_statement(node):
            name = node.child_by_field_name("name")
            if name is not None and name.type == "identifier" and node.parent is not None:
                yield node.parent, name
        if view.go and node.type == "short_var_declaration" and _in_statement(node):
            left = node.child_by_field_name("left")
            for name in left.named_children if left is not None else ():
                if view.text(name) not in ("_", "err", "ok"):
                    yield node, name


def _in_statement(node: "Node") -> bool:
    above = node.parent
    if above is not None and node.type == "variable_declarator":
        above = above.parent
    return above is not None and above.type in ("block", "statement_block", "statement_list")


def _names(function: "Node") -> "Iterator[Node]":
    kinds = (
        "identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
    )
    for node in descend(function):
        if node.type in kinds and not _member(node):
            yield node


def _member(node: "Node") -> bool:
    """Tell whether a Java identifier is that of a field or a method of something."""
    above = node.parent
    if above is None:
        return True
    if above.type == "field_access":
        return same(above.child_by_field_name("field"), node)
    if above.type == "method_invocation":
        return same(above.child_by_field_name("name"), node)
    return above.type in ("method_reference", "element_value_pair", "labeled_statement")


def _binds(node: "Node") -> bool:
    above = node.parent
    if above is None or node.type == "shorthand_property_identifier_pattern":
        return True
    if above.type == "expression_list" and above.parent is not None:
        whole = above.parent
        binding = whole.type in ("short_var_declaration", "range_clause")
        return binding and same(whole.child_by_field_name("left"), above)
    types = (
        "variable_declarator",
        "formal_parameter",
        "parameter_declaration",
        "required_parameter",
        "optional_parameter",
        "catch_formal_parameter",
        "enhanced_for_statement",
        "var_spec",
        "formal_parameters",
        "inferred_parameters",
        "array_pattern",
        "pair_pattern",
        "rest_pattern",
        "function_declaration",
        "catch_clause",
    )
    if above.type == "arrow_function":
        return same(above.child_by_field_name("parameter"), node)
    if above.type in ("variable_declarator", "parameter_declaration", "enhanced_for_statement"):
        value = above.child_by_field_name("value")
        return not same(value, node) and not same(above.child_by_field_name("type"), node)
    return above.type in types


def _ambiguous(node: "Node") -> bool:
    """Tell whether a name may be a field's: the key of a literal in Go."""
    above = node.parent
    return node.type == "shorthand_property_identifier_pattern" or (
        above is not None and above.type in ("literal_element", "keyed_element")
    )


def _joined(view: View, name: str, words: list[str]) -> str:
    snake = view.python or ("_" in name and name.islower())
    if snake:
        return "_".join(w.lower() for w in words)
    first, *rest = words
    return first[:1].lower() + first[1:] + "".join(w[:1].upper() + w[1:] for w in rest)
