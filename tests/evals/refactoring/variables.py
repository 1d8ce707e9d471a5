"""Refactorings of local variables: another name, a value with a name, a name fewer."""

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.names import Local, local_variables, other_name, replaced
from evals.refactoring.view import View, descend, same, shuffled, statements

if TYPE_CHECKING:
    from tree_sitter import Node

_EFFECTS = {"await", "await_expression", "yield", "yield_expression", "named_expression"}
_CALLS = {"call", "call_expression", "method_invocation"}
_VALUES = {
    *_CALLS,
    "binary_operator",
    "boolean_operator",
    "binary_expression",
    "attribute",
    "member_expression",
    "subscript",
    "list_comprehension",
    "conditional_expression",
    "ternary_expression",
    "template_string",
}
_BOOLEAN = {"comparison_operator", "boolean_operator", "not_operator"}


def rename_local(view: View, rng: random.Random) -> Iterator[str]:
    """Call a local variable by another name."""
    for function in shuffled(view.functions(), rng):
        for local in shuffled(list(local_variables(view, function)), rng)[:2]:
            name = other_name(view, local.name, rng)
            if name is not None and len(local.uses) > 1:
                yield view.with_(*(replaced(view, use, name) for use in local.uses))


def extract_returned(view: View, rng: random.Random) -> Iterator[str]:
    """Give the value that is returned a name."""
    for node in shuffled(view.nodes("return_statement"), rng):
        value = next((c for c in node.named_children if c.type != "comment"), None)
        if value is not None and value.type == "expression_list" and value.named_child_count == 1:
            value = value.named_children[0]
        if value is None or value.type not in _VALUES or not view.alone(node):
            continue
        if view.go and value.type != "call_expression":
            continue
        name = view.free("result", "outcome", "found", "answer", "returned")
        declared = _declaration(view, node, name or "", view.text(value))
        if name is not None and declared is not None and _in_block(node):
            end = ";" if view.text(node).endswith(";") else ""
            text = f"{declared}{end}\n{view.indent(node)}return {name}{end}"
            yield view.with_((node.start_byte, node.end_byte, text))


def extract_condition(view: View, rng: random.Random) -> Iterator[str]:
    """Give the condition of an if statement a name."""
    for node in shuffled(view.nodes("if_statement"), rng):
        condition = node.child_by_field_name("condition")
        inner = _bare(condition)
        if inner is None or not view.alone_start(node) or not _in_block(node):
            continue
        if node.child_by_field_name("initializer") is not None or not _boolean(view, inner):
            continue
        name = view.free("applies", "matched", "needed", "is_needed", "relevant")
        if name is None or any(n.type in _EFFECTS or _narrows(n) for n in descend(inner)):
            continue
        how = {"java": f"boolean {name} = ", "go": f"{name} := ", "python": f"{name} = "}
        start = how.get(view.source.language, f"const {name} = ")
        line = f"{start}{_one_line(view.text(inner))}{view.semicolon}\n{view.indent(node)}"
        yield view.with_(
            (node.start_byte, node.start_byte, line), (inner.start_byte, inner.end_byte, name)
        )


def inline_variable(view: View, rng: random.Random) -> Iterator[str]:
    """Put a value where it is used, once and in the next statement."""
    for function in shuffled(view.functions(), rng):
        for local in shuffled(list(local_variables(view, function)), rng):
            text = _inlined(view, local)
            if text is not None:
                yield text


def _inlined(view: View, local: Local) -> str | None:
    statement = local.statement
    if view.python and statement.parent is not None:
        statement = statement.parent
    value = _value(local)
    follows = statement.next_named_sibling
    if value is None or follows is None or len(local.uses) != 2 or not view.alone(statement):
        return None
    use = local.uses[1]
    whole = follows.type == "return_statement" and any(
        same(c, use) or (c.type == "expression_list" and view.text(c) == local.name)
        for c in follows.named_children
    )
    tested = follows.type == "if_statement" and same(
        _bare(follows.child_by_field_name("condition")), use
    )
    if not (whole or tested) or value.type in ("object", "composite_literal", "function"):
        return None
    start, end = view.lines(statement)
    return view.with_((start, end, ""), (use.start_byte, use.end_byte, view.text(value)))


def _value(local: Local) -> "Node | None":
    above = local.binding.parent
    if above is None:
        return None
    if above.type == "expression_list":
        right = above.parent.child_by_field_name("right") if above.parent is not None else None
        lonely = above.named_child_count == 1 and right is not None
        return right.named_children[0] if right is not None and lonely else None
    if above.type == "assignment" and above.child_by_field_name("type") is not None:
        return None
    more = above.parent is not None and above.parent.named_child_count > 1
    if more and above.type == "variable_declarator" and above.parent is not None:
        declarators = [c for c in above.parent.named_children if c.type == above.type]
        if len(declarators) > 1:
            return None
    return above.child_by_field_name("right") or above.child_by_field_name("value")


def _declaration(view: View, node: "Node", name: str, value: str) -> str | None:
    if view.python:
        return f"{name} = {value}"
    if view.script:
        return f"const {name} = {value}"
    result = _result(view, node)
    if result is None or result.startswith("(") or result == "void":
        return None
    return f"{result} {name} = {value}" if view.java else f"{name} := {value}"


def _result(view: View, node: "Node") -> str | None:
    above = node.parent
    while above is not None and "lambda" not in above.type and above.type != "func_literal":
        if above.type in ("method_declaration", "function_declaration"):
            return view.field(above, "type" if view.java else "result") or None
        above = above.parent
    return None


def _bare(node: "Node | None") -> "Node | None":
    """Give what is within the parentheses of a condition."""
    if node is not None and node.type in ("parenthesized_expression", "condition"):
        return node.named_children[0] if node.named_child_count == 1 else None
    return node


def _boolean(view: View, node: "Node") -> bool:
    if view.python or view.script:
        return node.type in _BOOLEAN or node.type == "binary_expression"
    if node.type != "binary_expression":
        return False
    return view.field(node, "operator") in ("==", "!=", "<", ">", "<=", ">=", "&&", "||")


def _narrows(node: "Node") -> bool:
    return node.type == "instanceof_expression"


def _in_block(node: "Node") -> bool:
    above = node.parent
    if above is None or above.type not in ("block", "statement_block", "statement_list"):
        return False
    return bool(statements(above))


def _one_line(text: str) -> str:
    if "\n" not in text or '"""' in text:
        return text
    return " ".join(part.strip() for part in text.split("\n"))
