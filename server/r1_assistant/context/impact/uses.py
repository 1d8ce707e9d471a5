"""Where a changed definition is used, as far as one can be sure of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.context.arguments import Call, call_at
from r1_assistant.context.facts import Definition
from r1_assistant.context.impact.lines import old_line
from r1_assistant.context.impact.sides import Side
from r1_assistant.context.references import Reference
from r1_assistant.context.resolve import Resolved, resolve
from r1_assistant.context.symbols import identifier_at, references
from r1_assistant.context.syntax import SyntaxTree
from r1_assistant.domain.change import FileChange

if TYPE_CHECKING:
    from tree_sitter import Node

Key = tuple[str, str, str]

_BUILTIN = frozenset(
    name
    for type_ in (str, bytes, bytearray, int, float, list, dict, set, frozenset, tuple, object)
    for name in dir(type_)
) | {"close", "read", "write", "flush", "seek", "send", "start", "run", "stop", "next", "map"}
"""Names of members that objects of any other origin have too."""

_PLAIN_KEYS = {"keyword_argument": "name", "pair": "key", "assignment": "left"}
"""Where a name is no use of what is defined elsewhere: node types and their fields."""


@dataclass(frozen=True)
class Use:
    """A use of a definition: `call` is None where it is not called.

    `by_name` says that nothing but the name connects them, `is_new` that the change wrote the line.
    """

    path: str
    reference: Reference
    tree: SyntaxTree
    call: Call | None
    by_name: bool = False
    is_new: bool = False

    @property
    def text(self) -> str:
        """The line, without the white space around it."""
        return self.tree.text.split("\n")[self.reference.line - 1].strip()


@dataclass(frozen=True)
class Sides:
    """Both sides of the workspace, and the change's files by their new paths."""

    old: Side
    new: Side
    files: Mapping[str, FileChange]


def uses_in(path: str, name: str, keys: frozenset[Key], sides: Sides) -> Iterator[Use]:
    """Find what means one of the definitions `keys` of the old side in a file of the new side."""
    tree = sides.new.tree(path)
    if tree is None:
        return
    for reference in references(tree):
        if reference.name != name or _is_plain_key(tree, reference):
            continue
        found = _meaning(path, tree, reference, sides)
        if not found:
            continue
        how = _how(found, name, keys, sides.old)
        if how:
            call = call_at(tree, reference.start)
            file = sides.files.get(path)
            is_new = file is not None and old_line(file, reference.line) is None
            yield Use(path, reference, tree, call, by_name=how == "name", is_new=is_new)


def still_defined(use: Use, sides: Sides) -> bool:
    """Tell whether a use means something on the new side, whatever that is."""
    identifier = identifier_at(use.tree, use.reference.start)
    if identifier is None:
        return False
    found = resolve(use.tree, use.path, identifier, sides.new, 1)
    return bool(found) and found[0].how != "name"


def _meaning(
    path: str, tree: SyntaxTree, reference: Reference, sides: Sides
) -> tuple[Resolved, ...]:
    """Resolve a use as it was on the old side, or if it is new, with the old side around it."""
    file = sides.files.get(path)
    start = reference.start
    if file is not None:
        old_tree = sides.old.tree(file.old_path)
        before = old_line(file, reference.line)
        if old_tree is not None and before is not None:
            column = start - (tree.text.rfind("\n", 0, start) + 1)
            tree, path, start = old_tree, file.old_path, _line_start(old_tree.text, before) + column
    identifier = identifier_at(tree, start)
    if identifier is None or identifier.name != reference.name or identifier.is_definition:
        return ()
    return resolve(tree, path, identifier, sides.old)


def _line_start(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at


def _how(found: tuple[Resolved, ...], name: str, keys: frozenset[Key], side: Side) -> str:
    """Tell how sure it is that one of some definitions is meant: "sure", "name" or ""."""
    best = found[0]
    if best.how != "name":
        sure = [each for each in found if each.how == best.how and each.confidence >= 0.5]
        return "sure" if any(_key(each.definition) in keys for each in sure) else ""
    if _key(best.definition) not in keys or name in _BUILTIN:
        return ""
    everywhere = {_key(one) for one in side.definitions(name, limit=4)}
    return "name" if everywhere <= keys else ""


def _key(definition: Definition) -> Key:
    return definition.path, definition.container, definition.name


def _is_plain_key(tree: SyntaxTree, reference: Reference) -> bool:
    """Tell names of arguments, keys and new variables from uses."""
    at = tree.offsets.byte(reference.start)
    node: Node | None = tree.root.descendant_for_byte_range(at, at + 1)
    parent = node.parent if node is not None else None
    if node is None or parent is None:
        return False
    field = _PLAIN_KEYS.get(parent.type)
    return field is not None and parent.child_by_field_name(field) == node
