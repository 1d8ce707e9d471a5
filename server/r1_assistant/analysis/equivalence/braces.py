"""What languages with braces have in common."""

import re
from typing import TYPE_CHECKING

from r1_assistant.analysis.equivalence.logic import (
    branch,
    choice,
    comparison,
    condition,
    junction,
    negation,
)
from r1_assistant.analysis.equivalence.lowering import Lowering, fields
from r1_assistant.analysis.equivalence.terms import EMPTY, Term

if TYPE_CHECKING:
    from tree_sitter import Node

_JUNCTIONS = {"&&": "and", "||": "or"}
_COMPARISONS = {"<", ">", "<=", ">=", "==", "!=", "===", "!=="}
_PLAIN = re.compile(r"[^\\\"'`\n$]*")


def own(node: "Node") -> "list[Node]":
    """Give a node's children without comments."""
    return [one for one in node.children if "comment" not in one.type]


def binary(low: Lowering, node: "Node") -> Term:
    """Lower an operator between two operands."""
    left, operator, right = fields(node, "left", "operator", "right")
    sign = operator.type if operator is not None else ""
    first, second = low.term(left), low.term(right)
    if sign in _JUNCTIONS:
        return junction(_JUNCTIONS[sign], first, second)
    if sign in _COMPARISONS:
        return comparison(sign, first, second, low.notes)
    if sign == "+" and low.tree.language.name != "go" and is_text(second):
        if is_text(first):
            return text(_unquoted(first) + _unquoted(second), low)
        if first[0] == "binary_expression" and first[2] == "+" and is_text(first[3]):
            return (*first[:3], text(_unquoted(first[3]) + _unquoted(second), low))
    return ("binary_expression", first, sign, second)


def text(value: str, low: Lowering) -> Term:
    """Give the term of a text without special characters."""
    low.notes["literals"] += 1
    return ("text", value)


def is_text(term: Term) -> bool:
    """Tell whether a term is a text whose value is known."""
    return isinstance(term, tuple) and term[:1] == ("text",)


def _unquoted(term: Term) -> str:
    return str(term[1])


def quoted(low: Lowering, node: "Node") -> Term:
    """Lower a literal text; one with special characters stays as it is."""
    written = low.text(node)
    low.words.append(written)
    inner = written[1:-1]
    if written[:1] != written[-1:] or len(written) < 2 or not _PLAIN.fullmatch(inner):
        return ("raw", written)
    low.notes["literals"] += written[0] != '"'
    return ("text", inner)


def unary(low: Lowering, node: "Node") -> Term:
    """Lower an operator before its operand."""
    operator = node.child_by_field_name("operator")
    operand = node.child_by_field_name("operand") or node.child_by_field_name("argument")
    sign = operator.type if operator is not None else ""
    if sign == "!":
        return negation(low.term(operand), low.notes)
    return ("unary_expression", sign, low.term(operand))


def conditional(low: Lowering, node: "Node") -> Term:
    """Lower `a ? b : c`."""
    test, then, other = fields(node, "condition", "consequence", "alternative")
    return choice(condition(low.term(test), low.notes), low.term(then), low.term(other), low.notes)


def branching(low: Lowering, node: "Node") -> Term:
    """Lower `if`, whose `else` may stand in a clause of its own."""
    test, then, other = fields(node, "condition", "consequence", "alternative")
    if other is not None and other.type == "else_clause":
        other = next(one for one in own(other) if one.is_named)
    otherwise = EMPTY if other is None else low.block(other)
    decided = condition(low.term(test), low.notes)
    return branch(decided, low.block(then), otherwise, low.notes)


def unwrapped(low: Lowering, node: "Node") -> Term | None:
    """Leave out parentheses."""
    inner = [one for one in own(node) if one.is_named]
    for one in node.named_children:
        if "comment" in one.type:
            low.lower(one)
    return low.lower(inner[0]) if len(inner) == 1 else low.plain(node)


def listing(low: Lowering, node: "Node") -> Term:
    """Lower a block."""
    return low.statements(node)


def nothing(low: Lowering, node: "Node") -> None:
    """Leave a node out."""


def statement(low: Lowering, node: "Node") -> Term:
    """Lower a statement without the semicolon at its end."""
    parts = tuple(low.parts(node))
    if parts[-1:] == (";",):
        low.notes["layout"] += 1
        parts = parts[:-1]
    return (node.type, *parts)


def loop(low: Lowering, node: "Node") -> Term:
    """Lower a loop, whose body is a block with or without braces."""
    body = node.child_by_field_name("body")
    shape = tuple(
        one for child in node.children if child != body and (one := low.lower(child)) is not None
    )
    return (node.type, shape, low.block(body))


def closure(low: Lowering, node: "Node") -> Term:
    """Lower a function without name; a body that only returns is its value."""
    parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
    body = node.child_by_field_name("body")
    listed = low.term(parameters)
    if listed[:1] == ("id",):
        listed = ("(", listed, ")")
    elif listed and listed[0] in ("formal_parameters", "inferred_parameters"):
        listed = listed[1:]
    inside = low.term(body)
    if len(inside) == 2 and inside[0] == "block" and inside[1][0] == "return_statement":
        returned = inside[1]
        inside = returned[2] if len(returned) == 3 else inside
    start = "async" if node.children[0].type == "async" else ""
    return (node.type, start, listed, inside)
