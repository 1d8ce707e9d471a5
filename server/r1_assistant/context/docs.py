"""Comments of definitions: found, and freed of their marks."""

import re
from bisect import bisect_left
from inspect import cleandoc
from typing import TYPE_CHECKING

from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 2000
"""Code points of a comment that are kept."""

_MARK = re.compile(r"^\s*(?:/\*+!?|\*+/|\*+|//+!?|#+!?|--+(?:\[=*\[)?|=begin|=end) ?")
_LAST_MARK = re.compile(r"\s*(?:\*+/|\]=*\])\s*$")
_TAG = re.compile(r"</?\w+[^<>]*>")


class Comments:
    """The comments of a text, and the attributes that may stand between one and its definition."""

    def __init__(self, tree: SyntaxTree, comments: "list[Node]", attributes: "list[Node]") -> None:
        self._tree = tree
        self._data = tree.offsets.data
        self._spans = sorted((node.start_byte, node.end_byte) for node in comments)
        self._by_last_row = {_last_row(node): node for node in comments if self._is_alone(node)}
        self._attributes = {_last_row(node): node.start_point.row for node in attributes}

    def doc_of(self, outer: "Node", body: "Node | None") -> str:
        """Give a Python docstring, or the comments on the lines right above."""
        if self._tree.language.name == "python":
            return _docstring(body)[:_LONGEST]
        row = outer.start_point.row - 1 if self._is_alone(outer) else -1
        found: list[Node] = []
        while True:
            if row in self._attributes:
                row = self._attributes[row] - 1
            elif (comment := self._by_last_row.get(row)) is not None:
                found.insert(0, comment)
                row = comment.start_point.row - 1
            else:
                break
        text = "\n".join((node.text or b"").decode("utf-8", "replace").rstrip() for node in found)
        return _cleaned(text, xml=self._tree.language.name == "csharp")[:_LONGEST]

    def text_between(self, start: int, end: int) -> str:
        """Give the text between two bytes without its comments."""
        parts = []
        for at in range(bisect_left(self._spans, (start, start)), len(self._spans)):
            first, last = self._spans[at]
            if first >= end:
                break
            parts.append(self._data[start:first])
            start = max(start, last)
        parts.append(self._data[start:end])
        return b" ".join(parts).decode("utf-8", "replace")

    def _is_alone(self, node: "Node") -> bool:
        """Tell whether nothing stands before a comment or definition, nor behind a comment."""
        line = self._data.rfind(b"\n", 0, node.start_byte) + 1
        before = self._data[line : node.start_byte].strip()
        return not before and ("comment" not in node.type or self._ends_line(node))

    def _ends_line(self, node: "Node") -> bool:
        if self._data[node.end_byte - 1 : node.end_byte] == b"\n":
            return True
        end = self._data.find(b"\n", node.end_byte)
        return not self._data[node.end_byte : end if end >= 0 else None].strip()


def _last_row(node: "Node") -> int:
    # some grammars count the line's end to a comment
    return node.end_point.row - (node.end_point.column == 0)


def _docstring(body: "Node | None") -> str:
    first = body.named_children[0] if body is not None and body.named_children else None
    if first is None or first.type != "expression_statement" or not first.named_children:
        return ""
    string = first.named_children[0]
    if string.type != "string":
        return ""
    content = (child for child in string.named_children if child.type == "string_content")
    text = b"".join(part.text or b"" for part in content).decode("utf-8", "replace")
    return cleandoc("\n".join(text.splitlines()))


def _cleaned(text: str, *, xml: bool) -> str:
    lines = [_LAST_MARK.sub("", _MARK.sub("", line)).rstrip() for line in _lines(text)]
    if xml:
        lines = [_TAG.sub("", line).strip() for line in lines]
    return "\n".join(line for line in lines if not line or any(map(str.isalnum, line))).strip()


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#!")]
