"""The definitions of a text: what, where, within what, with which signature and comment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from r1_assistant.context.docs import Comments
from r1_assistant.context.grammars import query
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
    """Give all definitions of a text in their order; none for a language without symbols."""
    return tree.once(_symbols)


def enclosing(tree: SyntaxTree, offset: int) -> Symbol | None:
    """Give the innermost definition that an offset is in."""
    around = (symbol for symbol in symbols(tree) if symbol.start <= offset <= symbol.end)
    return min(around, key=lambda symbol: symbol.end - symbol.start, default=None)


@dataclass(frozen=True, slots=True)
class _Found:
    """A definition as the query found it; an `inner` node without what is wrapped around it."""

    kind: str
    name: "Node"
    inner: "Node"
    outer: "Node"
    body: "Node | None"
    container: str

    @property
    def span(self) -> tuple[int, int]:
        return self.outer.start_byte, self.outer.end_byte


def _symbols(tree: SyntaxTree) -> tuple[Symbol, ...]:
    compiled = query(tree.language, "definitions")
    if compiled is None:
        return ()
    from tree_sitter import QueryCursor

    matches = QueryCursor(compiled).matches(tree.root)
    comments = Comments(
        tree,
        [node for _, captures in matches for node in captures.get("comment", ())],
        [node for _, captures in matches for node in captures.get("attribute", ())],
    )
    placed = _contained(_found(matches))
    return tuple(_symbol(tree, found, comments) for found in placed)


def _found(matches: "list[tuple[int, Captures]]") -> "list[_Found]":
    """Give one definition per name, in their order; the last of a query's patterns has it."""
    wrappers = _wrappers(matches)
    by_name: dict[int, _Found] = {}
    for _, captures in sorted(matches, key=lambda match: match[0]):
        for found in _of_match(captures):
            outer = found.inner
            while outer.id in wrappers:
                outer = wrappers[outer.id]
            by_name[found.name.start_byte] = replace(found, outer=outer)
    return sorted(by_name.values(), key=lambda found: (found.span[0], -found.span[1]))


def _of_match(captures: "Captures") -> "Iterator[_Found]":
    names = captures.get("name", ())
    body = captures.get("body", [None])[0]
    within = captures.get("container", ())
    container = ".".join(_text(node).replace("::", ".") for node in within)
    for capture, nodes in captures.items():
        kind = "impl" if capture == "scope" else capture.removeprefix("definition.")
        if kind != capture:
            for name in names:
                yield _Found(kind, name, nodes[0], nodes[0], body or _body(nodes[0]), container)


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
        outer = around[-1] if around else None
        path = [outer.container, _text(outer.name)] if outer else []
        container = ".".join(part for part in (*path, found.container) if part)
        is_method = found.kind == "function" and outer is not None and outer.kind in _CLASSES
        placed = replace(found, container=container, kind="method" if is_method else found.kind)
        if found.kind != "type":
            around.append(placed)
        if found.kind != "impl":
            yield placed


def _holds(outer: _Found, inner: _Found) -> bool:
    # two names of one declaration have one span, and neither holds the other
    return outer.span != inner.span and outer.span[1] >= inner.span[1]


def _symbol(tree: SyntaxTree, found: _Found, comments: Comments) -> Symbol:
    offset = tree.offsets.offset
    outer, name = found.outer, found.name
    return Symbol(
        name=_text(name),
        kind=found.kind,
        start=offset(outer.start_byte),
        end=offset(outer.end_byte),
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
    at_start = node.end_point.column == 0 and node.end_byte > node.start_byte
    return node.end_point.row - at_start


def _body(node: "Node") -> "Node | None":
    return node.child_by_field_name("body")


def _text(node: "Node") -> str:
    return (node.text or b"").decode("utf-8", "replace")
