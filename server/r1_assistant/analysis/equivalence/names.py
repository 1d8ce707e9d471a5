"""Which names may be called otherwise: those whose every place is in the scope that binds them."""

import re
from typing import TYPE_CHECKING

from r1_assistant.analysis.equivalence.lowering import Lowering
from r1_assistant.analysis.grammar import CLOSURES, FUNCTIONS, around

if TYPE_CHECKING:
    from tree_sitter import Node

_COMPREHENSIONS = {
    "list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression",
}  # fmt: skip
_PYTHON_PATTERNS = {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"}
_SCRIPT_PATTERNS = {
    "object_pattern", "array_pattern", "pair_pattern", "rest_pattern", "assignment_pattern",
    "object_assignment_pattern",
}  # fmt: skip
_BINDING = {
    "for_statement": "left",
    "assignment": "left",
    "augmented_assignment": "left",
    "named_expression": "name",
}
"""Python's nodes that bind a name of the function around them, and their fields for it."""
_PARAMETERS = {"parameters", "formal_parameters", "inferred_parameters", "lambda_parameters"}
_BLOCKS = {
    "statement_block", "block", "for_statement", "for_in_statement", "switch_body",
    "enhanced_for_statement", "try_with_resources_statement", "switch_block", "if_statement",
    "type_switch_statement", "expression_switch_statement", "expression_case", "type_case",
    "communication_case", "default_case", "constructor_body", "switch_block_statement_group",
}  # fmt: skip
_CLASSES = {"class_definition", "class_declaration", "class_body", "class", "interface_body"}


def renamable(name: str, unit: "Node", low: Lowering) -> bool:
    """Tell whether a name belongs to a unit alone: bound in it, and nothing else by that name."""
    if "*" in low.fixed or name in low.fixed or _is_mentioned(name, low):
        return False
    nodes = low.occurrences.get(name, [])
    if any(_in_class(node, unit) for node in nodes):
        return False
    language = low.tree.language.name
    binder = {"python": _python, "java": _java, "go": _go}.get(language, _script)
    bound = {node.id: scope for node in nodes if (scope := binder(node, unit)) is not None}
    used = (node for node in nodes if node.id not in bound)
    return bool(bound) and all(
        any(_holds(scope, node, language) for scope in bound.values()) for node in used
    )


def is_settled(name: str, unit: "Node", low: Lowering) -> bool:
    """Tell whether no call can give a variable another value: not in a closure, nor elsewhere."""
    language = low.tree.language.name
    if language == "java":
        return renamable(name, unit, low)
    if language != "python" or b"nonlocal" in (unit.text or b"") or name in low.fixed:
        return False
    listed = unit.child_by_field_name("parameters")
    nodes = low.occurrences.get(name, [])
    given = listed is not None and any(_within(node, listed) for node in nodes)
    return given or renamable(name, unit, low)


def _is_mentioned(name: str, low: Lowering) -> bool:
    """Tell whether a text names a variable to whoever formats or evaluates it."""
    word = re.escape(name)
    pattern = re.compile(
        rf"^\w*(['\"`]){word}\1$|[@:]{word}\b|%\({word}\)|(?<!\$)\{{{word}[}}!:.\[]"
    )
    literal = (text for text in low.words if not re.match(r"(?i)[br]*f|`", text))
    return any(pattern.search(text) for text in literal)


def _in_class(node: "Node", unit: "Node") -> bool:
    for outer in around(node):
        if outer.id == unit.id:
            return False
        if outer.type in _CLASSES:
            return True
    return False


def _holds(scope: "tuple[Node, int]", node: "Node", language: str) -> bool:
    """Tell whether a place is in a scope, from the byte on where that begins."""
    block, start = scope
    if not (block.start_byte <= node.start_byte < block.end_byte and node.start_byte >= start):
        return False
    return language != "python" or not _is_outside(block, node)


def _is_outside(scope: "Node", node: "Node") -> bool:
    """Tell whether what stands in a scope of Python is looked up around it."""
    if scope.type in _COMPREHENSIONS:
        clause = next(one for one in scope.named_children if one.type == "for_in_clause")
        outside = clause.child_by_field_name("right")
        return outside is not None and _within(node, outside)
    if scope.type in ("function_definition", "lambda"):
        body = scope.child_by_field_name("body")
        return body is not None and not _within(node, body) and not _is_parameter(node, scope)
    return False


def _is_parameter(node: "Node", function: "Node") -> bool:
    listed = function.child_by_field_name("parameters")
    if listed is None or not _within(node, listed):
        return False
    outer = node.parent
    defaults = ("default_parameter", "typed_default_parameter")
    if outer is not None and outer.type in defaults:
        named = outer.child_by_field_name("name")
        return named is not None and named.id == node.id
    return outer is not None and (
        outer.id == listed.id or outer.type.endswith(("pattern", "parameter"))
    )


def _within(node: "Node", outer: "Node") -> bool:
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte


def _scope(node: "Node", unit: "Node", types: "frozenset[str] | set[str]") -> "Node | None":
    """Give the nearest node around of these types that is in the unit, or is it."""
    for outer in around(node):
        if outer.type in types:
            return outer
        if outer.id == unit.id:
            return None
    return None


def _target(node: "Node", patterns: set[str]) -> "Node":
    """Give the whole pattern that a name is part of."""
    while node.parent is not None and node.parent.type in patterns:
        node = node.parent
    return node


def _is_field(node: "Node", *names: str) -> bool:
    outer = node.parent
    if outer is None:
        return False
    named = (one for name in names if name for one in outer.children_by_field_name(name))
    return any(one.id == node.id for one in named)


def _python(node: "Node", unit: "Node") -> "tuple[Node, int] | None":
    top = _target(node, _PYTHON_PATTERNS)
    outer = top.parent
    if outer is None:
        return None
    kind = outer.type
    if kind == "for_in_clause" and _is_field(top, "left"):
        scope = _scope(node, unit, _COMPREHENSIONS)
    elif kind == "as_pattern_target" or _is_field(top, _BINDING.get(kind, "")):
        scope = _function_scope(node, unit)
    elif kind == "function_definition" and _is_field(top, "name") and outer.id != unit.id:
        plain = outer.parent is not None and outer.parent.type != "decorated_definition"
        scope = _function_scope(outer, unit) if plain else None
    else:
        scope = _parameter_scope(node, unit)
    return None if scope is None else (scope, 0)


def _function_scope(node: "Node", unit: "Node") -> "Node | None":
    """Give the function around; what is bound within a `lambda` is left alone."""
    scope = _scope(node, unit, {"function_definition", "lambda"})
    return None if scope is None or scope.type == "lambda" else scope


def _parameter_scope(node: "Node", unit: "Node") -> "Node | None":
    """Give the function of a parameter that no caller can name."""
    outer = node.parent
    if outer is None:
        return None
    if outer.type in ("list_splat_pattern", "dictionary_splat_pattern"):
        inside = outer.parent is not None and outer.parent.type in _PARAMETERS | {"typed_parameter"}
        return _scope(node, unit, {"function_definition", "lambda"}) if inside else None
    if outer.type == "lambda_parameters":
        given = outer.parent.parent if outer.parent is not None else None
        passed = given is not None and given.type in ("argument_list", "keyword_argument")
        return outer.parent if passed else None
    listed = outer if outer.type == "parameters" else outer.parent
    if (
        listed is None
        or listed.type != "parameters"
        or not _is_parameter(node, listed.parent or node)
    ):
        return None
    behind = [one for one in listed.children if one.start_byte > node.start_byte]
    return listed.parent if any(one.type == "positional_separator" for one in behind) else None


def _script(node: "Node", unit: "Node") -> "tuple[Node, int] | None":
    top = _target(node, _SCRIPT_PATTERNS)
    if _is_default(node, top):
        return None
    outer = top.parent
    if outer is None:
        return None
    scope: Node | None = None
    if outer.type == "variable_declarator" and _is_field(top, "name"):
        var = outer.parent is not None and outer.parent.type == "variable_declaration"
        scope = _scope(outer, unit, FUNCTIONS if var else FUNCTIONS | _BLOCKS)
    elif outer.type == "for_in_statement" and _is_field(top, "left"):
        scope = outer if outer.child_by_field_name("kind") is not None else None
    elif outer.type == "catch_clause" and _is_field(top, "parameter"):
        scope = outer
    elif outer.type == "function_declaration" and outer.id != unit.id:
        scope = _scope(outer, unit, FUNCTIONS | _BLOCKS) if _is_field(top, "name") else None
    elif outer.type == "arrow_function" and _is_field(top, "parameter"):
        scope = outer
    elif outer.type == "formal_parameters":
        scope = outer.parent
    elif outer.type in ("required_parameter", "optional_parameter") and _is_field(top, "pattern"):
        plain = outer.children[0].id == top.id
        scope = outer.parent.parent if plain and outer.parent is not None else None
    return None if scope is None else (scope, 0)


def _is_default(node: "Node", top: "Node") -> bool:
    """Tell whether a name within a pattern is part of a default value or of a key."""
    here = node
    while here.id != top.id and here.parent is not None:
        if here.parent.type.endswith("assignment_pattern") and _is_field(here, "right"):
            return True
        if here.parent.type == "pair_pattern" and _is_field(here, "key"):
            return True
        here = here.parent
    return False


def _java(node: "Node", unit: "Node") -> "tuple[Node, int] | None":
    outer = node.parent
    if outer is None:
        return None
    scope: Node | None = None
    start = node.start_byte
    if outer.type == "variable_declarator" and _is_field(node, "name"):
        declared = outer.parent.type if outer.parent is not None else ""
        if declared == "local_variable_declaration":
            scope = _scope(outer, unit, FUNCTIONS | _BLOCKS)
        elif declared == "spread_parameter":
            scope = _scope(outer, unit, FUNCTIONS)
    elif outer.type == "enhanced_for_statement" and _is_field(node, "name"):
        scope = outer
    elif outer.type in ("formal_parameter", "catch_formal_parameter", "resource"):
        if _is_field(node, "name") and b"@" not in (outer.text or b""):
            scope = _scope(
                outer, unit, FUNCTIONS | {"catch_clause", "try_with_resources_statement"}
            )
    elif outer.type == "inferred_parameters" or (
        outer.type in CLOSURES and _is_field(node, "parameters")
    ):
        scope = _scope(node, unit, CLOSURES)
    return None if scope is None else (scope, start)


def _go(node: "Node", unit: "Node") -> "tuple[Node, int] | None":
    outer = node.parent
    if outer is None:
        return None
    listed = outer.type == "expression_list"
    holder = outer.parent if listed else outer
    whole = outer if listed else node
    if holder is None:
        return None
    declares = holder.type == "short_var_declaration" or (
        holder.type in ("range_clause", "receive_statement", "type_switch_statement")
        and any(one.type == ":=" for one in holder.children)
    )
    if declares and _is_field(whole, "left", "alias"):
        switch = holder.type == "type_switch_statement"
        return _from(_scope(node if switch else holder, unit, _BLOCKS), whole if switch else holder)
    if holder.type in ("var_spec", "const_spec") and _is_field(node, "name"):
        return _from(_scope(holder, unit, _BLOCKS), holder)
    if holder.type.endswith("parameter_declaration") and _is_field(node, "name"):
        return _from(_scope(holder, unit, FUNCTIONS), None)
    return None


def _from(scope: "Node | None", declaration: "Node | None") -> "tuple[Node, int] | None":
    """Give a scope as it begins behind a declaration, whose own values don't know its names."""
    start = declaration.end_byte if declaration is not None else 0
    return None if scope is None else (scope, start)
