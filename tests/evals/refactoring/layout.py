"""Changes of what does not run: comments, documentation, broken lines, the order of imports."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.view import View, body_of, descend, shuffled, statements

if TYPE_CHECKING:
    from tree_sitter import Node

_LISTS = ("argument_list", "arguments")
_WIDTH = 100


def comment(view: View, rng: random.Random) -> Iterator[str]:
    """Say before a statement what it is about, in the words of what it calls."""
    calls = view.nodes("call", "call_expression", "method_invocation")
    for call in shuffled(calls, rng):
        statement = _statement(call)
        if statement is None or not view.alone_start(statement) or "\n" in view.text(call):
            continue
        words = _words(view.field(call, "function") or view.field(call, "name"))
        if len(words) > 1:
            mark = "#" if view.python else "//"
            line = f"{mark} {' '.join(words).capitalize()} first.\n{view.indent(statement)}"
            line = rng.choice((line, line.replace(" first", "")))
            yield view.with_((statement.start_byte, statement.start_byte, line))


def reword_comment(view: View, rng: random.Random) -> Iterator[str]:
    """Let a comment begin with a capital and end with a full stop."""
    for node in shuffled(view.nodes("comment", "line_comment"), rng):
        text = view.text(node)
        found = re.fullmatch(r"(#|//) ([a-z][a-z]+ .*[a-z])", text)
        if found is not None and not re.match(r"(noqa|type|pragma|eslint|todo)", found[2]):
            new = f"{found[1]} {found[2][0].upper()}{found[2][1:]}."
            yield view.with_((node.start_byte, node.end_byte, new))


def document(view: View, rng: random.Random) -> Iterator[str]:
    """Give a function that has none its documentation."""
    for function in shuffled(view.functions(), rng):
        body = body_of(function)
        words = _words(view.field(function, "name"))
        inner = statements(body) if body is not None else []
        if len(words) < 2 or not inner or not view.alone_start(inner[0]):
            continue
        said = " ".join(words).capitalize()
        if view.python:
            if not view.text(inner[0]).startswith(('"', "'", 'r"')):
                doc = f'"""{said}."""\n{view.indent(inner[0])}'
                yield view.with_((inner[0].start_byte, inner[0].start_byte, doc))
        elif view.alone_start(function) and not _commented(function):
            mark = f"// {view.field(function, 'name')} is to {said.lower()}." if view.go else ""
            doc = mark or f"/** {said}. */"
            yield view.with_(
                (function.start_byte, function.start_byte, f"{doc}\n{view.indent(function)}")
            )


def wrap_arguments(view: View, rng: random.Random) -> Iterator[str]:
    """Give each argument of a call a line of its own."""
    for node in shuffled(view.nodes(*_LISTS), rng):
        inner = [c for c in node.named_children if c.type != "comment"]
        if len(inner) < 2 or "\n" in view.text(node) or len(inner) != node.named_child_count:
            continue
        line = view.between(view.line_start(node.start_byte), view.line_end(node.end_byte))
        if len(line) < 50 or node.start_byte + 1 != inner[0].start_byte:
            continue
        indent = view.indent(node)
        deeper = indent + view.step()
        parts = f",\n{deeper}".join(view.text(c) for c in inner)
        last = "," if view.go or (view.python and rng.random() < 0.7) else ""
        last = "" if view.python and any(_starred(c) for c in inner) else last
        close = "" if view.java else f"\n{indent}"
        text = f"(\n{deeper}{parts}{last}{close})"
        yield view.with_((node.start_byte, node.end_byte, text))


def unwrap_arguments(view: View, rng: random.Random) -> Iterator[str]:
    """Put the arguments of a call that have lines of their own on one line."""
    for node in shuffled(view.nodes(*_LISTS), rng):
        text = view.text(node)
        if "\n" not in text or any(
            "comment" in n.type or "\n" in _own(view, n) for n in descend(node)
        ):
            continue
        flat = ", ".join(view.text(c) for c in node.named_children)
        line = view.between(view.line_start(node.start_byte), node.start_byte)
        if "\n" not in flat and len(line) + len(flat) + 3 < _WIDTH:
            yield view.with_((node.start_byte, node.end_byte, f"({flat})"))


def reorder_imports(view: View, rng: random.Random) -> Iterator[str]:
    """Swap two imports that follow each other."""
    kinds = ("import_statement", "import_from_statement", "import_declaration", "import_spec")
    for node in shuffled(view.nodes(*kinds), rng):
        after = node.next_named_sibling
        if after is None or after.type != node.type or not (view.alone(node) and view.alone(after)):
            continue
        near = after.start_point[0] == node.end_point[0] + 1
        one, other = view.text(node), view.text(after)
        if (near and "{" not in one + other) or view.script:
            yield view.with_(
                (node.start_byte, node.end_byte, other), (after.start_byte, after.end_byte, one)
            )


def reorder_names(view: View, rng: random.Random) -> Iterator[str]:
    """Change the order of the names that one import brings."""
    for node in shuffled(view.nodes("import_from_statement", "named_imports"), rng):
        names = [c for c in node.named_children if c.type in ("dotted_name", "import_specifier")]
        module = node.child_by_field_name("module_name")
        names = [n for n in names if module is None or n.id != module.id]
        if len(names) >= 2:
            i = rng.randrange(len(names) - 1)
            one, other = names[i], names[i + 1]
            yield view.with_(
                (one.start_byte, one.end_byte, view.text(other)),
                (other.start_byte, other.end_byte, view.text(one)),
            )


def _own(view: View, node: "Node") -> str:
    strings = ("string", "template_string", "text_block", "raw_string_literal", "block")
    blocks = (*strings, "statement_block", "class_body", "concatenated_string")
    return view.text(node) if node.type in blocks else ""


def _starred(node: "Node") -> bool:
    return node.type in ("generator_expression", "list_splat", "dictionary_splat")


def _statement(node: "Node") -> "Node | None":
    here: Node | None = node
    while here is not None and here.parent is not None:
        if here.parent.type in ("block", "statement_block", "statement_list"):
            return here
        here = here.parent
    return None


def _commented(function: "Node") -> bool:
    before = function.prev_sibling
    return before is not None and "comment" in before.type


def _words(name: str) -> list[str]:
    last = re.split(r"[.\s(]", name)[-1]
    return [w.lower() for w in re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", last) if w]
