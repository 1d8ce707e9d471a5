"""What a change gives back or is called by now, and what the file still expects of it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    ASSIGNMENTS,
    ATTRIBUTES,
    CALLS,
    NAMED_FUNCTIONS,
    NULLS,
    RETURNS,
    SUBSCRIPTS,
    line_of,
    method_of,
    name_of,
    nodes_of,
    of_types,
    plain,
    returned,
    touching,
)
from r1_assistant.analysis.sides import HunkView, Side
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

KIND = "stale-caller"
_PAIRS = {"expression_list", "tuple", "array", "tuple_expression"}
_UNPACKED = {"pattern_list", "tuple_pattern", "array_pattern", "list_pattern"}
_OWN = re.compile(r"^(?:self|this|@)[.>-]*(\w+)$")


def stale_callers(view: HunkView) -> Iterator[Trace]:
    """Find uses in the file that a changed return or a renamed attribute leaves behind."""
    tree, before = view.new.tree, view.old.tree
    if tree is None or before is None or not view.new.whole:
        return
    done: set[int] = set()
    for node in touching(tree.root, view.subjects):
        if node.type in NAMED_FUNCTIONS and node.id not in done:
            done.add(node.id)
            yield from _of_return(node, before, tree, view)
    yield from _of_attributes(tree, view)


def calls_by_name(tree: SyntaxTree) -> "dict[str, list[Node]]":
    """Give the calls of a text by the last name of what they call."""
    found: dict[str, list[Node]] = {}
    for call in nodes_of(tree).of(CALLS):
        found.setdefault(method_of(call), []).append(call)
    return found


def _of_return(
    function: "Node", before: SyntaxTree, tree: SyntaxTree, view: HunkView
) -> Iterator[Trace]:
    """Compare what a function gives back with what it gave back before."""
    name = name_of(function)
    changed = [one for one in _returns(function) if line_of(one) in view.subjects]
    old = [one for one in nodes_of(before).of(NAMED_FUNCTIONS) if name_of(one) == name]
    if not changed or len(old) != 1:
        return
    calls = tree.once(calls_by_name).get(name, [])
    were = {_size(one) for one in _returns(old[0])}
    for node in changed:
        line, size = line_of(node), _size(node)
        if size in were:
            continue
        unfit = [call for call in calls if _is_old(call, view) and _unfit(call, size, were)]
        if unfit:
            places = ", ".join(str(line_of(call)) for call in unfit[:3])
            what = "nothing" if size == 0 else "one value" if size == 1 else f"{size} values"
            basis = f"It gives back {what} here, and line {places} expects what it gave before"
            yield Trace(KIND, line, name, basis, 0.85 if size != 0 or 1 not in were else 0.6)
            return


def _returns(function: "Node") -> "list[Node]":
    return list(of_types(function, RETURNS, closures=False))


def _size(node: "Node") -> int:
    """Count the values that a return gives back: 0 for none at all or null, 1 for one."""
    value = returned(node)
    if value is None or value.type in NULLS:
        return 0
    if value.type in _PAIRS:
        parts = [one for one in value.named_children if "comment" not in one.type]
        return max(1, len(parts)) if "splat" not in str(value) and "spread" not in str(value) else 1
    return 1


def _is_old(call: "Node", view: HunkView) -> bool:
    return view.new.line(line_of(call)) in view.old.lines


def _unfit(call: "Node", size: int, were: set[int]) -> bool:
    """Tell whether a caller does with a result what it no longer can."""
    parent = call.parent
    if parent is None:
        return False
    if parent.type in ("await", "await_expression") and parent.parent is not None:
        call, parent = parent, parent.parent
    left = parent.child_by_field_name("left") or parent.child_by_field_name("name")
    if parent.type in ASSIGNMENTS and left is not None and left.type in _UNPACKED:
        return bool(were - {0, 1}) and left.named_child_count != size
    uses = parent.type in ATTRIBUTES | SUBSCRIPTS and parent.start_byte == call.start_byte
    return uses and size == 0 and 1 in were


def _of_attributes(tree: SyntaxTree, view: HunkView) -> Iterator[Trace]:
    """Find attributes that were set here under another name, and are still read under that."""
    gone, come = _set_on(view.old, view.removed), _set_on(view.new, view.subjects)
    gone = gone - tree.once(_set_anywhere) if gone and come else set()
    if not gone or len(gone) > len(come):
        return
    for name in sorted(gone):
        readers = [
            number
            for number, text in enumerate(view.new.lines, 1)
            if re.search(rf"\b(?:self|this)\.{name}\b(?!\s*\()", text) and text in view.old.lines
        ]
        if readers and name not in tree.once(_defined):
            line = view.anchor(min(n for n in view.removed if name in view.old.line(n)))
            basis = f"Line {readers[0]} still reads `{name}`, which nothing sets any more"
            yield Trace(KIND, line, name, basis, 0.85)


def _set_on(side: Side, lines: frozenset[int]) -> set[str]:
    """Give the attributes of the object itself that some lines set."""
    if side.tree is None:
        return set()
    return {
        name
        for node in touching(side.tree.root, lines)
        if node.type in ASSIGNMENTS and line_of(node) in lines and (name := _own(node))
    }


def _set_anywhere(tree: SyntaxTree) -> set[str]:
    return {name for node in nodes_of(tree).of(ASSIGNMENTS) if (name := _own(node))}


def _defined(tree: SyntaxTree) -> frozenset[str]:
    """Give the names of methods, and those that a class's body sets."""
    named = {name_of(node) for node in nodes_of(tree).of(NAMED_FUNCTIONS)}
    plain_ = {plain(_target(node)) for node in nodes_of(tree).of(ASSIGNMENTS)}
    fields = frozenset({"field_definition", "public_field_definition", "required_parameter"})
    listed = {plain(one).partition("=")[0].partition(":")[0] for one in nodes_of(tree).of(fields)}
    return frozenset(named | plain_ | listed)


def _own(node: "Node") -> str:
    found = _OWN.match(plain(_target(node)))
    return found[1] if found else ""


def _target(node: "Node") -> "Node | None":
    return node.child_by_field_name("left") or node.child_by_field_name("name")
