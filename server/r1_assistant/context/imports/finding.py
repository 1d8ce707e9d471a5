"""Import statements, found by their key words first: most of a text is never looked at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_ABOVE = 6
"""Nodes between a key word and its statement, at most."""

_COMMENTS = {
    "#": re.compile(r"#[^\n]*"),
    "//": re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL),
    "--": re.compile(r"--[^\n]*"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """An import statement's text, its comments blanked out, and the line it begins on."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Way:
    """How a language imports: key words as literal bytes, and the types of the statements."""

    words: tuple[bytes, ...]
    types: frozenset[str]
    after: re.Pattern[bytes] = re.compile(rb"")


def _way(words: str, types: str, after: bytes = b"") -> _Way:
    found = tuple(word.encode() for word in words.split())
    return _Way(found, frozenset(types.split()), re.compile(after))


_SCRIPT = _way(
    "import from require export exports",
    "import_statement export_statement lexical_declaration variable_declaration call_expression"
    " expression_statement",
    rb"""import\b|from\s*["']|require\s*\(|exports\s*=|export\s*(?:default\b|\{|type\s*\{)""",
)
_IMPORT = _way("import", "import_declaration import")
_CALLED = rb"""(?:require|require_relative|load|autoload)\b\s*\(?\s*["':]"""

_WAYS = {
    "python": _way("import", "import_statement import_from_statement future_import_statement"),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
    "java": _IMPORT,
    "kotlin": _IMPORT,
    "scala": _IMPORT,
    "swift": _IMPORT,
    "go": _IMPORT,
    "rust": _way(
        "use mod extern",
        "use_declaration mod_item extern_crate_declaration",
        rb"use\s+[^;]*;|mod\s+\w+\s*;|extern\s+crate\b",
    ),
    "c": _way("include", "preproc_include"),
    "cpp": _way("include using", "preproc_include using_declaration alias_declaration"),
    "csharp": _way("using", "using_directive"),
    "ruby": _way("require load autoload", "call", _CALLED),
    "php": _way(
        "use require include",
        "namespace_use_declaration require_expression require_once_expression"
        " include_expression include_once_expression",
    ),
    "lua": _way(
        "require",
        "variable_declaration assignment_statement function_call",
        rb"""require\s*[("']""",
    ),
    "bash": _way("source .", "command", rb"""(?:source|\.)[ \t]+[^\s]"""),
}


def statements(tree: SyntaxTree) -> Iterator[Statement]:
    """Give the import statements of a text in their order."""
    way = _WAYS.get(tree.language.name)
    if way is None:
        return
    seen: dict[int, Node] = {}
    for at in _places(tree.offsets.data, way):
        node = _statement(tree, at, way)
        if node is not None:
            seen.setdefault(node.start_byte, node)
    comments = _COMMENTS[_comment_mark(tree)]
    for _, node in sorted(seen.items()):
        text = (node.text or b"").decode("utf-8", "replace")
        text = comments.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
        yield Statement(text, node.start_point.row + 1)


def _places(data: bytes, way: _Way) -> Iterator[int]:
    for word in way.words:
        at = data.find(word)
        while at >= 0:
            if not _is_inner(data[at - 1 : at]) and way.after.match(data, at):
                yield at
            at = data.find(word, at + len(word))


def _is_inner(before: bytes) -> bool:
    """Tell whether a key word is the end of a longer word."""
    return before.isalnum() or before == b"_"


def _statement(tree: SyntaxTree, at: int, way: _Way) -> "Node | None":
    """Give the largest statement around a key word; None within strings and comments."""
    node = tree.root.descendant_for_byte_range(at, at + 1)
    found = None
    exports = tree.offsets.data.startswith((b"export", b"from"), at)
    if node is None or "comment" in node.type or "string" in node.type:
        return None
    for _ in range(_ABOVE):
        if node.type in way.types and (node.type != "export_statement" or exports):
            found = node
        if node.parent is None:
            break
        node = node.parent
    return found


def _comment_mark(tree: SyntaxTree) -> str:
    return tree.language.comments[0]
