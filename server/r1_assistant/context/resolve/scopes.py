"""What stands around a name in its own file: its receiver, and the scopes it is in."""

from typing import TYPE_CHECKING

from r1_assistant.context.facts import Definition
from r1_assistant.context.mending import mended
from r1_assistant.context.references import Identifier
from r1_assistant.context.resolve.bindings import bindings_of, bindings_outside
from r1_assistant.context.resolve.chains import chain_before
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import CLASSES, Place, qualified
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_LABELS = {
    "keyword_argument": "name",
    "pair": "key",
    "named_argument": "name",
    "keyed_element": "key",
    "field_initializer": "field",
    "named_expression_argument": "name",
}
"""Nodes that give a name to a value within a call or a literal, and their fields for it."""

_OPERATORS = ("?->", "?.", "!.", "!!.", "->", "::", ".", ":")
_ABOVE = 4


def is_label(tree: SyntaxTree, identifier: Identifier) -> bool:
    """Tell whether a name is that of an argument or of a key, which no scope knows."""
    leaf = _leaf(tree, identifier)
    parent = leaf.parent if leaf is not None else None
    field = _LABELS.get(parent.type) if parent is not None else None
    if field is None or parent is None or leaf is None:
        return False
    named = parent.child_by_field_name(field)
    return named is not None and named.start_byte == leaf.start_byte


def is_bound(tree: SyntaxTree, name: str, offset: int) -> bool:
    """Tell whether a name is a parameter or variable there; below 0 means at the top level."""
    if offset < 0:
        return bool(bindings_outside(tree, name))
    at = tree.offsets.byte(offset)
    if tree.language.name == "php" and tree.offsets.data[at - 1 : at] == b"$":
        return True
    return bool(bindings_of(tree, name, offset))


def receiver_of(tree: SyntaxTree, identifier: Identifier) -> str:
    """Give the text of what stands before a member's dot, "" if nothing does."""
    best = mended(tree)
    if best.text.startswith(identifier.name, identifier.start):
        tree = best
    node = _leaf(tree, identifier)
    for _ in range(_ABOVE):
        node = node.parent if node is not None else None
        if node is None:
            break
        start = tree.offsets.offset(node.start_byte)
        before = tree.text[start : identifier.start].rstrip()
        for operator in _OPERATORS:
            if before.endswith(operator) and before != operator:
                return before.removesuffix(operator).strip()
    return chain_before(tree.text, identifier.start) if identifier.is_member else ""


def local_definitions(name: str, place: Place, sources: Sources) -> tuple[Definition, ...]:
    """Find the functions and classes that are defined within the functions around a place."""
    found = [one for one in sources.named(name, place.path) if one.container]
    facts = sources.file(place.path)
    if not found or facts is None:
        return ()
    around = [one for one in facts.definitions if one.line <= place.line <= one.end_line]
    for outer in sorted(around, key=lambda one: (one.end_line - one.line, -one.line)):
        inner = tuple(one for one in found if one.container == qualified(outer))
        if inner and (outer.kind not in CLASSES or _is_innermost(outer, around)):
            return inner
    return ()


def _is_innermost(outer: Definition, around: list[Definition]) -> bool:
    """Tell whether a class's body, not a method's, is where a name stands."""
    return not any(
        one is not outer
        and one.kind in ("function", "method", "constructor")
        and one.end_line - one.line <= outer.end_line - outer.line
        for one in around
    )


def _leaf(tree: SyntaxTree, identifier: Identifier) -> "Node | None":
    start, end = tree.offsets.byte(identifier.start), tree.offsets.byte(identifier.end)
    return tree.root.descendant_for_byte_range(start, end)
