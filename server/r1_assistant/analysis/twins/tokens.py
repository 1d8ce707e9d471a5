"""A text's tokens by line, and what two lines of one shape have in common."""

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import COMMENTS, NUMBERS, STRINGS
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

NAME, STRING, NUMBER = "name", "string", "number"

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_LETTERS = re.compile(r"[^\W\d]\w*|[@$]\w+")
_HOLES = ("interpolation", "template_substitution")


@dataclass(frozen=True, slots=True)
class Token:
    """A leaf of a tree: `kind` is NAME, STRING, NUMBER, or the text itself of signs and words.

    `line` is 1-based, `start` a byte. `member` tells a name behind a dot.
    """

    kind: str
    text: str
    line: int
    start: int
    member: bool = False


Line = tuple[Token, ...]


def lines(tree: SyntaxTree) -> dict[int, Line]:
    """Give the tokens of each line (1-based) that has any; comments and doc strings have none."""
    return tree.once(_lines)


def lines_of(tree: SyntaxTree, rows: frozenset[int]) -> dict[int, Line]:
    """Give the tokens of some lines, without a look at the others."""
    return {row: line for row, line in _tokens(tree, rows).items() if row in rows}


def shape(line: Line) -> tuple[str, ...]:
    """Give what is left of a line without its names and values."""
    return tuple(token.kind for token in line)


def words(text: str) -> tuple[str, ...]:
    """Split a name into its words: `minX`, `min_x` and `MIN_X` give min and x."""
    return tuple(word.lower() for word in _WORD.findall(text)) or (text,)


def joined(line: Line) -> str:
    """Give a line's tokens as a text to compare."""
    return " ".join(token.text for token in line)


def _lines(tree: SyntaxTree) -> dict[int, Line]:
    return _tokens(tree, None)


def _tokens(tree: SyntaxTree, rows: frozenset[int] | None) -> dict[int, Line]:
    first, last = _span(tree, rows)
    found: dict[int, list[Token]] = {}
    waiting = [tree.root]
    member = False
    while waiting:
        node = waiting.pop()
        if node.end_byte < first or node.start_byte > last:
            continue
        if node.type in COMMENTS or _is_doc(node):
            continue
        if node.child_count and not _is_whole(node):
            waiting.extend(reversed(node.children))
            continue
        text = (node.text or b"").decode("utf-8", "replace")
        if not text.strip():
            continue
        kind = _kind(node, text)
        row = node.start_point[0] + 1
        found.setdefault(row, []).append(Token(kind, text, row, node.start_byte, member))
        member = text in (".", "->", "?.", "::")
    return {row: tuple(tokens) for row, tokens in found.items()}


def _span(tree: SyntaxTree, rows: frozenset[int] | None) -> tuple[int, int]:
    """Give the bytes from the first to the last of some lines; all for None."""
    size = tree.root.end_byte
    if not rows:
        return 0, size
    ends = tree.once(_ends)
    first, last = max(1, min(rows)), max(1, min(max(rows), len(ends)))
    return (ends[first - 2] if 1 < first <= len(ends) else 0), ends[last - 1]


def _ends(tree: SyntaxTree) -> list[int]:
    """Give the bytes where lines end."""
    sizes = (len(line) + 1 for line in tree.offsets.data.split(b"\n"))
    return list(accumulate(sizes))


def _is_whole(node: "Node") -> bool:
    """Tell strings without code in them, which are one token."""
    if node.type not in STRINGS or node.type == "concatenated_string":
        return False
    return not any(child.type in _HOLES for child in node.named_children)


def _is_doc(node: "Node") -> bool:
    children = node.named_children if node.type == "expression_statement" else []
    return len(children) == 1 and children[0].type in ("string", "concatenated_string")


def _kind(node: "Node", text: str) -> str:
    if node.type in STRINGS or node.type in ("string_content", "string_fragment"):
        return STRING
    if node.type in NUMBERS:
        return NUMBER
    return NAME if node.is_named and _LETTERS.fullmatch(text) and node.type != text else text
