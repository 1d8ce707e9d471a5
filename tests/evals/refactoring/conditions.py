"""Refactorings of conditions: turned round, with branches swapped, split, and left early."""

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.view import (
    BLOCKS,
    LEAVES,
    View,
    descend,
    several_lines,
    shuffled,
    statements,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_MIRRORED |= {"===": "===", "!==": "!=="}
_OPPOSITE = {"==": "!=", "!=": "==", "===": "!==", "!==": "===", "is": "is not", "in": "not in"}
_OPPOSITE |= {"is not": "is", "not in": "in"}
_QUIET = {
    "identifier",
    "attribute",
    "member_expression",
    "field_access",
    "selector_expression",
    "this",
}


def flip_comparison(view: View, rng: random.Random) -> Iterator[str]:
    """Swap the sides of a comparison."""
    for node in shuffled(view.nodes("comparison_operator", "binary_expression"), rng):
        sides = _sides(view, node)
        if sides is None:
            continue
        left, sign, right = sides
        if sign in _MIRRORED and _quiet(left) and _quiet(right):
            text = f"{view.text(right)} {_MIRRORED[sign]} {view.text(left)}"
            yield view.with_((node.start_byte, node.end_byte, text))


def invert_if(view: View, rng: random.Random) -> Iterator[str]:
    """Negate a condition and swap the branches."""
    for node in shuffled(view.nodes("if_statement"), rng):
        branches = _branches(view, node)
        condition = node.child_by_field_name("condition")
        if branches is None or condition is None:
            continue
        first, second = branches
        if _within_else(node) or several_lines(first) or several_lines(second):
            continue
        yield view.with_(
            (condition.start_byte, condition.end_byte, negated(view, condition)),
            (first.start_byte, first.end_byte, view.text(second)),
            (second.start_byte, second.end_byte, view.text(first)),
        )


def early_return(view: View, rng: random.Random) -> Iterator[str]:
    """Drop the else of a branch that leaves, and put its statements one level further out."""
    for node in shuffled(view.nodes("if_statement"), rng):
        branches = _branches(view, node)
        if branches is None or _within_else(node) or not view.alone_start(node):
            continue
        first, second = branches
        last = statements(first)
        if not last or last[-1].type not in LEAVES or several_lines(second):
            continue
        if node.parent is None or node.parent.type not in (*BLOCKS, "statement_list", "module"):
            continue
        if not view.python and _declares(second):
            continue
        body = _outdented(view, second, view.indent(node))
        end = first.end_byte
        yield view.with_((end, node.end_byte, f"\n{body}"))


def split_condition(view: View, rng: random.Random) -> Iterator[str]:
    """Make two ifs, one in the other, of a condition with an and."""
    for node in shuffled(view.nodes("if_statement"), rng):
        condition, body = _bare_condition(node), node.child_by_field_name("consequence")
        if condition is None or body is None or _has_else(node) or _within_else(node):
            continue
        left, right = (condition.child_by_field_name(f) for f in ("left", "right"))
        sign = view.field(condition, "operator")
        if left is None or right is None or sign not in ("and", "&&"):
            continue
        if several_lines(body) or not view.alone_start(node) or body.type == "expression_statement":
            continue
        if node.child_by_field_name("initializer") is None and "\n" not in view.text(condition):
            yield view.with_((node.start_byte, node.end_byte, _nested(view, node, left, right)))


def negated(view: View, condition: "Node") -> str:
    """Give the text of the opposite condition, in parentheses where it was."""
    inner = condition
    if condition.type == "parenthesized_expression":
        inner = condition.named_children[0]
    text = _negation(view, inner)
    return f"({text})" if condition.type == "parenthesized_expression" else text


def _negation(view: View, node: "Node") -> str:
    text = view.text(node)
    sides = _sides(view, node)
    if sides is not None and sides[1] in _OPPOSITE:
        return f"{view.text(sides[0])} {_OPPOSITE[sides[1]]} {view.text(sides[2])}"
    if node.type == "not_operator":
        return view.field(node, "argument")
    if node.type == "unary_expression" and text.startswith("!"):
        return text[1:]
    plain = node.type in (*_QUIET, "call", "call_expression", "method_invocation", "subscript")
    if view.python:
        simple = plain or node.type == "comparison_operator"
        return f"not {text}" if simple else f"not ({text})"
    return f"!{text}" if plain else f"!({text})"


def _sides(view: View, node: "Node") -> "tuple[Node, str, Node] | None":
    if node.type == "comparison_operator" and node.named_child_count == 2:
        left, right = node.named_children
        sign = view.between(left.end_byte, right.start_byte).strip()
        return (left, " ".join(sign.split()), right) if "#" not in sign else None
    if node.type == "binary_expression":
        one, other = (node.child_by_field_name(f) for f in ("left", "right"))
        if one is not None and other is not None:
            return one, view.field(node, "operator"), other
    return None


def _quiet(node: "Node") -> bool:
    """Tell whether a value is had without calling anything."""
    literal = "literal" in node.type or node.type in ("integer", "float", "number", "string")
    if literal and node.type != "composite_literal":
        return not any(c.type == "interpolation" for c in node.children)
    return node.type in _QUIET and all(
        c.type not in ("call", "call_expression", "method_invocation", "subscript")
        for c in descend(node)
    )


def _branches(view: View, node: "Node") -> "tuple[Node, Node] | None":
    """Give both blocks of an if with a plain else."""
    first, other = (node.child_by_field_name(f) for f in ("consequence", "alternative"))
    if first is None or other is None or node.child_by_field_name("initializer") is not None:
        return None
    if other.type == "else_clause":
        if len(node.children_by_field_name("alternative")) > 1:
            return None
        other = other.child_by_field_name("body") or other.named_children[-1]
    blocks = first.type == other.type and other.type in ("block", "statement_block")
    return (first, other) if blocks and statements(first) and statements(other) else None


def _has_else(node: "Node") -> bool:
    return node.child_by_field_name("alternative") is not None


def _within_else(node: "Node") -> bool:
    above = node.parent
    if above is None:
        return False
    return (above.type == "else_clause" and node.type == "if_statement") or above.type == node.type


def _declares(block: "Node") -> bool:
    kinds = ("lexical_declaration", "variable_declaration", "local_variable_declaration")
    more = ("short_var_declaration", "var_declaration", "function_declaration")
    return any(s.type in (*kinds, *more) for s in statements(block))


def _outdented(view: View, block: "Node", indent: str) -> str:
    inner = statements(block)
    lines = view.between(view.line_start(inner[0].start_byte), block.end_byte).split("\n")
    if not view.python:
        lines = lines[:-1]
    deep = len(view.indent(inner[0])) - len(indent)
    return "\n".join(line[deep:] if line.strip() else line for line in lines)


def _nested(view: View, node: "Node", left: "Node", right: "Node") -> str:
    step, indent = view.step(), view.indent(node)
    body = node.child_by_field_name("consequence")
    assert body is not None
    first, second = view.text(left), view.text(right)
    if view.python:
        rest = view.between(right.end_byte, node.end_byte).replace("\n", f"\n{step}")
        return f"if {first}:\n{indent}{step}if {second}{rest}"
    inner = view.text(body).replace("\n", f"\n{step}")
    inner = "\n".join(line.rstrip() if not line.strip() else line for line in inner.split("\n"))
    outer, own = (first, second) if view.go else (f"({first})", f"({second})")
    return f"if {outer} {{\n{indent}{step}if {own} {inner}\n{indent}}}"


def _bare_condition(node: "Node") -> "Node | None":
    condition = node.child_by_field_name("condition")
    if condition is not None and condition.type == "parenthesized_expression":
        return condition.named_children[0] if condition.named_child_count == 1 else None
    return condition
