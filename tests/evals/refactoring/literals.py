"""A literal of a function becomes a constant of the module or the class."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.view import View, same, shuffled, within

if TYPE_CHECKING:
    from tree_sitter import Node

_NUMBERS = ("integer", "number", "decimal_integer_literal", "int_literal")
_STRINGS = ("string", "string_literal", "interpreted_string_literal")
_NAMERS = {
    "keyword_argument": "name",
    "assignment": "left",
    "variable_declarator": "name",
    "pair": "key",
    "keyed_element": "key",
}
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")
_BEGUN = ("import_declaration", "package_clause", "import_statement")


def name_literal(view: View, rng: random.Random) -> Iterator[str]:
    """Put a literal of a function into a constant of the module or the class."""
    for node in shuffled(view.nodes(*_NUMBERS, *_STRINGS), rng):
        if within(node, "import_statement", "import_declaration", "type_annotation") is not None:
            continue
        name, place = _constant_name(view, node), _constant_place(view, node)
        if name is None or place is None or not _plain(view, node):
            continue
        at, indent = place
        space = "" if view.java else "\n"
        yield view.with_(
            (at, at, f"{space}{indent}{_constant(view, node, name)}\n"),
            (node.start_byte, node.end_byte, name),
        )


def _constant_name(view: View, node: "Node") -> str | None:
    above, text = node.parent, view.text(node)
    if above is None:
        return None
    named = ""
    if above.type in _NAMERS:
        named = view.field(above, _NAMERS[above.type])
    if node.type in _STRINGS:
        words = re.findall(r"[A-Za-z]{2,}", text[1:-1])[:3]
        named = "_".join(words) if 3 <= len(text[1:-1]) <= 40 and words else ""
        own = "NAME" if len(words) == 1 else ""
        named = f"{named}_{own}" if named and own else named
    elif len(text) < 2 or not named:
        return None
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.split(r"[.\[]", named)[-1])
    base = re.sub(r"\W", "", snake).strip("_")
    if not base or base.isdigit():
        return None
    if view.go:
        parts = base.lower().split("_")
        return view.free(f"default{''.join(p.capitalize() for p in parts)}")
    prefix = "_" if view.python else ""
    upper = base.upper()
    return view.free(f"{prefix}{upper}" if node.type in _STRINGS else f"{prefix}DEFAULT_{upper}")


def _constant_place(view: View, node: "Node") -> tuple[int, str] | None:
    """Give the offset of the line before which a constant goes, and its indentation."""
    if (
        within(
            node,
            "function_definition",
            "function_declaration",
            "method_definition",
            "method_declaration",
            "arrow_function",
        )
        is None
    ):
        return None
    if view.java:
        body = within(node, "class_body")
        first = body.named_children[0] if body is not None and body.named_children else None
        outermost = body is not None and within(body, "class_body", "enum_body") is None
        if first is None or not outermost or not view.alone_start(first):
            return None
        return view.line_start(first.start_byte), view.indent(first)
    top = view.root.named_children
    imports = [c for c in top if c.type in (*_IMPORTS, *_BEGUN) or "require(" in view.text(c)[:60]]
    if not imports:
        return None
    at = view.lines(imports[-1])[1]
    return (at, "") if at <= node.start_byte and view.alone(imports[-1]) else None


def _constant(view: View, node: "Node", name: str) -> str:
    text = view.text(node)
    if view.python:
        return f"{name} = {text}"
    if view.java:
        kind = "String" if node.type in _STRINGS else "int"
        return f"private static final {kind} {name} = {text};"
    return f"const {name} = {text}{view.semicolon}"


def _plain(view: View, node: "Node") -> bool:
    """Tell whether a literal can be a name instead: no documentation, no key, no part of one."""
    above = node.parent
    if above is None or "\n" in view.text(node):
        return False
    if node.type == "string" and not re.match(r"['\"]", view.text(node)):
        return False
    if view.python and any(c.type == "interpolation" for c in node.children):
        return False
    good = {"argument_list", "arguments", "keyword_argument", "return_statement", "assignment"}
    good |= {"comparison_operator", "binary_expression", "variable_declarator", "expression_list"}
    if above.type == "pair" and same(above.child_by_field_name("key"), node):
        return False
    typed = view.typed and above.type in ("binary_expression", "return_statement")
    long = view.java and view.text(node)[-1:] in "lLfFdD"
    if view.java and node.type in _NUMBERS and above.type not in ("argument_list",):
        return False
    return above.type in {*good, "pair"} and not typed and not long
