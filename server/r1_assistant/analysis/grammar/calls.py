"""Calls: what is called, on what and with what."""

from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar.types import ARGUMENTS, COMMENTS
from r1_assistant.analysis.grammar.walking import plain

if TYPE_CHECKING:
    from tree_sitter import Node


def callee_of(call: "Node") -> "Node | None":
    """Give what a call calls, with the object it belongs to if the grammar puts them together."""
    for field in ("function", "constructor", "type", "macro"):
        if (found := call.child_by_field_name(field)) is not None:
            return found
    return call.child_by_field_name("name") or next(iter(call.named_children), None)


def called(call: "Node") -> str:
    """Give the dotted name of what a call calls, without white space: `self.lock.acquire`."""
    owner = call.child_by_field_name("object") or call.child_by_field_name("receiver")
    name = call.child_by_field_name("name") or call.child_by_field_name("method")
    if owner is not None and name is not None:
        return f"{plain(owner)}.{plain(name)}"
    return plain(callee_of(call)).replace("::", ".").replace("->", ".").replace("?.", ".")


def owner_of(call: "Node") -> str:
    """Give the text of the object that a method is called on; empty for a plain function."""
    return called(call).rpartition(".")[0]


def method_of(call: "Node") -> str:
    """Give the last name of what a call calls."""
    return called(call).rpartition(".")[2]


def arguments_of(call: "Node") -> "list[Node]":
    """Give the arguments of a call, keyword arguments as they are."""
    held = call.child_by_field_name("arguments")
    held = held or next((one for one in call.named_children if one.type in ARGUMENTS), None)
    if held is None:
        return []
    wrapped = ("argument", "value_argument")
    found = [one for one in held.named_children if one.type not in COMMENTS]
    return [_only(one) if one.type in wrapped else one for one in found]


def _only(node: "Node") -> "Node":
    return node.named_children[0] if len(node.named_children) == 1 else node
