"""Variables of a loop that its body does not read."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    IDENTIFIERS,
    body_of,
    function_at,
    line_of,
    of_types,
    text_of,
    touching,
    walk,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.binding import is_bound
from r1_assistant.context.impact.testing import is_test
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_LOOPS = {
    "python": frozenset({"for_statement"}),
    "javascript": frozenset({"for_in_statement"}),
    "typescript": frozenset({"for_in_statement"}),
    "tsx": frozenset({"for_in_statement"}),
    "java": frozenset({"enhanced_for_statement"}),
}
"""Loops over things, by language; Go's compiler wants each variable read."""
_NAMES = IDENTIFIERS | {"shorthand_property_identifier_pattern"}
_IDLE = ("_", "unused", "ignore", "dummy", "i", "j", "k", "n", "x", "idx", "index")
"""How names begin, or what they are, of which one knows that nothing reads them."""
_TWICE = 2


def unread_loop_variables(view: HunkView) -> Iterator[Trace]:
    """Find new loops of several variables, of which one is read twice in another's place."""
    tree, kinds = view.new.tree, _LOOPS.get(view.language)
    if tree is None or kinds is None or not view.new.whole or is_test(view.path):
        return
    for loop in touching(tree.root, view.subjects):
        if loop.type in kinds and line_of(loop) in view.subjects:
            yield from _unread(loop, tree, view)


def _unread(loop: "Node", tree: SyntaxTree, view: HunkView) -> Iterator[Trace]:
    target = loop.child_by_field_name("left") or loop.child_by_field_name("name")
    body = body_of(loop)
    holder = function_at(tree, line_of(loop)) or loop
    if target is None or body is None:
        return
    bound = [text_of(one) for one in of_types(target, _NAMES)]
    reads = Counter(
        text_of(one) for one in walk(holder) if not one.named_child_count and not is_bound(one)
    )
    unread = [name for name in bound if not reads[name]]
    if len(bound) < _TWICE or len(unread) != 1 or _is_idle(unread[0]):
        return
    for name in bound:
        places = [one for one in walk(body) if not one.named_child_count and text_of(one) == name]
        if len(places) >= _TWICE and len({line_of(one) for one in places}) == len(places):
            line = line_of(places[-1])
            basis = f"The loop's `{unread[0]}` is never read, and `{name}` is again"
            yield Trace("unused-new-variable", line, unread[0], basis, 0.5)
            return


def _is_idle(name: str) -> bool:
    return name in _IDLE or name.startswith(("_", "unused", "ignore", "dummy"))
