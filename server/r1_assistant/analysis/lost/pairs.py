"""A function before and after a hunk: what of it went, what came, and what can still be found."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_WORDS = re.compile(r"[A-Za-z_$][\w$]*")

_SMALL, _LARGE = 4, 24
"""Changed lines up to which a loss is as good as all that was changed, and from which it is one
of many things: by what was seen in changes of mature packages."""

_LARGEST, _LARGEST_CLASS = 800, 120
"""Lines of a function, and of anything else, that is looked at."""

_MOST_PAIRS = 6
"""Functions that are compared for one hunk."""


@dataclass(frozen=True)
class Pair:
    """A function (or what stands alone outside of functions) on both sides.

    `gone` has the numbers of the old lines that are no longer in the hunk, however indented,
    `came` those of the new lines that were not there before.
    """

    view: HunkView
    old: "Node"
    new: "Node"
    gone: frozenset[int]
    came: frozenset[int]

    @cached_property
    def focus(self) -> float:
        """How much of the hunk a single loss is: 1 for all of it, 0.5 for one thing of many."""
        size = len(self.gone) + len(self.came)
        share = (min(max(size, _SMALL), _LARGE) - _SMALL) / (_LARGE - _SMALL)
        return 1 - share / 2

    @cached_property
    def before(self) -> g.Nodes:
        """The nodes of the old side."""
        return g.Nodes(self.old)

    @cached_property
    def now(self) -> g.Nodes:
        """The nodes of the new side."""
        return g.Nodes(self.new)

    @property
    def old_nodes(self) -> "list[Node]":
        """All named nodes of the old side."""
        return self.before.all

    @property
    def new_nodes(self) -> "list[Node]":
        """All named nodes of the new side."""
        return self.now.all

    def lost(self, types: frozenset[str]) -> "list[Node]":
        """Give the old nodes of some types that begin on a line that is gone."""
        return [one for one in self.before.of(types) if g.line_of(one) in self.gone]

    def gained(self, types: frozenset[str]) -> "list[Node]":
        """Give the new nodes of some types that begin on a line that came."""
        return [one for one in self.now.of(types) if g.line_of(one) in self.came]

    def kept(self, types: frozenset[str]) -> "list[Node]":
        """Give all the new nodes of some types."""
        return self.now.of(types)

    @cached_property
    def came_text(self) -> str:
        """The lines that came."""
        return "\n".join(self.view.new.line(number) for number in sorted(self.came))

    @cached_property
    def new_texts(self) -> Counter[str]:
        """The statements of the new side without white space, and how often each is there."""
        return _texts(self.now)

    @cached_property
    def old_texts(self) -> Counter[str]:
        """The same of the old side."""
        return _texts(self.before)

    @cached_property
    def new_words(self) -> frozenset[str]:
        """The words of the new side."""
        return words(g.text_of(self.new))

    @cached_property
    def came_words(self) -> frozenset[str]:
        """The words of the lines that came."""
        return words(self.came_text)

    @cached_property
    def new_calls(self) -> "list[Node]":
        """The calls of what the old side did not call, on lines that came."""
        known = {g.method_of(one) for one in self.before.of(g.CALLS)}
        return [one for one in self.gained(g.CALLS) if g.method_of(one) not in known]

    def used_after(self, name: str, line: int) -> bool:
        """Tell whether the new side has a name on a line or behind it."""
        return any(g.text_of(one) == name and g.line_of(one) >= line for one in self.now.of(_NAMES))

    def anchored(self, node: "Node") -> int:
        """Give the line of the new side where an old node would be.

        Diffs may take the brace before a block for the one behind it: then it is the line behind.
        """
        line = self.view.anchor(g.line_of(node))
        shown = {one.new_number for one in self.view.hunk.lines}
        block = g.end_line_of(node) > g.line_of(node)
        behind = block and line + 1 in shown and line < g.end_line_of(self.new)
        return line + 1 if behind and self.view.new.line(line).strip() in _ENDS else line

    def trace(
        self,
        kind: str,
        line: int,
        subject: str,
        basis: str,
        strength: float,
        fix: str | None = None,
    ) -> Trace:
        """Make a trace, as strong as the rest of the hunk lets it be."""
        short = " ".join(subject.split())[:60]
        return Trace(kind, line, short, basis, round(strength * self.focus, 3), fix)

    def removed_line(self, node: "Node") -> str:
        """Say which line went."""
        return f"The change took this away: {self.view.old.line(g.line_of(node)).strip()}"

    def put_back(self, first: int, last: int) -> tuple[int, str] | None:
        """Give a line and its text with old lines before it again, if they were only taken out."""
        rows = set(range(first, last + 1))
        line = self.view.anchor(last)
        if self.came or not rows <= self.gone or line != self.view.anchor(first):
            return None
        taken = [self.view.old.line(number) for number in range(first, last + 1)]
        return line, "\n".join([*taken, self.view.new.line(line)])


_ENDS = ("", "}", "});", "};", "end")

_NAMES = g.IDENTIFIERS | g.FIELDS


def words(text: str) -> frozenset[str]:
    """Give the words of a text."""
    return frozenset(_WORDS.findall(text))


def pairs(view: HunkView, *, moved: bool = False) -> Iterator[Pair]:
    """Give each function that a hunk takes something from, with what it is now.

    With `moved` those are given, too, that hold all of their lines still, maybe at other places.
    """
    old, new = view.old.tree, view.new.tree
    if old is None or new is None or not (view.removed or moved):
        return
    gone, came = _gone(view)
    seen: set[int] = set()
    for line in sorted((view.removed or _before(view)) if moved else gone):
        was = unit_at(old, line)
        if was.id in seen or len(seen) >= _MOST_PAIRS or too_large(was):
            continue
        seen.add(was.id)
        now = _counterpart(view, old, new, was, line)
        if now is not None and not too_large(now):
            yield Pair(view, was, now, _within(gone, was), _within(came, now))


def _before(view: HunkView) -> frozenset[int]:
    """Give the old line right before what a hunk adds."""
    pairs_of_lines = pairwise(view.hunk.lines)
    rows = (one.old_number for one, added in pairs_of_lines if added.old_number is None)
    return frozenset(row for row in rows if row)


def too_large(unit: "Node") -> bool:
    """Tell whether something is a class or a file rather than a part of it, or endless."""
    rows = unit.end_point[0] - unit.start_point[0]
    held = unit.type in g.CLASSES or unit.parent is None
    return rows > (_LARGEST_CLASS if held else _LARGEST)


def unit_at(tree: SyntaxTree, line: int) -> "Node":
    """Give the function around a line, or what stands alone there: a closure, a statement."""
    node = g.node_at(tree, line)
    chain = [node, *g.around(node)]
    named = next((one for one in chain if one.type in g.NAMED_FUNCTIONS), None)
    if named is not None:
        return named
    closures = [one for one in chain if one.type in g.CLOSURES]
    return closures[-1] if closures else _alone(chain)


def _alone(chain: "list[Node]") -> "Node":
    """Give what stands in a class or a file by itself."""
    for one, holder in pairwise(chain):
        if holder.parent is None or (holder.parent.type in g.CLASSES and one.type not in g.BLOCKS):
            return one
    return chain[0]


def _counterpart(
    view: HunkView, old: SyntaxTree, new: SyntaxTree, was: "Node", line: int
) -> "Node | None":
    now = unit_at(new, view.anchor(line))
    if was.type in g.NAMED_FUNCTIONS or now.type in g.NAMED_FUNCTIONS:
        if g.name_of(was) == g.name_of(now) and now.type in g.NAMED_FUNCTIONS:
            return now
        return _by_name(new, was, view.anchor(line))
    return now if was.type == now.type else None


def _by_name(new: SyntaxTree, was: "Node", line: int) -> "Node | None":
    """Find the function of the same name that is nearest."""
    name = g.name_of(was)
    if not name or was.type not in g.NAMED_FUNCTIONS:
        return None
    same = [one for one in new.once(_functions) if g.name_of(one) == name]
    near = [one for one in same if abs(g.line_of(one) - line) <= max(40, was.end_point[0])]
    return min(near, key=lambda one: abs(g.line_of(one) - line), default=None)


def _functions(tree: SyntaxTree) -> "list[Node]":
    return list(g.of_types(tree.root, g.NAMED_FUNCTIONS))


def _gone(view: HunkView) -> tuple[frozenset[int], frozenset[int]]:
    """Give the old lines and the new ones that have no counterpart, but for their indentation."""
    added = Counter(line.text.strip() for line in view.hunk.added)
    removed = Counter(line.text.strip() for line in view.hunk.removed)
    gone, came = removed - added, added - removed
    return (
        frozenset(_rows(gone, [(one.text, one.old_number) for one in view.hunk.removed])),
        frozenset(_rows(came, [(one.text, one.new_number) for one in view.hunk.added])),
    )


def _rows(left: Counter[str], rows: list[tuple[str, int | None]]) -> Iterator[int]:
    for text, number in rows:
        if left[text.strip()] > 0 and number and text.strip():
            left[text.strip()] -= 1
            yield number


def _within(lines: frozenset[int], node: "Node") -> frozenset[int]:
    first, last = g.line_of(node), g.end_line_of(node)
    return frozenset(line for line in lines if first <= line <= last)


def _texts(nodes: g.Nodes) -> Counter[str]:
    held = nodes.of(g.BLOCKS | g.CASES)
    return Counter(g.plain(one) for block in held for one in block.named_children)
