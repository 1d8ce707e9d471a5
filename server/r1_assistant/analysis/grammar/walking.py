"""How to go about in a syntax tree: nodes within, around and at a place."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar.types import FUNCTIONS
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node


def text_of(node: "Node | None") -> str:
    """Give a node's text; empty for none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def plain(node: "Node | None") -> str:
    """Give a node's text without white space, for comparing."""
    return "".join(text_of(node).split())


def line_of(node: "Node") -> int:
    """Give the line (1-based) where a node begins."""
    return int(node.start_point[0]) + 1


def end_line_of(node: "Node") -> int:
    """Give the line (1-based) where a node ends."""
    row, column = node.end_point
    return int(row) + (1 if column else 0)


def same(one: "Node | None", other: "Node | None") -> bool:
    """Tell whether two are the same place of one tree."""
    return one is not None and other is not None and one.id == other.id


def walk(node: "Node", *, closures: bool = True) -> "Iterator[Node]":
    """Give a node and all named ones in it, as they stand; what functions within it hold, too.

    Without `closures`, a function in it is given, but not what that holds.
    """
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        if closures or here is node or here.type not in FUNCTIONS:
            waiting.extend(reversed(here.named_children))


def of_types(node: "Node", types: frozenset[str], *, closures: bool = True) -> "Iterator[Node]":
    """Give the nodes of some types in a node, itself too."""
    return (one for one in walk(node, closures=closures) if one.type in types)


class Nodes:
    """All named nodes in a node, with those of a type at hand."""

    def __init__(self, node: "Node") -> None:
        self.all = list(walk(node))
        self._kinds: dict[str, list[Node]] = {}
        for one in self.all:
            self._kinds.setdefault(one.type, []).append(one)

    def of(self, types: frozenset[str]) -> "list[Node]":
        """Give those of some types, as they stand."""
        held = [self._kinds[kind] for kind in types & self._kinds.keys()]
        if len(held) < 2:
            return held[0] if held else []
        return sorted((one for kind in held for one in kind), key=_place)


def nodes_of(tree: SyntaxTree) -> Nodes:
    """Give all nodes of a text, collected once."""
    return tree.once(_all_nodes)


def _all_nodes(tree: SyntaxTree) -> Nodes:
    return Nodes(tree.root)


def _place(node: "Node") -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def around(node: "Node") -> "Iterator[Node]":
    """Give the nodes around a node, the nearest first."""
    here = node.parent
    while here is not None:
        yield here
        here = here.parent


def enclosing(node: "Node", types: frozenset[str]) -> "Node | None":
    """Give the nearest node of some types around a node."""
    return next((one for one in around(node) if one.type in types), None)


def node_at(tree: SyntaxTree, line: int) -> "Node":
    """Give the smallest node that holds all that a line (1-based) says."""
    rows = tree.once(_rows)
    row = rows[line - 1] if 0 < line <= len(rows) else b""
    start, end = len(row) - len(row.lstrip()), len(row.rstrip())
    found = tree.root.descendant_for_point_range((line - 1, start), (line - 1, max(start, end)))
    return found if found is not None else tree.root


def _rows(tree: SyntaxTree) -> list[bytes]:
    return tree.offsets.data.split(b"\n")


def touching(root: "Node", lines: Collection[int]) -> "Iterator[Node]":
    """Give the named nodes that stand on some lines (1-based), without a look at the others."""
    rows = sorted(line - 1 for line in lines)
    waiting = [root] if rows else []
    while waiting:
        here = waiting.pop()
        at = bisect_left(rows, here.start_point[0])
        if at < len(rows) and rows[at] <= here.end_point[0]:
            yield here
            waiting.extend(reversed(here.named_children))
