"""Parameters and local variables: where a name is bound in the functions around a place."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.context.mending import mended
from r1_assistant.context.resolve.binders import functions_of
from r1_assistant.context.resolve.binding import Binding, binding_at
from r1_assistant.context.resolve.words import uses_of
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Binding", "bindings_of", "bindings_outside"]

_MOST = 60
"""Uses of a name in a function that are looked at."""

_Known = dict[tuple[int, str], tuple[Binding, ...]]


def bindings_of(tree: SyntaxTree, name: str, offset: int) -> tuple[Binding, ...]:
    """Find where a name is bound in the innermost function around an offset that binds it.

    Those with a type come first, then the last before the offset.
    """
    tree = mended(tree)
    for function in _functions_around(tree, offset):
        if found := _within(tree, function, name):
            return tuple(sorted(found, key=lambda one: _order(one, offset)))
    return ()


def bindings_outside(tree: SyntaxTree, name: str) -> tuple[Binding, ...]:
    """Find where a name is bound at a file's top level."""
    tree = mended(tree)
    return _within(tree, tree.root, name)


def _functions_around(tree: SyntaxTree, offset: int) -> "Iterator[Node]":
    own = functions_of(tree.language.name)
    at = tree.offsets.byte(offset)
    node = tree.root.descendant_for_byte_range(at, min(at + 1, tree.root.end_byte))
    while node is not None:
        if node.type in own and node.is_named:
            yield node
        node = node.parent


def _order(binding: Binding, offset: int) -> tuple[bool, bool, int]:
    return (not binding.type, binding.start > offset, -binding.start)


def _within(tree: SyntaxTree, function: "Node", name: str) -> tuple[Binding, ...]:
    known = tree.once(_memory)
    key = (function.id, name)
    if key not in known:
        known[key] = tuple(_found_within(tree, function, name))
    return known[key]


def _memory(_: SyntaxTree) -> _Known:
    return {}


def _found_within(tree: SyntaxTree, function: "Node", name: str) -> Iterator[Binding]:
    own = functions_of(tree.language.name)
    start = tree.offsets.offset(function.start_byte)
    end = tree.offsets.offset(function.end_byte)
    for count, use in enumerate(uses_of(name, tree.text, start, end)):
        if count >= _MOST:
            return
        at = tree.offsets.byte(use)
        leaf = tree.root.descendant_for_byte_range(at, at + 1)
        if leaf is not None and leaf.is_named and not leaf.child_count:
            binding = binding_at(leaf, use, function, own)
            if binding is not None:
                yield binding
