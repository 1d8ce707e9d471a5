"""Python's numbers and texts by their values."""

import ast
from typing import TYPE_CHECKING

from r1_assistant.analysis.equivalence.lowering import Lowering
from r1_assistant.analysis.equivalence.terms import Term

if TYPE_CHECKING:
    from tree_sitter import Node


def number(low: Lowering, node: "Node") -> Term:
    """Lower a number to its value."""
    text = low.text(node)
    try:
        value = repr(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return ("number", text)
    low.notes["literals"] += value != text
    return ("number", value)


def string(low: Lowering, node: "Node") -> Term:
    """Lower a literal, or several in a row, to what they put together."""
    parts = _string_parts(low, node)
    return ("string", *parts)


def _string_parts(low: Lowering, node: "Node") -> list[Term]:
    """Give the texts and values that a literal, or several in a row, put together."""
    if node.type == "concatenated_string":
        low.notes["literals"] += node.named_child_count
        parts: list[Term] = []
        for one in node.named_children:
            if one.type == "string":
                parts = _joined(parts, _string_parts(low, one))
            else:
                low.lower(one)
        return parts
    text = low.text(node)
    low.words.append(text)
    if any(one.type == "interpolation" for one in node.children):
        return [tuple(low.parts(node))]
    if "\\" in text or (value := _value(text)) is None:
        return [("raw", text)]
    low.notes["literals"] += text[0] == "'"
    return [("text", repr(value))]


def _value(text: str) -> str | bytes | None:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str | bytes) else None


def _joined(parts: list[Term], more: list[Term]) -> list[Term]:
    if parts and more and parts[-1][0] == more[0][0] == "text":
        both = ast.literal_eval(str(parts[-1][1])) + ast.literal_eval(str(more[0][1]))
        return [*parts[:-1], ("text", repr(both)), *more[1:]]
    return [*parts, *more]


def interpolation(low: Lowering, node: "Node") -> Term:
    """Lower a value within a text; `{x=}` shows how it is called."""
    if any(one.type == "=" for one in node.children):
        low.fixed.add("*")
    return low.plain(node)
