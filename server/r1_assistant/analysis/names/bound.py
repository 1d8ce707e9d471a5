"""The names that a text binds anywhere, and those that it reads."""

import builtins
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import nodes_of, text_of, walk
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

PYTHON_GLOBALS = frozenset(dir(builtins)) | {
    "__file__", "__name__", "__doc__", "__path__", "__spec__", "__builtins__", "__class__",
    "__module__", "__qualname__", "__annotations__", "__loader__", "__package__", "reveal_type",
    "unicode", "basestring", "long", "xrange", "raw_input", "unichr", "WindowsError", "_", "self",
    "get_ipython", "__all__", "__dict__",
}  # fmt: skip
"""What is there without being defined: builtins of Python 3, those of 2, and a module's own."""

_BINDERS = {
    "parameters", "lambda_parameters", "formal_parameters", "import_statement",
    "import_from_statement", "future_import_statement", "import_clause", "global_statement",
    "nonlocal_statement", "type_parameter", "type_parameters", "catch_clause", "as_pattern_target",
    "case_pattern", "object_pattern", "array_pattern", "import_specifier", "namespace_import",
    "import_require_clause", "enum_body", "import_alias",
}  # fmt: skip
"""All names in these are bound there, or as good as that."""
_FIELDS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "assignment_expression": "left",
    "for_statement": "left",
    "for_in_statement": "left",
    "for_in_clause": "left",
    "named_expression": "name",
    "variable_declarator": "name",
    "function_definition": "name",
    "class_definition": "name",
    "function_declaration": "name",
    "generator_function_declaration": "name",
    "function_expression": "name",
    "class_declaration": "name",
    "abstract_class_declaration": "name",
    "class": "name",
    "enum_declaration": "name",
    "internal_module": "name",
    "module": "name",
    "function_signature": "name",
    "arrow_function": "parameter",
    "type_alias_statement": "left",
    "keyword_argument": "name",
    "labeled_statement": "label",
}
"""Fields of nodes whose plain names are bound, or are no names of variables."""
_PLAIN = {"identifier", "shorthand_property_identifier", "type_identifier"}
_BOUND = _PLAIN | {"shorthand_property_identifier_pattern"}
_INNER = {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "expression_list"}


def bound(tree: SyntaxTree) -> frozenset[str]:
    """Give every name that is bound somewhere in a text, whatever its scope is."""
    return tree.once(_bound)


def opens_all(tree: SyntaxTree) -> bool:
    """Tell a text that takes names from elsewhere without naming them."""
    return tree.once(_opens_all)


def read(tree: SyntaxTree) -> "tuple[Node, ...]":
    """Give the nodes of plain names that stand for variables and are not bound where they are."""
    return tree.once(_read)


def _bound(tree: SyntaxTree) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes_of(tree).all:
        if node.type in _BINDERS:
            found.update(text_of(one) for one in walk(node) if one.type in _BOUND)
        field = _FIELDS.get(node.type)
        target = node.child_by_field_name(field) if field else None
        if target is not None:
            found.update(text_of(one) for one in _targets(target))
    return frozenset(found)


def _targets(node: "Node") -> "list[Node]":
    if node.type in _BOUND:
        return [node]
    if node.type in _INNER or node.type.endswith("pattern"):
        return [one for child in node.named_children for one in _targets(child)]
    return []


def _opens_all(tree: SyntaxTree) -> bool:
    wild = ("wildcard_import", "with_statement" if tree.language.name == "javascript" else "")
    return any(node.type in wild for node in nodes_of(tree).all)


def _read(tree: SyntaxTree) -> "tuple[Node, ...]":
    found = []
    waiting = [tree.root]
    while waiting:
        node = waiting.pop()
        if node.type in ("identifier", "shorthand_property_identifier"):
            found.append(node)
        waiting.extend(_readable(node))
    return tuple(found)


def _readable(node: "Node") -> "list[Node]":
    """Give the children of a node in which names may be read."""
    if node.type in ("import_statement", "import_from_statement", "ERROR", "comment"):
        return []
    skipped = {"attribute": "attribute", "keyword_argument": "name"}.get(node.type)
    child = node.child_by_field_name(skipped) if skipped else None
    jsx = node.type.startswith("jsx_")
    return [
        one
        for one in node.named_children
        if not (child is not None and one.id == child.id) and not (jsx and one.type == "identifier")
    ]
