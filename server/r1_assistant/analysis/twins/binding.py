"""Whether a name is bound where it stands, or read."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_SHARED = {
    "pattern_list", "tuple_pattern", "expression_list", "array_pattern", "object_pattern",
    "list_pattern", "tuple", "list_splat_pattern", "rest_pattern", "pair_pattern",
    "shorthand_property_identifier_pattern", "variable_declarator_list", "as_pattern_target",
}  # fmt: skip
"""What holds several targets."""
_TARGETS = {
    "assignment": "left",
    "assignment_expression": "left",
    "assignment_statement": "left",
    "short_var_declaration": "left",
    "for_statement": "left",
    "for_in_statement": "left",
    "for_in_clause": "left",
    "range_clause": "left",
    "enhanced_for_statement": "name",
    "variable_declarator": "name",
    "var_spec": "name",
    "named_expression": "name",
    "keyword_argument": "name",
    "let_declaration": "pattern",
    "for_expression": "pattern",
}
"""Fields in which a name is set; a parameter's name stands in its own node."""


def is_bound(node: "Node") -> bool:
    """Tell a name that is set or declared where it stands, or that is none of a variable."""
    if node.type in ("shorthand_property_identifier_pattern", "property_identifier"):
        return True
    here, parent = node, node.parent
    while parent is not None and parent.type in _SHARED:
        here, parent = parent, parent.parent
    if parent is None or "comment" in node.type or "string" in node.type:
        return True
    if parent.type in ("global_statement", "nonlocal_statement"):
        return True
    field = _TARGETS.get(parent.type)
    if field is not None:
        return _is(parent.child_by_field_name(field), here) and not _is_whole(parent)
    if "parameter" in parent.type and "type_" not in parent.type:
        value = parent.child_by_field_name("value") or parent.child_by_field_name("right")
        return not _is(value, here)
    return _is_member(parent, here)


def _is_whole(parent: "Node") -> bool:
    """Tell an assignment whose value goes on, as in `f(x = 1)`."""
    if parent.type != "assignment_expression" or parent.parent is None:
        return False
    return parent.parent.type not in ("expression_statement", "for_statement")


def _is_member(parent: "Node", here: "Node") -> bool:
    fields = ("attribute", "property", "field")
    return any(_is(parent.child_by_field_name(field), here) for field in fields)


def _is(node: "Node | None", other: "Node") -> bool:
    return node is not None and node.id == other.id
