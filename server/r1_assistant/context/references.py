"""The names that a text uses: calls, imports and the others; and the name at an offset."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from r1_assistant.context.definitions import symbols
from r1_assistant.context.grammars import grammar, query, query_source
from r1_assistant.context.languages import Language
from r1_assistant.context.syntax import SyntaxTree, leaves_at

if TYPE_CHECKING:
    import tree_sitter
    from tree_sitter import Node

Kind = Literal["call", "import", "other"]

_NAME = re.compile(r"[@$]*[^\W\d]\w*[!?]?")
_NO_NAMES = ("string", "comment", "literal", "text", "content", "fragment")
_MEMBER = re.compile(r"(?:(?<!\.)\.|->|::)\s*$")
_LUA_METHOD = re.compile(r"\w:$")


@dataclass(frozen=True, slots=True)
class Reference:
    """The use of a name: `start` is an offset in code points, lines count from 1."""

    name: str
    line: int
    kind: Kind
    start: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name in a text; a member is one behind a dot or an arrow."""

    name: str
    start: int
    end: int
    is_definition: bool
    is_member: bool


def references(tree: SyntaxTree) -> tuple[Reference, ...]:
    """Give every use of a name in a text, in their order; definitions are no uses."""
    return tree.once(_references)


def references_in(tree: SyntaxTree, start: int, end: int) -> tuple[Reference, ...]:
    """Give the uses of names that begin between two offsets, without a look at the others."""
    first, last = tree.offsets.byte(start), tree.offsets.byte(end)
    found = _found(tree, (first, last)) if first < last else ()
    return tuple(one for one in found if start <= one.start < end)


def identifier_at(tree: SyntaxTree, offset: int) -> Identifier | None:
    """Give the name that an offset is in, or that begins or ends there."""
    for leaf in leaves_at(tree, offset):
        name = (leaf.text or b"").decode("utf-8", "replace")
        if _is_name(leaf, name):
            start, end = tree.offsets.offset(leaf.start_byte), tree.offsets.offset(leaf.end_byte)
            is_definition = any(symbol.name_start == start for symbol in symbols(tree))
            return Identifier(name, start, end, is_definition, _is_member(tree, start))
    return None


def calls(tree: SyntaxTree) -> dict[str, tuple[int, ...]]:
    """Give the names that a text calls, each with the lines of its calls; imports are none."""
    return tree.once(_calls)


def _references(tree: SyntaxTree) -> tuple[Reference, ...]:
    return _found(tree)


def _found(tree: SyntaxTree, span: tuple[int, int] | None = None) -> tuple[Reference, ...]:
    compiled = query(tree.language, "references")
    if compiled is None:
        return ()
    from tree_sitter import QueryCursor

    cursor = QueryCursor(compiled)
    if span is not None:
        cursor.set_byte_range(*span)
    captures = cursor.captures(tree.root)
    called = {node.start_byte: node for node in captures.get("call", ())}
    imports = _spans(captures.get("imports", ()))
    names = {node.start_byte: node for node in captures.get("other", ())} | called
    for symbol in symbols(tree):
        names.pop(tree.offsets.byte(symbol.name_start), None)
    return tuple(
        Reference(
            _text(tree, names[at]),
            names[at].start_point.row + 1,
            "import" if _within(imports, at) else "call" if at in called else "other",
            tree.offsets.offset(at),
        )
        for at in sorted(names)
    )


def _calls(tree: SyntaxTree) -> dict[str, tuple[int, ...]]:
    compiled = _query_of_calls(tree.language)
    if compiled is None:
        return {}
    from tree_sitter import QueryCursor

    captures = QueryCursor(compiled).captures(tree.root)
    imports = _spans(captures.get("imports", ()))
    defined = {tree.offsets.byte(symbol.name_start) for symbol in symbols(tree)}
    called = {node.start_byte: node for node in captures.get("call", ())}
    found: dict[str, list[int]] = {}
    for at in sorted(called.keys() - defined):
        if not _within(imports, at):
            node = called[at]
            found.setdefault(_text(tree, node), []).append(node.start_point.row + 1)
    return {name: tuple(lines) for name, lines in found.items()}


@cache
def _query_of_calls(language: Language) -> "tree_sitter.Query | None":
    """Give the query of references without the other names, which are most of a text."""
    found = grammar(language) if language.symbols else None
    if found is None:
        return None
    import tree_sitter

    compiled = tree_sitter.Query(found, query_source(language.name, "references"))
    compiled.disable_capture("other")
    return compiled


def _text(tree: SyntaxTree, node: "Node") -> str:
    return tree.offsets.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _spans(nodes: "Iterable[Node]") -> list[tuple[int, int]]:
    return sorted((node.start_byte, node.end_byte) for node in nodes)


def _within(spans: list[tuple[int, int]], at: int) -> bool:
    before = bisect_right(spans, (at, at + 1)) - 1
    return before >= 0 and at < spans[before][1]


def _is_member(tree: SyntaxTree, start: int) -> bool:
    before = tree.text[max(0, start - 80) : start]
    if tree.language.name == "lua" and _LUA_METHOD.search(before):
        return True
    found = _MEMBER.search(before)
    if found is None:
        return False
    at = tree.offsets.byte(start - len(before) + found.start())
    node = tree.root.descendant_for_byte_range(at, at + 1)
    return node is not None and "comment" not in node.type  # whose last sentence ends there


def _is_name(leaf: "Node", name: str) -> bool:
    """Tell names from signs, key words and the insides of strings and comments."""
    kind = leaf.type
    if not leaf.is_named or kind == name.lower() or any(word in kind for word in _NO_NAMES):
        return False
    return bool(_NAME.fullmatch(name))
