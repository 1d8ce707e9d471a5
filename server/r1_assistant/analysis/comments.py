"""Where comments and docstrings stand: what is written for people, and runs nowhere."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from r1_assistant.analysis.sides import Side
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node


def without_comment(side: Side, number: int) -> str:
    """Give a line (1-based) up to the comment at its end; a line of comment alone is empty.

    Without a tree, a line that begins as comments do is one.
    """
    text = side.line(number)
    tree = side.tree
    if tree is None:
        return "" if f"{text.strip()} ".startswith(side.language.comments) else text
    start = tree.once(_starts).get(number)
    return text if start is None else text[:start].rstrip()


def _starts(tree: SyntaxTree) -> Mapping[int, int]:
    """Give, by line, the column (code points) from which on there is nothing but comment."""
    lines = tree.text.split("\n")
    spans: dict[int, list[tuple[int, int]]] = {}
    for node in _comments(tree):
        first, last = node.start_point.row, node.end_point.row
        for row in range(first, min(last, len(lines) - 1) + 1):
            begins = _column(node.start_point.column, lines[row]) if row == first else 0
            ends = _column(node.end_point.column, lines[row]) if row == last else len(lines[row])
            spans.setdefault(row, []).append((begins, ends))
    starts = ((row + 1, _start(lines[row], each)) for row, each in spans.items())
    return {number: start for number, start in starts if start is not None}


def _start(line: str, spans: list[tuple[int, int]]) -> int | None:
    """Give where the comments at a line's end begin; None if it ends with something else."""
    start = None
    for begins, ends in sorted(spans, reverse=True):
        if ends > 0 and not line[ends:start].strip():
            start = begins
    return start


def _comments(tree: SyntaxTree) -> "Iterator[Node]":
    nodes = [tree.root]
    while nodes:
        node = nodes.pop()
        if "comment" in node.type or _is_docstring(node, tree):
            yield node
        else:
            nodes.extend(node.children)


def _is_docstring(node: "Node", tree: SyntaxTree) -> bool:
    return tree.language.name == "python" and is_docstring(node)


def is_docstring(node: "Node") -> bool:
    """Tell whether a statement of Python is a string alone."""
    if node.type != "expression_statement" or node.child_count != 1:
        return False
    string = node.children[0]
    return string.type == "string" and (string.text or b"")[:1] in b"\"'rRuU"


def _column(column: int, line: str) -> int:
    """Turn a column in bytes into one in code points."""
    data = line.encode("utf-8", "replace")
    return column if len(data) == len(line) else len(data[:column].decode("utf-8", "ignore"))
