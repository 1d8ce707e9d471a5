"""How a name is bound where it stands: by an assignment, as a parameter, in a loop."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.context.resolve.binders import BINDERS, LISTS, How

if TYPE_CHECKING:
    from tree_sitter import Node

_CLASS = re.compile(r"class|struct_|impl_item|interface|trait|object_d|enum_|^module$|^namespace")
_NO_PATTERN = re.compile(
    r"attribute|member|field_ex|selector|subscript|index|call|navigation|access|arguments|string"
    r"|new_|creation|type|invocation|binary|body|block"
)


@dataclass(frozen=True, slots=True)
class Binding:
    """A place where a name is bound: its type and value as they are written, "" if they are not.

    `number` is the name's place among several that are bound at once, -1 if it is alone.
    """

    type: str
    value: str
    how: How
    start: int
    number: int = -1


def binding_at(leaf: "Node", start: int, function: "Node", own: frozenset[str]) -> Binding | None:
    """Tell how a name's leaf is bound in a function; None if it is not, or in one within it."""
    node, parent = leaf, leaf.parent
    for _ in range(6):
        if parent is None or node.id == function.id:
            return None
        kind = parent.type
        if kind == "assignment_expression" and leaf.parent and leaf.parent.type != "variable_name":
            return None  # only PHP declares its variables like this
        if kind in BINDERS:
            found = _bound(parent, node, leaf, start)
            return found if found and _scope(parent, own, function) else None
        if kind in LISTS or (kind == "arrow_function" and _is_field(parent, "parameter", leaf)):
            return Binding("", "", "unknown", start) if _scope(parent, own, function) else None
        if kind in ("variable_declaration", "simple_parameter") or kind.endswith("_parameter"):
            type_ = _child_text(parent, ("type", "user_type", "nullable_type"))
            binding = Binding(type_, _kotlin_value(parent), "assigned", start)
            return binding if _scope(parent, own, function) else None
        if _NO_PATTERN.search(kind):
            return None
        node, parent = parent, parent.parent
    return None


def _bound(binder: "Node", child: "Node", leaf: "Node", start: int) -> Binding | None:
    names, type_field, value_field, how = BINDERS[binder.type]
    if names:
        fields = [name for name in names.split() if binder.child_by_field_name(name) is not None]
        if not any(_is_field(binder, name, leaf) for name in fields or ()):
            return _without_fields(binder, leaf, start) if not fields else None
    elif binder.named_child_count and binder.type != "match_pattern":
        first = binder.named_children[0 if binder.type != "spread_parameter" else -1]
        if not first.start_byte <= leaf.start_byte < first.end_byte:
            return None
    if binder.type == "declaration" and child.type == "function_declarator":
        return None
    type_ = _field(binder, type_field) or _outer_type(binder)
    value = next((text for one in value_field.split() if (text := _field(binder, one))), "")
    if binder.type == "as_pattern":
        value, how = _managed(binder)
    elif binder.type == "variable_declarator" and not value:
        value = _text(binder.named_children[-1]) if binder.named_child_count > 1 else ""
    return Binding(_clean(type_), value, how, start, _number(binder, names, leaf))


def _without_fields(binder: "Node", leaf: "Node", start: int) -> Binding | None:
    """Read a parameter of a grammar that names no fields: the name, then its type."""
    children = binder.named_children
    if binder.type != "parameter" or not children or children[0].start_byte != leaf.start_byte:
        return None
    return Binding(_clean(_text(children[-1])) if children[1:] else "", "", "unknown", start)


def _kotlin_value(declaration: "Node") -> str:
    """Give the value of `val name = value`, which stands beside the name."""
    parent = declaration.parent
    if parent is None or parent.type != "property_declaration":
        return ""
    last = parent.named_children[-1]
    return _text(last) if last.start_byte > declaration.start_byte else ""


def _managed(binder: "Node") -> tuple[str, How]:
    """Give the value of `with value as name` or `except value as name`."""
    caught = binder.parent is not None and "except" in binder.parent.type
    value = _text(binder.named_children[0]) if binder.named_child_count else ""
    return value, "caught" if caught else "with"


def _number(binder: "Node", names: str, leaf: "Node") -> int:
    for name in names.split():
        bound = binder.child_by_field_name(name)
        if bound is not None and bound.named_child_count > 1:
            for number, child in enumerate(bound.named_children):
                if child.start_byte <= leaf.start_byte < child.end_byte:
                    return number
    return -1


def _is_field(node: "Node", field: str, leaf: "Node") -> bool:
    return any(
        child.start_byte <= leaf.start_byte and leaf.end_byte <= child.end_byte
        for child in node.children_by_field_name(field)
    )


def _scope(node: "Node", own: frozenset[str], function: "Node") -> bool:
    """Tell whether what a node binds belongs to a function, not to one within it."""
    at: Node | None = node
    while at is not None and at.id != function.id:
        if at.type in own or (at.is_named and _CLASS.search(at.type)):
            return False
        at = at.parent
    return True


def _outer_type(binder: "Node") -> str:
    parent = binder.parent
    if parent is not None and binder.type in ("variable_declarator", "init_declarator"):
        return _field(parent, "type")
    if binder.type == "property_declaration":
        return _child_text(binder, ("type_annotation",))
    return ""


def _child_text(node: "Node", kinds: tuple[str, ...]) -> str:
    found = (child for child in node.named_children if any(kind in child.type for kind in kinds))
    return _clean(_text(next(found, None)))


def _field(node: "Node", field: str) -> str:
    return _text(node.child_by_field_name(field)) if field else ""


def _clean(text: str) -> str:
    text = text.lstrip(": ").strip()
    return "" if text in ("var", "auto", "let", "val", "const") else text


def _text(node: "Node | None") -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
