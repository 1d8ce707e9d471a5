"""What a call gives: its arguments, out of a syntax tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED = {
    "attribute",
    "conditional_access_expression",
    "dot_index_expression",
    "field_expression",
    "generic_name",
    "member_access_expression",
    "member_binding_expression",
    "member_expression",
    "method_index_expression",
    "navigation_expression",
    "navigation_suffix",
    "qualified_identifier",
    "qualified_name",
    "scoped_identifier",
    "selector_expression",
    "user_type",
}
"""What ends with the name of what it means."""
_GENERIC = {"generic_function", "generic_name", "generic_type", "template_function"}
"""What begins with it, with types behind."""
_CALLS = {
    "call",
    "call_expression",
    "constructor_invocation",
    "function_call",
    "function_call_expression",
    "instance_expression",
    "invocation_expression",
    "member_call_expression",
    "method_invocation",
    "new_expression",
    "nullsafe_member_call_expression",
    "object_creation_expression",
    "scoped_call_expression",
}
_CALLEE = ("function", "constructor", "method", "name", "type")
_LISTS = {"arguments", "argument_list", "value_arguments"}
_SPLATS = {
    "list_splat",
    "splat_argument",
    "spread_element",
    "spread_expression",
    "vararg",
    "vararg_expression",
    "variadic_argument",
    "variadic_unpacking",
}
_KEYWORD_SPLATS = {"dictionary_splat", "hash_splat_argument"}
_SEVERAL = {"go": {"call_expression"}, "lua": {"function_call"}}
"""Arguments that may stand for several, where they are the last."""
_JOINTS = re.compile(r"(?:\?\.|!\.|\.|->|::|:|\?->|!!\.)$")

_Place = Literal["positional", "splat", "keyword splat", "none"]


@dataclass(frozen=True, slots=True)
class Call:
    """A call's arguments; `receiver` is the text before the name, "" if there is none.

    `splat` says that any number of arguments may come besides the `positional` ones, and
    `keyword_splat` that any names may. `line` and `end_line` count from 1.
    """

    positional: int
    keywords: tuple[str, ...] = ()
    splat: bool = False
    keyword_splat: bool = False
    receiver: str = ""
    line: int = 0
    end_line: int = 0

    @property
    def count(self) -> int:
        """How many arguments are written out."""
        return self.positional + len(self.keywords)


@dataclass
class _Count:
    positional: int = 0
    keywords: list[str] = field(default_factory=list)
    splat: bool = False
    keyword_splat: bool = False


def call_at(tree: SyntaxTree, name_start: int) -> Call | None:
    """Give the call of the name that begins at an offset; None if the name is not called there.

    A decorator without brackets, a reference and an import are no calls.
    """
    start = tree.offsets.byte(name_start)
    leaf = tree.root.descendant_for_byte_range(start, min(start + 1, tree.root.end_byte))
    if leaf is None:
        return None
    callee = _whole_name(leaf)
    call = callee.parent
    if call is None or call.type not in _CALLS or not _is_callee(callee, call):
        return None
    counted = _counted(call, tree.language.name)
    if counted is None:
        return None
    before = tree.offsets.data[call.start_byte : leaf.start_byte].decode("utf-8", "replace").strip()
    return Call(
        counted.positional,
        tuple(counted.keywords),
        counted.splat,
        counted.keyword_splat,
        _JOINTS.sub("", before).strip(),
        call.start_point.row + 1,
        call.end_point.row + 1,
    )


def _whole_name(node: "Node") -> "Node":
    """Climb to the node of a whole dotted name, of which a node is the last part."""
    parent = node.parent
    while parent is not None:
        is_last = parent.type in _NAMED and parent.end_byte == node.end_byte
        is_first = parent.type in _GENERIC and parent.start_byte == node.start_byte
        if not is_last and not is_first:
            break
        node, parent = parent, parent.parent
    return node


def _is_callee(node: "Node", call: "Node") -> bool:
    if (receiver := call.child_by_field_name("receiver")) is not None:  # Ruby's Name.new
        method = call.child_by_field_name("method")
        if receiver == node:
            return method is not None and method.text == b"new"
    fields = [call.child_by_field_name(name) for name in _CALLEE]
    named = [found for found in fields if found is not None]
    return node in named if named else call.named_children[0] == node


def _counted(call: "Node", language: str) -> _Count | None:
    """Count the arguments; None if they have a form of their own."""
    count = _Count()
    arguments = list(_argument_nodes(call))
    for node in arguments:
        if node.type == "template_string":
            return None
        _add(node, language, count)
    if arguments and arguments[-1].type in _SEVERAL.get(language, ()):
        count.positional -= 1
        count.splat = True
    count.splat |= _has_lambda_behind(call)
    return count


def _argument_nodes(call: "Node") -> "Iterator[Node]":
    listed = call.child_by_field_name("arguments")
    if listed is None:
        listed = next(_lists(call), None)
    if listed is None:
        return
    if listed.type not in _LISTS:
        yield listed  # a generator, a template
        return
    for node in listed.named_children:
        if "comment" not in node.type and node.type != "type_arguments":
            yield node


def _lists(call: "Node") -> "Iterator[Node]":
    for child in call.named_children:
        if child.type in _LISTS:
            yield child
        elif child.type == "call_suffix":
            yield from _lists(child)


def _has_lambda_behind(call: "Node") -> bool:
    """Tell whether a block stands behind the brackets, for a parameter that can't be told."""
    suffix = [child for child in call.named_children if child.type == "call_suffix"]
    inner = [node for child in suffix for node in child.named_children]
    outer = call.parent
    around = outer.named_children if outer is not None and outer.type == "call_expression" else []
    return any("lambda" in node.type for node in [*inner, *call.named_children[1:], *around[1:]])


def _add(node: "Node", language: str, count: _Count) -> None:
    parts = [node, *node.named_children] if node.type in ("argument", "value_argument") else [node]
    if any(part.type in _SPLATS for part in parts) or _is_spread(node):
        count.splat = True
    elif node.type in _KEYWORD_SPLATS:
        count.keyword_splat = True
    elif node.type == "block_argument":
        pass
    elif node.type == "pair" and (node.named_children[0].type != "hash_key_symbol"):
        count.splat = count.keyword_splat = True
    elif name := _keyword(node, language):
        count.keywords.append(name)
    else:
        count.positional += 1


def _is_spread(node: "Node") -> bool:
    children = node.children
    return node.type == "value_argument" and bool(children) and children[0].type == "*"


def _keyword(node: "Node", language: str) -> str:
    """Give the name that an argument is passed by, "" if there is none."""
    if node.type == "assignment_expression":
        found = node.child_by_field_name("left") if language == "scala" else None
    elif node.type == "pair":
        found = node.child_by_field_name("key")
    elif node.type in ("keyword_argument", "argument", "value_argument"):
        found = node.child_by_field_name("name")
        if found is None and language == "kotlin" and any(c.type == "=" for c in node.children):
            found = node.named_children[0]
    else:
        found = None
    return (found.text or b"").decode("utf-8", "replace") if found is not None else ""
