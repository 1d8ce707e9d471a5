"""A source on which a defect is planted: its syntax tree, and the questions planters ask of it."""

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evals.edit import Source
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import SyntaxTree, parse

if TYPE_CHECKING:
    from tree_sitter import Node

FAMILIES = {
    "python": "python",
    "javascript": "script",
    "typescript": "script",
    "tsx": "script",
    "java": "java",
    "go": "go",
}
"""Languages whose grammars call things by the same names."""

FUNCTIONS = {
    "function_definition",
    "function_declaration",
    "function_expression",
    "generator_function_declaration",
    "method_definition",
    "arrow_function",
    "method_declaration",
    "constructor_declaration",
    "func_literal",
    "lambda_expression",
}
LOOPS = {"for_statement", "for_in_statement", "enhanced_for_statement", "while_statement"}
CALLS = {"call", "call_expression", "method_invocation"}
EXITS = {
    "return_statement",
    "raise_statement",
    "throw_statement",
    "continue_statement",
    "break_statement",
}
TRIES = {"try_statement", "try_with_resources_statement"}
_COMMENTS = {"comment", "line_comment", "block_comment"}
_TYPES = {
    "type",
    "type_annotation",
    "type_arguments",
    "decorator",
    "annotation",
    "import_statement",
}
_LONGEST_LINE = 300
"""Characters; what has longer lines was not written by hand."""

_IDLE_NAMES = re.compile(
    r"_*(test|bench|example|repr|str$|str__|debug|tostring|hashcode|describe)", re.I
)
_IDLE_CALLS = re.compile(
    r"(?i)(\w+\.)*(log|logger|logging|console|warnings?|print(f|ln)?|debug|trace|out|err|t)"
    r"(\.\w+)?$"
)
_TEST_PATH = re.compile(
    r"(^|/)(tests?|testing|__tests__|spec|fixtures)/|(^|/)test_|[._-](test|spec)\."
)


class Ground:
    """A parsed source; offsets are in bytes of its text."""

    def __init__(self, source: Source, tree: SyntaxTree) -> None:
        self.source = source
        self.tree = tree
        self.family = FAMILIES[tree.language.name]
        self.data = tree.offsets.data
        self.functions: list[Node] = []
        self.siblings: Mapping[str, str] = {}
        self.memory: dict[str, Any] = {}
        self._nodes: dict[str, list[Node]] = defaultdict(list)
        self._collect(tree.root)

    def of(self, *types: str) -> "list[Node]":
        """Give the nodes of these types in functions, where a defect matters."""
        found = [node for type_ in types for node in self._nodes.get(type_, ())]
        return sorted(found, key=lambda node: (node.start_byte, -node.end_byte))

    def lines(self, first: "Node", last: "Node | None" = None) -> tuple[int, int] | None:
        """Give the bytes of whole lines from a node to another; None if they share their lines."""
        end_node = last or first
        start = self.line_start(first.start_byte)
        stop = first.start_byte + len(self.data[first.start_byte : end_node.end_byte].rstrip())
        end = self.line_end(stop)
        behind = self.data[stop:end].strip()
        if self.data[start : first.start_byte].strip() or behind not in (b"", b";"):
            return None
        return start, end

    def with_comments(self, node: "Node") -> tuple[int, int] | None:
        """Give the bytes of a statement's lines and of the comment right above it."""
        whole = self.lines(node)
        if whole is None:
            return None
        start, above = whole[0], node.prev_sibling
        while above is not None and above.type in _COMMENTS:
            span = self.lines(above)
            if span is None or span[1] != start:
                break
            start, above = span[0], above.prev_sibling
        return start, whole[1]

    def line_start(self, at: int) -> int:
        return self.data.rfind(b"\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Give where the next line begins."""
        found = self.data.find(b"\n", at)
        return len(self.data) if found < 0 else found + 1

    def indent(self, node: "Node") -> str:
        """Give the white space before the node's line."""
        line = self.data[self.line_start(node.start_byte) : node.start_byte].decode()
        return line[: len(line) - len(line.lstrip())]

    def between(self, start: int, end: int) -> str:
        return self.data[start:end].decode()

    def _collect(self, root: "Node") -> None:
        stack = [(root, False)]
        while stack:
            node, inside = stack.pop()
            if is_idle(node):
                continue
            if node.type in FUNCTIONS:
                self.functions.append(node)
                inside = True
            if inside:
                self._nodes[node.type].append(node)
            stack.extend((child, inside) for child in reversed(node.children))


@functools.lru_cache(maxsize=4)
def _ground(path: str, language: str, text: str) -> Ground | None:
    known = any_language_of(path)
    if known is None or known.name not in FAMILIES or _TEST_PATH.search(path):
        return None
    if max(map(len, text.split("\n"))) > _LONGEST_LINE:
        return None
    if re.search(r"(?i)code generated|auto-?generated|do not edit", text[:600]):
        return None
    tree = parse(text, known)
    return Ground(Source("", path, language, text), tree) if tree else None


def ground_of(source: Source) -> Ground | None:
    """Give a source's ground; None for tests, for what nobody wrote, and for other languages."""
    return _ground(source.path, source.language, source.text)


def words(node: "Node | None") -> str:
    """Give a node's text; "" for none."""
    return (node.text or b"").decode() if node is not None else ""


def field(node: "Node | None", *names: str) -> "Node | None":
    """Give a node's first child with one of these field names."""
    if node is None:
        return None
    found = (node.child_by_field_name(name) for name in names)
    return next((child for child in found if child is not None), None)


def inside(node: "Node", *types: str) -> "list[Node]":
    """Give the descendants of these types, in their order, the node itself among them."""
    found, stack = [], [node]
    while stack:
        here = stack.pop()
        if here.type in types:
            found.append(here)
        stack.extend(reversed(here.children))
    return found


def around(node: "Node", types: set[str]) -> "Node | None":
    """Give the nearest node of these types around a node."""
    parent = node.parent
    while parent is not None and parent.type not in types:
        parent = parent.parent
    return parent


def function_of(node: "Node") -> "Node | None":
    return around(node, FUNCTIONS)


BLOCKS = {
    "block",
    "statement_block",
    "statement_list",
    "module",
    "program",
    "switch_case",
    "switch_default",
    "switch_block_statement_group",
    "constructor_body",
}


def statements(block: "Node | None") -> "list[Node]":
    """Give the statements of a block, without comments."""
    if block is None:
        return []
    if len(block.named_children) == 1 and block.named_children[0].type == "statement_list":
        block = block.named_children[0]
    return [node for node in block.named_children if node.type not in _COMMENTS]


def condition_of(node: "Node") -> "Node | None":
    """Give the condition of an `if` or loop, without the parentheses around it."""
    found = field(node, "condition")
    if found is not None and found.type == "parenthesized_expression":
        return next((child for child in found.named_children if child.type not in _COMMENTS), None)
    return found


def body_of(node: "Node") -> "Node | None":
    return field(node, "consequence", "body")


def name_of(function: "Node") -> str:
    """Give a function's name; that of the variable it is assigned to, if it has none."""
    named = field(function, "name")
    if named is None and function.parent is not None:
        named = field(function.parent, "name")
    return words(named)


def callee(call: "Node") -> str:
    """Give what a call calls, as it is written: "self.close", "os.path.join"."""
    if call.type == "method_invocation":
        receiver = words(field(call, "object"))
        return (
            f"{receiver}.{words(field(call, 'name'))}" if receiver else words(field(call, "name"))
        )
    return words(field(call, "function"))


def arguments(call: "Node") -> "list[Node]":
    given = field(call, "arguments")
    if given is None or given.type not in ("arguments", "argument_list"):
        return []
    return [node for node in given.named_children if node.type not in _COMMENTS]


def is_idle(node: "Node") -> bool:
    """Tell whether a change within the node would hardly matter: logs, tests, types, comments."""
    if node.type in _COMMENTS or node.type in _TYPES:
        return True
    if node.type in CALLS:
        return bool(_IDLE_CALLS.fullmatch(callee(node)))
    if node.type in FUNCTIONS:
        return bool(_IDLE_NAMES.match(words(field(node, "name"))))
    return node.type == "if_statement" and "TYPE_CHECKING" in words(condition_of(node))
