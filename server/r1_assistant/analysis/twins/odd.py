"""A row of assignments, pairs or arguments like `x = x`, of which one takes another's value."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    ASSIGNMENTS,
    ATTRIBUTES,
    COMMENTS,
    FIELDS,
    IDENTIFIERS,
    line_of,
    operands,
    plain,
    text_of,
    touching,
    walk,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

LIKE = 3
"""Neighbours that take what has their own name, at least; two are chance."""
_PAIRS = ASSIGNMENTS | {"pair", "keyword_argument", "keyed_element", "field_initializer"}


def odd_ones(view: HunkView) -> Iterator[Trace]:
    """Find what takes a neighbour's value, where all of its neighbours take their own."""
    tree = view.new.tree
    if tree is None:
        return
    done: set[int] = set()
    for node in touching(tree.root, view.subjects):
        group = _group(node) if node.type in _PAIRS else None
        if group is not None and group.id not in done:
            done.add(group.id)
            yield from _odd(_row(group), view)


def _row(group: "Node") -> list[tuple[int, str, str]]:
    """Give the lines of the pairs of a group, with the last names of both sides."""
    found = []
    for child in group.named_children:
        wrapped = child.type == "expression_statement" and child.named_child_count
        node = child.named_children[0] if wrapped else child
        names = _names(node) if node.type in _PAIRS else None
        if names is not None:
            found.append((line_of(node), *names))
    return found


def _odd(row: Sequence[tuple[int, str, str]], view: HunkView) -> Iterator[Trace]:
    like = [name for _, name, value in row if name == value]
    unlike = [each for each in row if each[1] != each[2]]
    if len(like) < LIKE or len(unlike) > 2 or len(unlike) * LIKE > len(like):
        return
    for line, name, value in unlike:
        old = any(view.new.line(line).strip() == text.strip() for text in view.old.lines)
        if line not in view.subjects or old or value not in like:
            continue
        strength = 0.7 if _is_free(name, view) else 0.0
        if strength:
            basis = f"It takes `{value}`; {len(like)} neighbours take what has their own name"
            yield Trace("wrong-attribute", line, value, basis, strength)


def _is_free(name: str, view: HunkView) -> bool:
    """Tell whether there is anything else of the name that could have been taken."""
    tree = view.new.tree
    if tree is None:
        return False
    return sum(text_of(node) == name for node in walk(tree.root) if not node.child_count) > 1


def _group(node: "Node") -> "Node | None":
    """Give what holds a row: the block, the object, the call."""
    here = node.parent
    while here is not None and here.type in ("expression_statement", "literal_element"):
        here = here.parent
    return here


def _names(node: "Node") -> tuple[str, str] | None:
    """Give the last names of both sides; None if one has none."""
    left, right = operands(node)
    named = node.child_by_field_name("key") or node.child_by_field_name("name")
    left = named or left
    right = node.child_by_field_name("value") or right
    one, other = _last(left), _last(right)
    return (one, other) if one and other else None


def _last(node: "Node | None") -> str:
    """Give the name itself, or the last one of a dotted name without calls."""
    while node is not None and node.type in ("expression_list", "literal_element"):
        node = node.named_children[0] if len(node.named_children) == 1 else None
    if node is None or node.type in COMMENTS:
        return ""
    if node.type in ATTRIBUTES and "(" not in plain(node):
        return plain(node).rpartition(".")[2].lstrip("_")
    plain_name = node.type in IDENTIFIERS | FIELDS
    return plain(node).lstrip("_") if plain_name else ""
