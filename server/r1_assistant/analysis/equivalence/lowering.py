"""From syntax trees to normal forms, with what a language's dialect knows."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from r1_assistant.analysis.equivalence.logic import statements
from r1_assistant.analysis.equivalence.terms import Notes, Term
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

Handler: TypeAlias = "Callable[[Lowering, Node], Term | None]"

TELLING = re.compile(
    rb"(?i)//go:|//\s*\+build|//export|//line|/\*line|#!|coding[:=]|frozen_string_literal|"
    rb"@jsx|webpack|^#cgo|import \"C\"|/\*\+"
)
"""Comments that tools take as code."""

_OPENERS = {"(", "[", "{", ","}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is known of a language.

    `handlers` make the terms of some types of nodes; None leaves a node out. `names` are the types
    of nodes that name a variable; those in `erased` say nothing to the machine, by the note that
    they are counted as. `units` are the types of what is compared as one, `containers` those whose
    members are compared one by one.
    """

    handlers: Mapping[str, Handler] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    erased: Mapping[str, str] = field(default_factory=dict)
    containers: frozenset[str] = frozenset()
    drops_commas: bool = False


class Lowering:
    """The lowering of one definition: its notes, and where its names stand.

    `renames` are put in the place of names. `occurrences` holds the nodes of each name that a
    variable may have, `fixed` those that can't be called otherwise.
    """

    def __init__(
        self, tree: SyntaxTree, dialect: Dialect, renames: Mapping[str, str] | None = None
    ) -> None:
        self.tree = tree
        self.data = tree.offsets.data
        self.dialect = dialect
        self.renames = renames or {}
        self.notes: Notes = Counter()
        self.left_out: Counter[tuple[str, bytes]] = Counter()
        self.occurrences: defaultdict[str, list[Node]] = defaultdict(list)
        self.fixed: set[str] = set()
        self.words: list[str] = []

    def text(self, node: "Node") -> str:
        """Give a node's text."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def lower(self, node: "Node") -> Term | None:
        """Give a node's term; None if it says nothing."""
        kind = node.type
        handler = self.dialect.handlers.get(kind)
        if handler is not None:
            return handler(self, node)
        if kind in self.dialect.erased:
            self.leave_out(node, self.dialect.erased[kind])
            return None
        if "comment" in kind:
            return self._comment(node)
        if kind in self.dialect.names:
            return self.name(node)
        if not node.child_count:
            text = self.text(node)
            return (kind, text) if node.is_named else text.strip() or text
        return self.plain(node)

    def leave_out(self, node: "Node", note: str) -> None:
        """Leave out what the machine doesn't read, and remember what it was."""
        self.left_out[note, b" ".join(self.data[node.start_byte : node.end_byte].split())] += 1

    def term(self, node: "Node | None") -> Term:
        """Give a node's term, an empty one if there is none."""
        lowered = None if node is None else self.lower(node)
        return () if lowered is None else lowered

    def name(self, node: "Node") -> Term:
        """Give the term of a variable's name, and remember where it stands."""
        text = self.text(node)
        self.occurrences[text].append(node)
        return ("id", self.renames.get(text, text))

    def fix(self, node: "Node") -> Term:
        """Give a name that others rely upon."""
        text = self.text(node)
        self.fixed.add(text)
        return text

    def plain(self, node: "Node") -> Term:
        """Give a node's type and parts, with whatever text no part covers."""
        return (node.type, *self.parts(node))

    def parts(self, node: "Node") -> "Iterator[Term]":
        """Lower a node's children."""
        children = node.children
        quoted = "string" in node.type or "template" in node.type
        end = node.start_byte
        for at, child in enumerate(children):
            if child.start_byte > end:
                yield from self._gap(end, child.start_byte, quoted)
            end = child.end_byte
            if child.type == "," and self._trails(children, at):
                self.notes["layout"] += 1
                continue
            lowered = self.lower(child)
            if lowered is not None:
                yield lowered
        if node.end_byte > end:
            yield from self._gap(end, node.end_byte, quoted)

    def _gap(self, start: int, end: int, quoted: bool) -> Iterator[str]:
        """Give the text between two parts, if it says something."""
        gap = self.data[start:end]
        if quoted or (gap != b" " and gap.strip(b" \t\r\n\\\x0c")):
            yield gap.decode("utf-8", "replace")

    def block(self, node: "Node | None") -> Term:
        """Lower a list of statements, or the one statement that stands for it."""
        if node is None:
            return ("block",)
        term = self.lower(node)
        if isinstance(term, tuple) and term and term[0] == "block":
            return term
        return ("block",) if term is None else ("block", *statements([term], self.notes))

    def statements(self, node: "Node") -> Term:
        """Lower the statements that a node lists."""
        lowered = [self.lower(child) for child in node.named_children]
        return ("block", *statements([one for one in lowered if one is not None], self.notes))

    def _comment(self, node: "Node") -> Term | None:
        text = self.data[node.start_byte : node.end_byte]
        if TELLING.search(text):
            return ("comment", text.decode("utf-8", "replace"))
        self.leave_out(node, "comments")
        return None

    def _trails(self, children: "list[Node]", at: int) -> bool:
        """Tell whether a child is a comma that only ends a list of at least one."""
        comma = children[at]
        if not self.dialect.drops_commas or at == 0:
            return False
        if comma.parent is not None and comma.parent.type == "subscript":
            return False  # `x[a,]` asks for a tuple
        behind = next((one for one in children[at + 1 :] if "comment" not in one.type), None)
        before = next((one for one in reversed(children[:at]) if "comment" not in one.type), None)
        closes = behind is None or behind.type in (")", "]", "}")
        return closes and before is not None and before.type not in _OPENERS


def fields(node: "Node", *names: str) -> "list[Node | None]":
    """Give a node's children of these fields."""
    return [node.child_by_field_name(name) for name in names]
