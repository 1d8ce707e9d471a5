"""Conditions that were turned round, that never change, or that bind otherwise than they look."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.lost import checks
from r1_assistant.analysis.lost.pairs import unit_at
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_TURNED = {
    "==": {"!=", "!=="},
    "===": {"!==", "!="},
    "!=": {"==", "==="},
    "!==": {"===", "=="},
    "<": {">", ">="},
    ">": {"<", "<="},
    "<=": {">", ">="},
    ">=": {"<", "<="},
    "is": {"is not"},
    "is not": {"is"},
    "in": {"not in"},
    "not in": {"in"},
}
_CHOICES = g.IFS | g.TERNARIES | frozenset({"while_statement", "while_expression", "elif_clause"})
_COMPARISONS = frozenset(_TURNED)
_LONGEST = 1000
"""Bytes of an operation whose sides are compared: what is longer was made by no hand."""


def inverted(place: Place) -> Iterator[Trace]:
    """Find a condition that now asks the opposite, while what depends on it is as it was."""
    old = place.view.old.tree
    removed = sorted(place.view.removed)
    fresh = [one for one in place.all(_CHOICES) if _condition_line(one) in place.lines]
    if old is None or not removed or not fresh:
        return
    units = {unit.id: unit for unit in (unit_at(old, line) for line in removed[:20])}
    before = [
        one
        for unit in units.values()
        for one in g.of_types(unit, _CHOICES)
        if _condition_line(one) in place.view.removed
    ]
    for node in fresh:
        for one in before:
            found = one.type == node.type and _rest(one) == _rest(node) and _opposite(one, node)
            if found:
                line = _condition_line(node)
                basis = f"It was {g.text_of(g.condition_of(one))[:60]} before, for the same code"
                subject = g.text_of(g.condition_of(node))
                fix = place.replaced(line, subject, g.text_of(g.condition_of(one)))
                yield trace("inverted-condition", line, subject, basis, found, fix)
                break


def _condition_line(node: "Node") -> int:
    condition = g.condition_of(node)
    return g.line_of(condition) if condition is not None else 0


def _rest(node: "Node") -> tuple[str, ...]:
    """Give all that depends on a condition."""
    condition = g.condition_of(node)
    return tuple(
        g.plain(one)
        for one in node.named_children
        if one.type not in g.COMMENTS and not g.same(g.unwrapped(one), condition)
    )


def _opposite(old: "Node", new: "Node") -> float:
    """Grade how clearly two conditions contradict: one question of all, denied or turned."""
    for words in (checks.AND, checks.OR):
        was, now = g.parts(g.condition_of(old), words), g.parts(g.condition_of(new), words)
        if len(was) != len(now):
            continue
        differing = [(a, b) for a, b in zip(was, now, strict=True) if g.plain(a) != g.plain(b)]
        if len(differing) == 1 and _denied(*differing[0]):
            return 0.85
    return 0.65 if _joined_otherwise(g.condition_of(old), g.condition_of(new)) else 0


def _denied(one: "Node", other: "Node") -> bool:
    for a, b in ((one, other), (other, one)):
        denied = g.negated(a)
        if denied is not None and g.plain(denied) == g.plain(b):
            return True
    if one.type not in g.BINARIES or other.type not in g.BINARIES:
        return False
    sides = [g.plain(side) for side in g.operands(one)]
    if sides != [g.plain(side) for side in g.operands(other)]:
        return False
    return g.operator_of(other) in _TURNED.get(g.operator_of(one), set())


def _joined_otherwise(old: "Node | None", new: "Node | None") -> bool:
    """Tell whether and became or, or the other way round, between the same questions."""
    for one, other in ((checks.AND, checks.OR), (checks.OR, checks.AND)):
        was, now = g.parts(old, one), g.parts(new, other)
        if len(was) > 1 and [g.plain(a) for a in was] == [g.plain(b) for b in now]:
            return True
    return False


def constant(place: Place) -> Iterator[Trace]:
    """Find conditions that are always the same, whatever the values."""
    for node in place.fresh(g.BINARIES):
        short = node.end_byte - node.start_byte <= _LONGEST
        why = _constant(node, place) if short else ""
        if why:
            yield trace("constant-condition", node, g.text_of(node), why, 0.85)
    for node in place.all(g.IFS | frozenset({"while_statement"})):
        condition = g.condition_of(node)
        if condition is None or g.line_of(condition) not in place.lines:
            continue
        assigns = condition.type == "assignment_expression" and not _meant(condition)
        if assigns and g.plain(condition) not in place.was:
            fix = place.replaced(g.line_of(condition), " = ", " == ")
            basis = "It assigns where it could compare"
            subject = g.text_of(condition)
            yield trace("constant-condition", condition, subject, basis, 0.8, fix)


def _constant(node: "Node", place: Place) -> str:
    operator = g.operator_of(node)
    left, right = g.operands(node)
    if left is None or right is None:
        return ""
    one, other = g.plain(left), g.plain(right)
    calls = any(g.of_types(left, g.CALLS)) or "++" in one
    test = "test" in place.view.path.lower()
    if operator in _COMPARISONS and one == other and not calls and left.type not in g.NUMBERS:
        return "" if operator.startswith("!") or test else "Both sides are the same"
    if operator in (*checks.AND, *checks.OR):
        return _joined(node, left, right, operator, calls)
    if operator in ("is", "is not") and right.type in g.STRINGS | g.NUMBERS:
        return "Identity of a literal is not equality" if node.type == "comparison_operator" else ""
    sized = re.search(r"^len\(|\.(?:length|size\(\)|Length|Count)$", one)
    if sized and other == "0" and operator in (">=", "<"):
        return "A length is never below 0"
    return ""


def _joined(node: "Node", left: "Node", right: "Node", operator: str, calls: bool) -> str:
    asked = _is_condition(node)
    if g.plain(left) == g.plain(right) and not calls:
        return "Both sides are the same"
    word = g.plain(right).lower()
    if operator in checks.OR and asked:
        literal = right.type in g.STRINGS or word == "true"
        return f"{g.text_of(right)} alone makes it true" if literal else ""
    if operator in checks.AND and word == "false":
        return "It can never be true"
    return ""


def _is_condition(node: "Node") -> bool:
    for one in g.around(node):
        if one.type in g.IFS | g.LOOPS:
            condition = g.condition_of(one)
            return (
                condition is not None
                and condition.start_byte <= node.start_byte < condition.end_byte
            )
        if one.type not in g.BINARIES | g.NEGATIONS | {"parenthesized_expression"}:
            return False
    return False


def _meant(assignment: "Node") -> bool:
    """Tell whether an assignment in a condition is meant: in parentheses of its own, of a call."""
    outer = assignment.parent
    twice = outer is not None and outer.parent is not None
    doubled = (
        twice
        and outer is not None
        and outer.type == "parenthesized_expression"
        and (outer.parent is not None and outer.parent.type == "parenthesized_expression")
    )
    right = g.operands(assignment)[1]
    simple = (
        right is not None
        and right.type in g.STRINGS | g.NUMBERS | g.TRUTHS | g.NULLS | g.IDENTIFIERS
    )
    return bool(doubled) or not simple


def precedence(place: Place) -> Iterator[Trace]:
    """Find operators that bind otherwise than the line looks."""
    script = place.view.language in ("javascript", "typescript", "tsx", "c", "cpp", "php")
    for node in place.fresh(g.BINARIES):
        left, right = g.operands(node)
        operator = g.operator_of(node)
        if left is None or right is None:
            continue
        bits = script and operator in ("&", "|") and _compares(right)
        denied = operator in ("instanceof", "in") and g.negated(left) is not None
        chained = node.type == "comparison_operator" and any(
            one.type == "binary_operator" and g.operator_of(one) in ("&", "|")
            for one in node.named_children[1:-1]
        )
        if bits or denied or chained:
            basis = f"{operator} binds otherwise than it looks"
            yield trace("wrong-operator-precedence", node, g.text_of(node), basis, 0.85)


def _compares(node: "Node") -> bool:
    return node.type in g.BINARIES and g.operator_of(node) in ("==", "!=", "===", "!==", "<", ">")
