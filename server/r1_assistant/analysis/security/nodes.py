"""Reading calls, assignments and functions off syntax trees, whatever the language calls them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

CALLS = frozenset(
    {
        "call",
        "call_expression",
        "new_expression",
        "method_invocation",
        "object_creation_expression",
        "invocation_expression",
        "function_call_expression",
        "member_call_expression",
        "nullsafe_member_call_expression",
        "scoped_call_expression",
        "macro_invocation",
    }
)
"""Types of nodes that call something."""

_LISTS = ("value_arguments", "argument_list", "arguments", "call_suffix", "token_tree")
_WRAPS = ("argument", "value_argument", "literal_element", "parenthesized_expression")
_FUNCTION = re.compile(r"(?:function|method|constructor|lambda|arrow|closure|^block$|^do_block$)")
_NAMELESS = ("variable_declarator", "property_declaration", "assignment")
"""What some grammars give no names of fields to."""
_NO_FUNCTION = re.compile(r"call|invocation|body|parameters|type|reference|declarator$|signature")


@dataclass(frozen=True, slots=True)
class Call:
    """A call: what is called, as it is written without white space, and with what.

    Members are joined by `.` whatever the language writes; what makes an object begins with "new ".
    """

    node: "Node"
    name: str
    arguments: "tuple[Node, ...]"
    named: "dict[str, Node]"

    @property
    def last(self) -> str:
        """The name without what is before its last dot."""
        return self.name.rpartition(".")[2].removeprefix("new ")


def text(node: "Node") -> str:
    """Give a node's source text."""
    return (node.text or b"").decode(errors="replace")


def bare(node: "Node") -> "Node":
    """Take off parentheses and what wraps an argument."""
    while node.type in _WRAPS and node.named_children:
        node = node.named_children[-1]
    return node


def line_of(node: "Node") -> int:
    """Give the line that a node begins on, from 1."""
    return node.start_point.row + 1


def on_lines(root: "Node", lines: Iterable[int]) -> "Iterator[Node]":
    """Give the named nodes that touch one of the lines, outer ones first, in their order."""
    wanted = sorted(lines)
    stack = [root]
    while stack:
        node = stack.pop()
        at = bisect_left(wanted, node.start_point.row + 1)
        if at == len(wanted) or wanted[at] > node.end_point.row + 1:
            continue
        if node.is_named:
            yield node
        stack.extend(reversed(node.children))


def around(node: "Node") -> "Iterator[Node]":
    """Give the nodes around one, the nearest first."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def within(node: "Node") -> "Iterator[Node]":
    """Give a node and all named ones in it."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(one.named_children))


def call_of(node: "Node") -> Call | None:
    """Read a call; None for anything else."""
    if node.type not in CALLS:
        return None
    given = _arguments_node(node)
    if given is not None and given.type == "template_string":
        return None  # a tag decides itself what is done with the values
    data = node.text or b""
    end = given.start_byte - node.start_byte if given is not None else len(data)
    name = re.sub(r"\s+|\?(?=\.)", "", data[:end].decode(errors="replace"))
    name = re.sub(r"->|::|\.\.+", ".", name).rstrip("!(")
    made = node.type in ("new_expression", "object_creation_expression")
    name = f"new {name.removeprefix('new')}" if made else name
    arguments: list[Node] = []
    named: dict[str, Node] = {}
    for child in _given(given):
        key = child.child_by_field_name("name") or child.child_by_field_name("key")
        value = child.child_by_field_name("value")
        if child.type in ("keyword_argument", "pair") and key is not None and value is not None:
            named[text(key).strip(":'\"")] = value
        else:
            arguments.append(bare(child))
    return Call(node, name, tuple(arguments), named)


def _arguments_node(node: "Node") -> "Node | None":
    given = node.child_by_field_name("arguments")
    if given is not None:
        return given
    return next((child for child in reversed(node.named_children) if child.type in _LISTS), None)


def _given(arguments: "Node | None") -> "Iterator[Node]":
    if arguments is None:
        return
    for child in arguments.named_children:
        if child.type == "value_arguments":
            yield from _given(child)
        elif "comment" not in child.type:
            yield child


def function_of(node: "Node") -> "Node":
    """Give the innermost function around a node, or the whole text."""
    last = node
    for above in around(node):
        last = above
        named = _FUNCTION.search(above.type) and not _NO_FUNCTION.search(above.type)
        if named and above.type not in ("block", "do_block"):
            return above
    return last


def values_of(name: str, node: "Node") -> "tuple[Node, ...]":
    """Give what a name is set to in the function around a node, and in the whole text's head."""
    function = function_of(node)
    return tuple(value for target, value in assignments(function) if target == name)


def assignments(node: "Node") -> "Iterator[tuple[str, Node]]":
    """Give the targets, as they are written, and values of the assignments within a node."""
    for one in within(node):
        yield from _assigned(one)


def _assigned(node: "Node") -> "Iterator[tuple[str, Node]]":
    if not re.search(r"assign|declar|_spec$|val_def|var_def", node.type):
        return
    left = next(_fields(node, "left", "name", "pattern", "lhs", "target"), None)
    right = next(_fields(node, "right", "value", "rhs", "result"), None)
    if right is None and node.type in _NAMELESS and node.named_child_count == 2:
        left, right = node.named_children
    if left is None or right is None:
        return
    if left.type == right.type == "expression_list":
        yield from ((text(a), b) for a, b in zip(left.children, right.children, strict=False))
        if left.named_child_count > right.named_child_count:
            yield text(left.named_children[0]), right.named_children[0]
    else:
        lone = right.type == "expression_list" and right.named_child_count == 1
        yield text(left), right.named_children[0] if lone else right


def _fields(node: "Node", *names: str) -> "Iterator[Node]":
    for name in names:
        found = node.child_by_field_name(name)
        if found is not None:
            yield found


def assigned_name(node: "Node") -> str:
    """Give the target that a node's value goes to: of an assignment, a pair or an argument."""
    for above in (node, *around(node)):
        if re.search(r"statement$|function|method_d|^block|body|program", above.type):
            found = next(_assigned(above), None)
            return found[0] if found else ""
        if re.search(r"assign|declarator|_spec$|property_declaration|let_decl", above.type):
            found = next(_assigned(above), None)
            return found[0] if found else ""
        if re.search(r"pair|keyword_argument|keyed_element", above.type):
            return text(above.named_children[0]) if above.named_children else ""
    return ""
