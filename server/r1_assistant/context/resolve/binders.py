"""Types of nodes of all grammars that bind names, and that have names of their own."""

from functools import cache
from typing import Literal

How = Literal["assigned", "each", "with", "caught", "unknown"]

_FUNCTIONS = frozenset(
    [
        "function_definition",
        "lambda",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function",
        "generator_function_declaration",
        "method_declaration",
        "constructor_declaration",
        "lambda_expression",
        "compact_constructor_declaration",
        "static_initializer",
        "anonymous_function",
        "lambda_literal",
        "secondary_constructor",
        "getter",
        "setter",
        "func_literal",
        "function_item",
        "closure_expression",
        "local_function_statement",
        "accessor_declaration",
        "operator_declaration",
        "method",
        "singleton_method",
        "block",
        "do_block",
        "anonymous_function_creation_expression",
        "init_declaration",
        "anonymous_method_expression",
        "function",
    ]
)
"""Types of nodes whose parameters and variables are their own."""

_NOT_FUNCTIONS: dict[str, set[str]] = {
    "python": {"block"},
    "java": {"block"},
    "javascript": {"function"},
    "typescript": {"function"},
    "go": {"block"},
    "rust": {"block"},
    "csharp": {"block"},
    "kotlin": {"block"},
    "scala": {"block"},
    "lua": {"block"},
}

BINDERS: dict[str, tuple[str, str, str, How]] = {
    "assignment": ("left", "type", "right", "assigned"),
    "assignment_expression": ("left", "", "right", "assigned"),
    "assignment_pattern": ("left", "", "right", "assigned"),
    "object_assignment_pattern": ("left", "", "right", "assigned"),
    "named_expression": ("name", "", "value", "assigned"),
    "for_statement": ("left item pattern", "", "right collection", "each"),
    "for_in_clause": ("left", "", "right", "each"),
    "as_pattern": ("alias", "", "", "with"),
    "typed_parameter": ("", "type", "", "unknown"),
    "default_parameter": ("name", "", "", "unknown"),
    "typed_default_parameter": ("name", "type", "", "unknown"),
    "variable_declarator": ("name", "type", "value", "assigned"),
    "required_parameter": ("pattern", "type", "value", "assigned"),
    "optional_parameter": ("pattern name", "type", "value", "assigned"),
    "for_in_statement": ("left", "", "right", "each"),
    "catch_clause": ("parameter", "", "", "unknown"),
    "formal_parameter": ("name", "type", "", "unknown"),
    "spread_parameter": ("", "type", "", "unknown"),
    "enhanced_for_statement": ("name", "type", "value", "each"),
    "catch_formal_parameter": ("name", "type", "", "unknown"),
    "resource": ("name", "type", "value", "assigned"),
    "instanceof_expression": ("name pattern", "right", "", "unknown"),
    "property_declaration": ("name", "type", "value", "assigned"),
    "parameter": ("name pattern", "type", "", "unknown"),
    "class_parameter": ("name", "type", "", "unknown"),
    "val_definition": ("pattern", "type", "value", "assigned"),
    "var_definition": ("pattern", "type", "value", "assigned"),
    "short_var_declaration": ("left", "", "right", "assigned"),
    "var_spec": ("name", "type", "value", "assigned"),
    "parameter_declaration": ("name declarator", "type", "", "unknown"),
    "variadic_parameter_declaration": ("name", "type", "", "unknown"),
    "range_clause": ("left", "", "right", "each"),
    "type_switch_statement": ("alias", "", "", "unknown"),
    "let_declaration": ("pattern", "type", "value", "assigned"),
    "let_condition": ("pattern", "", "value", "assigned"),
    "for_expression": ("pattern", "", "value", "each"),
    "match_pattern": ("", "", "", "unknown"),
    "declaration": ("declarator", "type", "", "assigned"),
    "init_declarator": ("declarator", "", "value", "assigned"),
    "optional_parameter_declaration": ("declarator", "type", "", "unknown"),
    "for_range_loop": ("declarator", "type", "right", "each"),
    "foreach_statement": ("left", "type", "right", "each"),
    "declaration_expression": ("name", "type", "", "unknown"),
    "keyword_parameter": ("name", "", "", "unknown"),
    "assignment_statement": ("left", "", "right", "assigned"),
}
"""By the type of a node: the fields of names, of the type, of the value, and how they are bound."""

LISTS = frozenset(
    [
        "parameters",
        "lambda_parameters",
        "formal_parameters",
        "inferred_parameters",
        "closure_parameters",
        "method_parameters",
        "block_parameters",
        "list_splat_pattern",
        "dictionary_splat_pattern",
        "rest_pattern",
        "splat_parameter",
        "block_parameter",
        "hash_splat_parameter",
        "for_generic_clause",
        "implicit_parameter",
        "bindings",
        "lambda_function_type_parameters",
    ]
)
"""Nodes that bind each name right in them."""


@cache
def functions_of(language: str) -> frozenset[str]:
    """Give the types of nodes that have parameters and variables of their own."""
    return _FUNCTIONS - _NOT_FUNCTIONS.get(language, set())
