"""A function that a hunk adds lines to, with what rules ask of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import too_large, unit_at
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_PLACES = 12
"""Functions that are looked at in one hunk."""


@dataclass(frozen=True)
class Place:
    """A function (or what stands alone outside of functions) and its lines that are new."""

    view: HunkView
    unit: "Node"
    lines: frozenset[int]

    @cached_property
    def held(self) -> g.Nodes:
        """The nodes of the function."""
        return g.Nodes(self.unit)

    @property
    def nodes(self) -> "list[Node]":
        """All named nodes."""
        return self.held.all

    @cached_property
    def was(self) -> str:
        """What the hunk's old side says, without white space."""
        rows = (line.text for line in self.view.hunk.lines if line.old_number is not None)
        return "".join("".join(rows).split())

    def all(self, types: frozenset[str]) -> "list[Node]":
        """Give all the nodes of some types."""
        return self.held.of(types)

    def fresh(self, types: frozenset[str]) -> "list[Node]":
        """Give the nodes of some types that begin on a new line and were not there before."""
        found = (one for one in self.all(types) if g.line_of(one) in self.lines)
        before = {g.plain(one) for one in self._before if one.type in types}
        return [one for one in found if g.plain(one) not in before]

    @cached_property
    def _before(self) -> "list[Node]":
        """The nodes that begin on the hunk's lines of the old side."""
        tree, rows = self.view.old.tree, [n.old_number for n in self.view.hunk.lines]
        known = [row for row in rows if row]
        return list(_within(tree.root, min(known), max(known))) if tree and known else []

    def touched(self, types: frozenset[str]) -> "list[Node]":
        """Give the nodes of some types that have a new line anywhere."""
        return [one for one in self.all(types) if self.line_in(one)]

    def line_in(self, node: "Node") -> int:
        """Give the first new line of a node; 0 if it has none."""
        first, last = g.line_of(node), g.end_line_of(node)
        return min((line for line in self.lines if first <= line <= last), default=0)

    def replaced(self, line: int, old: str, new: str) -> str | None:
        """Give a line with one text in place of another; None unless that stands there once."""
        text = self.view.new.line(line)
        return text.replace(old, new) if old and text.count(old) == 1 else None


def _within(root: "Node", first: int, last: int) -> "Iterator[Node]":
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if first <= g.line_of(node):
            yield node
        waiting.extend(
            one
            for one in node.named_children
            if g.line_of(one) <= last and g.end_line_of(one) >= first
        )


def trace(
    kind: str,
    node: "Node | int",
    subject: str,
    basis: str,
    strength: float,
    fix: str | None = None,
) -> Trace:
    """Make a trace at a node's first line."""
    line = node if isinstance(node, int) else g.line_of(node)
    return Trace(kind, line, " ".join(subject.split())[:60], basis, strength, fix)


def places(view: HunkView) -> Iterator[Place]:
    """Give each function that a hunk adds something to."""
    tree = view.new.tree
    if tree is None or not view.subjects:
        return
    seen: set[int] = set()
    for line in sorted(view.subjects):
        unit = unit_at(tree, line)
        if unit.id in seen or len(seen) >= _MOST_PLACES or too_large(unit):
            continue
        seen.add(unit.id)
        rows = range(g.line_of(unit), g.end_line_of(unit) + 1)
        yield Place(view, unit, frozenset(one for one in view.subjects if one in rows))
