"""Where statements stand: in which loops, and at which place of which block."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import Pair

if TYPE_CHECKING:
    from tree_sitter import Node

_HELD = g.BLOCKS | g.CASES


def statements(nodes: g.Nodes) -> "dict[str, Node]":
    """Give the statements that stand there once, by their text without white space."""
    found: dict[str, Node | None] = {}
    for block in nodes.of(_HELD):
        for one in block.named_children:
            if one.type not in g.COMMENTS | _HELD:
                text = g.plain(one)
                found[text] = None if text in found else one
    return {text: one for text, one in found.items() if one is not None}


def both_sides(pair: Pair) -> "Iterator[tuple[Node, Node]]":
    """Give the statements of both sides that a hunk has on one side at least."""
    now = statements(pair.now)
    for text, was in statements(pair.before).items():
        if text in now and (_in(was, pair.view.removed) or _in(now[text], pair.view.added)):
            yield was, now[text]


def _in(node: "Node", lines: frozenset[int]) -> bool:
    return not lines.isdisjoint(range(g.line_of(node), g.end_line_of(node) + 1))


def loops_around(node: "Node") -> "list[Node]":
    """Give the loops in whose bodies a node is, the nearest first, within its function."""
    found = []
    inner = node
    for one in g.around(node):
        if one.type in g.FUNCTIONS:
            break
        if one.type in g.LOOPS and _is_body(one, inner):
            found.append(one)
        inner = one
    return found


def _is_body(loop: "Node", child: "Node") -> bool:
    body = loop.child_by_field_name("body") or g.body_of(loop)
    return body is not None and body.start_byte <= child.start_byte < body.end_byte


def head(loop: "Node") -> str:
    """Give what stands before a loop's body, without white space."""
    body = g.body_of(loop)
    end = body.start_byte - loop.start_byte if body is not None else None
    return "".join((loop.text or b"")[:end].decode("utf-8", "replace").split()).rstrip("{:")


def bound_in(loop: "Node") -> frozenset[str]:
    """Give the names that get a value in a loop: its variable, and what is assigned."""
    names: set[str] = set()
    for field in ("left", "name", "pattern", "value"):
        if (held := loop.child_by_field_name(field)) is not None and field != "value":
            names |= {g.text_of(one) for one in g.of_types(held, g.IDENTIFIERS | g.FIELDS)}
    for one in g.of_types(loop, g.ASSIGNMENTS | g.AUGMENTED | {"range_clause"}):
        left = one.child_by_field_name("name") or g.operands(one)[0]
        if left is not None and left.type not in g.ATTRIBUTES | g.SUBSCRIPTS:
            names |= {g.text_of(name) for name in g.of_types(left, g.IDENTIFIERS)}
    return frozenset(names)


def target(statement: "Node") -> str:
    """Give what a statement assigns to, without a declaration's words; empty if nothing."""
    node = g.unwrapped(statement)
    declared = g.ASSIGNMENTS | g.AUGMENTED
    if node is not None and node.type not in declared:
        held = [one for one in node.named_children if one.type in declared]
        node = held[0] if len(held) == 1 else None
    if node is None:
        return ""
    return g.plain(node.child_by_field_name("name") or g.operands(node)[0])


def value(statement: "Node") -> "Node | None":
    """Give what a statement assigns; None if it doesn't assign."""
    declared = list(g.of_types(statement, g.ASSIGNMENTS, closures=False))
    if len(declared) != 1:
        return None
    node = declared[0]
    return node.child_by_field_name("value") or node.child_by_field_name("right")
