"""The definitions of a text: what, where, within what, with which signature and comment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.context.docs import Comments
from r1_assistant.context.grammars import query
from r1_assistant.context.mending import mended, mended_lines
from r1_assistant.context.signatures import signature_of
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

    Captures = dict[str, list[Node]]

_CLASSES = {"class", "interface", "struct", "enum", "impl"}
"""Kinds within which a function is a method."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition. Offsets count code points and lines from 1.

    `start` and `end` are those of the whole definition with its decorators, `line` is that of
    the name. `container` has the dotted names of what it is defined in, "" at the top.
    """

    name: str
    kind: str
    start: int
    end: int
    name_start: int
    name_end: int
    line: int
    end_line: int
    signature: str
    doc: str
    container: str


def symbols(tree: SyntaxTree) -> tuple[Symbol, ...]:
    """Give all definitions of a text in their order; none for a language without symbols.

    Of a text that someone is just typing they are those that it would have with its calls closed.
    """
    return tree.once(_symbols)


def enclosing(tree: SyntaxTree, offset: int) -> Symbol | None:
    """Give the innermost definition that an offset is in."""
    around = (symbol for symbol in symbols(tree) if symbol.start <= offset <= symbol.end)
    return min(around, key=lambda symbol: symbol.end - symbol.start, default=None)


@dataclass(slots=True, eq=False)
class _Found:
    """A definition as the query found it; an `inner` node without what is wrapped around it.

    `start` and `end` are the bytes of the outer node, `container` what the query itself names.
    """

    kind: str
    name: str
    name_node: "Node"
    inner: "Node"
    outer: "Node"
    body: "Node | None"
    container: str
    start: int
    end: int


def _symbols(tree: SyntaxTree) -> tuple[Symbol, ...]:
    best = mended(tree)
    if best is tree:
        return _symbols_of(tree)
    found = _symbols_of(best)
    lines, known = mended_lines(tree), {one.name_start for one in found}
    rows = min(lines) - 1, max(lines)
    near = _symbols_of(tree, rows)
    own = (one for one in near if one.line in lines and one.name_start not in known)
    return tuple(sorted((*found, *own), key=lambda one: (one.start, -one.end)))


def _symbols_of(tree: SyntaxTree, rows: tuple[int, int] | None = None) -> tuple[Symbol, ...]:
    """Give the definitions of a tree, of rows only those that lie in them or around them."""
    compiled = query(tree.language, "definitions")
    if compiled is None:
        return ()
    from tree_sitter import QueryCursor

    cursor = QueryCursor(compiled)
    if rows is not None:
        cursor.set_point_range((rows[0], 0), (rows[1], 0))
    matches = cursor.matches(tree.root)
    comments = Comments(
        tree,
        [node for _, captures in matches for node in captures.get("comment", ())],
        [node for _, captures in matches for node in captures.get("attribute", ())],
    )
    placed = _contained(_found(tree, matches))
    return tuple(_symbol(tree, found, comments) for found in placed)


def _found(tree: SyntaxTree, matches: "list[tuple[int, Captures]]") -> "list[_Found]":
    """Give one definition per name, in their order; the last of a query's patterns has it."""
    named = [match for match in matches if "name" in match[1]]
    named.sort(key=lambda match: match[0])
    by_name: dict[int, tuple[str, Node, Captures]] = {}
    for _, captures in named:
        for capture in captures:
            kind = "impl" if capture == "scope" else capture.removeprefix("definition.")
            if kind != capture:
                for name in captures["name"]:
                    by_name[name.start_byte] = kind, name, captures
    wrappers = _wrappers(matches)
    found = [_of_match(tree, *one, wrappers) for one in by_name.values()]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _of_match(
    tree: SyntaxTree, kind: str, name: "Node", captures: "Captures", wrappers: "dict[int, Node]"
) -> _Found:
    inner = captures["scope" if kind == "impl" else f"definition.{kind}"][0]
    body = captures["body"][0] if "body" in captures else inner.child_by_field_name("body")
    within = captures.get("container", ())
    container = ".".join(_text(tree, node).replace("::", ".") for node in within)
    outer = inner
    while outer.id in wrappers:
        outer = wrappers[outer.id]
    start, end = outer.start_byte, outer.end_byte
    return _Found(kind, _text(tree, name), name, inner, outer, body, container, start, end)


def _wrappers(matches: "list[tuple[int, Captures]]") -> "dict[int, Node]":
    """Give, by the number of a node, the node that holds it alone: decorated, exported."""
    found = {}
    for _, captures in matches:
        for wrapper in captures.get("wrapper", ()):
            children = wrapper.named_children
            if children and sum(child.type == children[-1].type for child in children) == 1:
                found[children[-1].id] = wrapper
    return found


def _contained(all_found: "list[_Found]") -> "Iterator[_Found]":
    """Give each definition with the dotted names of those around it, and methods as such."""
    around: list[_Found] = []
    for found in all_found:
        while around and not _holds(around[-1], found):
            around.pop()
        if around:
            outer = around[-1]
            path = (outer.container, outer.name, found.container)
            found.container = ".".join(part for part in path if part)
            if found.kind == "function" and outer.kind in _CLASSES:
                found.kind = "method"
        if found.kind != "type":
            around.append(found)
        if found.kind != "impl":
            yield found


def _holds(outer: _Found, inner: _Found) -> bool:
    # two names of one declaration have one span, and neither holds the other
    return outer.end >= inner.end and (outer.end != inner.end or outer.start != inner.start)


def _symbol(tree: SyntaxTree, found: _Found, comments: Comments) -> Symbol:
    offset = tree.offsets.offset
    outer, name = found.outer, found.name_node
    return Symbol(
        name=found.name,
        kind=found.kind,
        start=offset(found.start),
        end=offset(found.end),
        name_start=offset(name.start_byte),
        name_end=offset(name.end_byte),
        line=name.start_point.row + 1,
        end_line=_end_row(outer) + 1,
        signature=signature_of(outer, found.inner, found.body, name, comments),
        doc=comments.doc_of(outer, found.body),
        container=found.container,
    )


def _end_row(node: "Node") -> int:
    """Give the row of a node's last character, not that of the line after its line's end."""
    end = node.end_point
    return end.row - (end.column == 0 and node.end_byte > node.start_byte)


def _text(tree: SyntaxTree, node: "Node") -> str:
    return tree.offsets.data[node.start_byte : node.end_byte].decode("utf-8", "replace")
