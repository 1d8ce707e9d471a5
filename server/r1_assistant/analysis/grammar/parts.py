"""The parts of functions, blocks, choices and operations, whatever a grammar calls them."""

from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar.types import (
    BINARIES,
    BLOCKS,
    CASES,
    COMMENTS,
    ELSES,
    FINALLIES,
    IDENTIFIERS,
    NAMED_FUNCTIONS,
    NEGATIONS,
    WRAPPERS,
)
from r1_assistant.analysis.grammar.walking import enclosing, node_at, of_types, text_of
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node


def function_at(tree: SyntaxTree, line: int) -> "Node | None":
    """Give the innermost named function around a line; None outside of functions."""
    node = node_at(tree, line)
    return node if node.type in NAMED_FUNCTIONS else enclosing(node, NAMED_FUNCTIONS)


def name_of(function: "Node") -> str:
    """Give the name of a function or a class; empty if it has none."""
    named = function.child_by_field_name("name")
    if named is None:
        declarator = function.child_by_field_name("declarator")
        while declarator is not None:
            named, declarator = declarator, declarator.child_by_field_name("declarator")
    return text_of(named)


def body_of(node: "Node") -> "Node | None":
    """Give the block of a function, a loop, a handler, or the first one of an if."""
    for field in ("body", "consequence"):
        if (found := node.child_by_field_name(field)) is not None:
            return _inner(found)
    return next((_inner(one) for one in node.named_children if one.type in BLOCKS), None)


def statements(block: "Node | None") -> "list[Node]":
    """Give the statements of a block without comments; a statement without braces is its own."""
    if block is None:
        return []
    block = _inner(block)
    if block.type not in BLOCKS and block.type not in CASES and block.type not in FINALLIES:
        return [block]
    return [one for one in block.named_children if one.type not in COMMENTS]


def _inner(block: "Node") -> "Node":
    """Step into what a block wraps alone: Go's list of statements, Kotlin's body."""
    named = [one for one in block.named_children if one.type not in COMMENTS]
    wrapped = len(named) == 1 and named[0].type in ("statement_list", "block")
    return named[0] if wrapped and block.type in ("block", "function_body") else block


def condition_of(node: "Node") -> "Node | None":
    """Give the condition of an if, a loop or a choice, out of its parentheses."""
    found = node.child_by_field_name("condition")
    if found is None and node.type == "conditional_expression" and len(node.named_children) == 3:
        found = node.named_children[1]  # Python's: the value stands first
    return unwrapped(found)


def alternative_of(node: "Node") -> "Node | None":
    """Give the first else (or elif) of an if."""
    found = node.child_by_field_name("alternative")
    return found or next((one for one in node.named_children if one.type in ELSES), None)


def unwrapped(node: "Node | None") -> "Node | None":
    """Take a node out of parentheses and of the statement that it is alone."""
    while node is not None and node.type in WRAPPERS and len(node.named_children) == 1:
        node = node.named_children[0]
    return node


def operator_of(node: "Node") -> str:
    """Give the operator of an operation: `and`, `&&`, `<`, `is not`, ..."""
    found = node.child_by_field_name("operator") or node.child_by_field_name("operators")
    if found is not None:
        return " ".join(text_of(found).split())
    return next((text_of(one) for one in node.children if not one.is_named), "")


def operands(node: "Node") -> "tuple[Node | None, Node | None]":
    """Give the two sides of an operation."""
    named = [one for one in node.named_children if one.type not in COMMENTS]
    left = node.child_by_field_name("left") or (named[0] if named else None)
    right = node.child_by_field_name("right") or (named[-1] if len(named) > 1 else None)
    return left, right


def negated(node: "Node") -> "Node | None":
    """Give what a `not` or `!` denies; None if a node is none."""
    if node.type not in NEGATIONS:
        return None
    if node.type != "not_operator" and not text_of(node).startswith(("!", "not ")):
        return None
    return unwrapped(node.named_children[-1]) if node.named_children else None


def parts(condition: "Node | None", words: tuple[str, ...]) -> "list[Node]":
    """Take a condition apart at `words`: ("and", "&&") or ("or", "||")."""
    node = unwrapped(condition)
    if node is None:
        return []
    if node.type in BINARIES and operator_of(node) in words:
        left, right = operands(node)
        return [*parts(left, words), *parts(right, words)]
    return [node]


def returned(node: "Node") -> "Node | None":
    """Give what a return or raise gives back; None for a bare one."""
    return next((one for one in node.named_children if one.type not in COMMENTS), None)


def names_in(node: "Node") -> frozenset[str]:
    """Give the names of variables (not of fields) in a node."""
    return frozenset(text_of(one) for one in of_types(node, IDENTIFIERS))
