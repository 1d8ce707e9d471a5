"""Slips in operators."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, replaced
from evals.planting.ground import (
    Ground,
    around,
    body_of,
    condition_of,
    field,
    inside,
    statements,
    words,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_BINARY = ("comparison_operator", "boolean_operator", "binary_operator", "binary_expression")
_NULLS = {"None", "null", "undefined", "nil"}
_VAGUE = re.compile(r"(?i)version|deadline|time|now\b|elapsed|\d\.\d|epsilon|typeof|__name__|sys\.")
_NUMERIC = re.compile(
    r"(?i)\d+|len\(.*\)|[ijkn]|[a-z]*idx"
    r"|(.*[._\w])?(length|size|count|index|offset|width|height|pos|position|total|start|end|num|depth)"
    r"(\(\))?"
)
_TESTS = {
    "if_statement",
    "elif_clause",
    "while_statement",
    "return_statement",
    "ternary_expression",
}


def _operators(ground: Ground, table: dict[str, str]) -> "Iterator[tuple[Node, Node, str]]":
    """Give binary expressions with the operator's node and what the table has for it."""
    for node in ground.of(*_BINARY):
        for child in node.children:
            if not child.is_named and child.type in table:
                yield node, child, table[child.type]


def _swaps(table: dict[str, str], *, vague: bool = False) -> Sites:
    def sites(ground: Ground, _: random.Random) -> Iterator[Change]:
        for node, operator, other in _operators(ground, table):
            if not vague and (_VAGUE.search(words(node)) or _best_so_far(node)):
                continue
            yield replaced(operator, other)

    return sites


def _best_so_far(node: "Node") -> bool:
    """Tell whether a comparison picks the larger of two values, where equal ones don't matter."""
    test = around(node, {"if_statement", "conditional_expression", "ternary_expression"})
    if test is None or test.type != "if_statement":
        return test is not None
    sides = {words(child) for child in node.named_children}
    held = [words(part) for part in statements(body_of(test))[:1]]
    return condition_of(test) == node and any(
        sum(side in text for side in sides) > 1 for text in held
    )


def _equality(ground: Ground, _: random.Random) -> Iterator[Change]:
    table = {"==": "!=", "!=": "==", "===": "!==", "!==": "==="}
    for node, operator, other in _operators(ground, table):
        if not any(words(child) in _NULLS for child in node.named_children):
            yield replaced(operator, other)


def _null_test(ground: Ground, _: random.Random) -> Iterator[Change]:
    table = {"==": "!=", "!=": "==", "===": "!==", "!==": "===", "is": "is not", "is not": "is"}
    for node, operator, other in _operators(ground, table):
        if any(words(child) in _NULLS for child in node.named_children):
            yield replaced(operator, other)


def _boolean(ground: Ground, _: random.Random) -> Iterator[Change]:
    table = {"and": "or", "or": "and", "&&": "||", "||": "&&"}
    for node, operator, other in _operators(ground, table):
        top = node
        while top.parent is not None and top.parent.type in (*_BINARY, "parenthesized_expression"):
            top = top.parent
        if top.parent is not None and top.parent.type in _TESTS and _is_test(top):
            yield replaced(operator, other)


def _is_test(node: "Node") -> bool:
    """Tell whether a joined expression is a condition, not a value with its default."""
    looks = ("comparison_operator", "not_operator", "unary_expression", "call", "binary_expression")
    parent = node.parent
    return parent is not None and (
        parent.type != "return_statement" or bool(inside(node, *looks[:3]))
    )


def _arithmetic(ground: Ground, _: random.Random) -> Iterator[Change]:
    table = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "/"}
    for node, operator, other in _operators(ground, table):
        sides = [words(child) for child in node.named_children]
        quoted = inside(
            node, "string", "template_string", "string_literal", "interpreted_string_literal"
        )
        if all(_NUMERIC.fullmatch(side) for side in sides) and not quoted and set(sides) - {"0"}:
            yield replaced(operator, other)


def _bitwise(ground: Ground, _: random.Random) -> Iterator[Change]:
    table = {"&": "|", "|": "&", "<<": ">>", ">>": "<<"}
    for node, operator, other in _operators(ground, table):
        if not (ground.family == "python" and inside(node, "none", "string", "list", "set")):
            yield replaced(operator, other)
    for operator in ground.of("|=", "&="):
        yield replaced(operator, "&=" if operator.type == "|=" else "|=")


def _membership(ground: Ground, _: random.Random) -> Iterator[Change]:
    for _node, operator, other in _operators(ground, {"in": "not in", "not in": "in"}):
        if ground.family == "python":
            yield replaced(operator, other)


def _augmented(ground: Ground, _: random.Random) -> Iterator[Change]:
    table = {"+=": "-=", "-=": "+=", "++": "--", "--": "++", "*=": "/="}
    for operator in ground.of(*table):
        node = operator.parent
        quoted = node is not None and inside(node, "string", "string_literal", "template_string")
        update = around(operator, {"for_clause", "for_statement"})
        counts = node is not None and field(update, "update", "increment") == node
        added = words(field(node, "right")) if node is not None else ""
        if (
            not quoted
            and not counts
            and (len(operator.type) < 2 or not added or _NUMERIC.fullmatch(added))
        ):
            yield replaced(operator, table[operator.type])


def _lost_sum(ground: Ground, _: random.Random) -> Iterator[Change]:
    for operator in ground.of("+="):
        if around(
            operator,
            {"for_statement", "for_in_statement", "enhanced_for_statement", "while_statement"},
        ):
            yield replaced(operator, "=")


def _division(ground: Ground, _: random.Random) -> Iterator[Change]:
    if ground.family == "python":
        for _node, operator, other in _operators(ground, {"//": "/"}):
            yield replaced(operator, other)
    for call in ground.of("call_expression"):
        given = re.fullmatch(r"Math\.(floor|ceil|trunc)\((.*/.*)\)", words(call))
        if (
            given
            and given[2].count("(") == given[2].count(")")
            and ")" not in given[2].split("(")[0]
        ):
            yield replaced(
                call,
                given[2] if call.parent and call.parent.type not in _BINARY else f"({given[2]})",
            )
    for cast in ground.of("cast_expression"):
        divides = cast.parent is not None and "/" in [child.type for child in cast.parent.children]
        if divides and words(field(cast, "type")) in ("double", "float"):
            yield replaced(cast, words(field(cast, "value")))


SLIPS: dict[str, Sites] = {
    "comparison-bound": _swaps({"<": "<=", "<=": "<", ">": ">=", ">=": ">"}),
    "comparison-direction": _swaps({"<": ">", "<=": ">=", ">": "<", ">=": "<="}),
    "equality": _equality,
    "null-test": _null_test,
    "boolean-operator": _boolean,
    "arithmetic": _arithmetic,
    "bitwise": _bitwise,
    "membership": _membership,
    "augmented": _augmented,
    "lost-sum": _lost_sum,
    "division": _division,
}
