"""A source as refactorings look at it: its tree, its functions, its texts, and changed texts."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from evals.edit import Edit, Editor, Source
from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import SyntaxTree, parse, parses_as_well

if TYPE_CHECKING:
    from tree_sitter import Node

Replacement = tuple[int, int, str]
"""Bytes from, to (not included), and what stands there then."""

FUNCTIONS = {
    "function_definition",
    "function_declaration",
    "function_expression",
    "generator_function_declaration",
    "arrow_function",
    "method_definition",
    "method_declaration",
    "constructor_declaration",
    "func_literal",
    "lambda_expression",
}
BLOCKS = {"block", "statement_block", "constructor_body"}
LEAVES = {
    "return_statement",
    "raise_statement",
    "throw_statement",
    "continue_statement",
    "break_statement",
}
MOST = 3
"""Changes of one kind to one file."""

_T = TypeVar("_T")
Refactoring = Callable[["View", random.Random], Iterator[str]]


class View:
    """A parsed source. Offsets are bytes; `script` is JavaScript and TypeScript alike."""

    def __init__(self, source: Source, tree: SyntaxTree) -> None:
        self.source = source
        self.root = tree.root
        self.data = tree.offsets.data
        self.python = source.language == "python"
        self.java = source.language == "java"
        self.go = source.language == "go"
        self.typed = source.language in ("typescript", "tsx")
        self.script = self.typed or source.language == "javascript"
        self.words = frozenset(re.findall(r"[A-Za-z_$][\w$]*", source.text))
        self._all = tuple(_walk(tree.root))

    @property
    def semicolon(self) -> str:
        """What ends a statement here."""
        if self.script:
            return ";" if self.source.text.count(";\n") > 3 else ""
        return ";" if self.java else ""

    def nodes(self, *types: str) -> "list[Node]":
        """Give the nodes of some types, in the order of the text."""
        return [node for node in self._all if node.type in types]

    def functions(self) -> "list[Node]":
        return [node for node in self._all if node.type in FUNCTIONS]

    def text(self, node: "Node") -> str:
        return self.data[node.start_byte : node.end_byte].decode()

    def between(self, start: int, end: int) -> str:
        return self.data[start:end].decode()

    def field(self, node: "Node", name: str) -> str:
        """Give the text of a node's field; empty where it has none."""
        found = node.child_by_field_name(name)
        return "" if found is None else self.text(found)

    def indent(self, node: "Node") -> str:
        """Give the white space at the begin of the node's first line."""
        start = self.line_start(node.start_byte)
        line = self.data[start : self.line_end(start)].decode()
        return line[: len(line) - len(line.lstrip())]

    def step(self) -> str:
        """Give the white space of one more level."""
        for node in self.nodes(*BLOCKS):
            inner = [c for c in node.named_children if c.type != "comment"]
            above = node.parent
            if inner and above is not None and inner[0].start_point[0] > above.start_point[0]:
                here, outer = self.indent(inner[0]), self.indent(above)
                if len(here) > len(outer) and here.startswith(outer):
                    return here[len(outer) :]
        return "\t" if self.go else "    "

    def line_start(self, at: int) -> int:
        return self.data.rfind(b"\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Give the offset of the line's end, before the line break."""
        found = self.data.find(b"\n", at)
        return len(self.data) if found < 0 else found

    def alone(self, node: "Node") -> bool:
        """Tell whether the node has its lines for itself."""
        before = self.data[self.line_start(node.start_byte) : node.start_byte]
        after = self.data[node.end_byte : self.line_end(node.end_byte)]
        return not before.strip() and after.strip() in (b"", b";")

    def alone_start(self, node: "Node") -> bool:
        """Tell whether nothing stands before the node on its line."""
        return not self.data[self.line_start(node.start_byte) : node.start_byte].strip()

    def lines(self, node: "Node") -> tuple[int, int]:
        """Give the offsets of the node's whole lines, with the last line break."""
        end = self.line_end(node.end_byte)
        return self.line_start(node.start_byte), min(end + 1, len(self.data))

    def free(self, *names: str) -> str | None:
        """Give the first of some names that the text does not have yet."""
        return next((n for n in names if n.isidentifier() and n not in self.words), None)

    def with_(self, *replacements: Replacement) -> str:
        """Give the text with some bytes replaced; the places don't overlap."""
        data = self.data
        for start, end, text in sorted(replacements, reverse=True):
            data = data[:start] + text.encode() + data[end:]
        return data.decode()


def editor(kind: str, refactor: Refactoring, *, backwards: bool = False) -> Editor:
    """Make an editor of a refactoring: what parses no better than before is kept out.

    `backwards` takes what the refactoring gives for the old side, and the source for the new one.
    """

    def edits(source: Source, rng: random.Random) -> Iterator[Edit]:
        view = view_of(source)
        language = language_of(source.path)
        if view is None or language is None:
            return
        given: set[str] = {source.text}
        for text in refactor(view, rng):
            if text not in given and parses_as_well(source.text, text, language):
                given.add(text)
                if backwards:
                    yield Edit("refactoring", kind, source.text, old=text)
                else:
                    yield Edit("refactoring", kind, text)
            if len(given) > MOST:
                return

    return edits


def view_of(source: Source) -> View | None:
    """Parse a source; None if it can't be. The last one is remembered."""
    return _view(_Identity(source))


def descend(node: "Node", into: Callable[["Node"], bool] = lambda _: True) -> "Iterator[Node]":
    """Give a node's descendants in the order of the text, below those that are gone into."""
    for child in node.children:
        yield child
        if into(child):
            yield from descend(child, into)


def within(node: "Node", *types: str) -> "Node | None":
    """Give the nearest node of some types that a node is in."""
    above = node.parent
    while above is not None and above.type not in types:
        above = above.parent
    return above


def same(one: "Node | None", other: "Node | None") -> bool:
    """Tell whether two nodes are one."""
    return one is not None and other is not None and one.id == other.id


def shuffled(items: Sequence[_T], rng: random.Random) -> list[_T]:
    return rng.sample(items, len(items))


def body_of(function: "Node") -> "Node | None":
    """Give a function's block; None for an arrow with an expression, or an abstract method."""
    body = function.child_by_field_name("body")
    return body if body is not None and body.type in BLOCKS else None


def statements(block: "Node") -> "list[Node]":
    """Give a block's statements (Go puts them into a list within the block)."""
    found = [c for c in block.named_children if c.type != "comment"]
    if len(found) == 1 and found[0].type == "statement_list":
        return statements(found[0])
    return found


def several_lines(node: "Node") -> bool:
    """Tell whether a string within the node has several lines: it must not be indented anew."""
    strings = ("string", "template_string", "raw_string_literal", "text_block", "comment")
    return any(
        n.type in (*strings, "block_comment", "concatenated_string")
        and n.start_point[0] != n.end_point[0]
        for n in descend(node)
    )


class _Identity:
    """A source that is equal to itself only: its texts are too long to compare."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __hash__(self) -> int:
        return id(self.source)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.source is self.source


@lru_cache(maxsize=1)
def _view(identity: _Identity) -> View | None:
    language = language_of(identity.source.path)
    tree = parse(identity.source.text, language) if language is not None else None
    return None if tree is None else View(identity.source, tree)


def _walk(node: "Node") -> "Iterator[Node]":
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(here.children))
