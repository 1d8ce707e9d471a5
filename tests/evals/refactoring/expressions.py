"""Refactorings of how a value is written: strings, and lists that a loop fills."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.view import View, descend, shuffled, statements, within

if TYPE_CHECKING:
    from tree_sitter import Node

_SIMPLE = r"[A-Za-z_][\w.]*"


def format_string(view: View, rng: random.Random) -> Iterator[str]:
    """Write what format() puts together, or what is joined by plus signs, as one literal."""
    if view.script:
        yield from _templates(view, rng)
    if not view.python:
        return
    for node in shuffled(view.nodes("call"), rng):
        found = re.fullmatch(
            rf"(['\"])([^'\"\\\n]*)\1\.format\(({_SIMPLE}(?:, {_SIMPLE})*)\)", view.text(node)
        )
        if found is None:
            continue
        values = found[3].split(", ")
        if found[2].count("{}") == len(values) == found[2].count("{") == found[2].count("}"):
            text = found[2]
            for value in values:
                text = text.replace("{}", f"{{{value}}}".replace("{", "\0").replace("}", "\1"), 1)
            text = text.replace("\0", "{").replace("\1", "}")
            yield view.with_((node.start_byte, node.end_byte, f"f{found[1]}{text}{found[1]}"))


def change_quotes(view: View, rng: random.Random) -> Iterator[str]:
    """Write a string with the other quotes."""
    if not (view.python or view.script):
        return
    for node in shuffled(view.nodes("string"), rng):
        found = re.fullmatch(r"(['\"])([^'\"\\\n]+)\1", view.text(node))
        above = node.parent
        if found is None or above is None or above.type in ("jsx_attribute", "interpolation"):
            continue
        if within_format(node):
            continue
        other = "'" if found[1] == '"' else '"'
        yield view.with_((node.start_byte, node.end_byte, f"{other}{found[2]}{other}"))


def comprehension(view: View, rng: random.Random) -> Iterator[str]:
    """Make a list that a loop fills by a comprehension."""
    for loop in shuffled(view.nodes("for_statement"), rng):
        before, body = loop.prev_named_sibling, loop.child_by_field_name("body")
        inner = statements(body) if body is not None else []
        if before is None or len(inner) != 1 or loop.child_by_field_name("alternative") is not None:
            continue
        made = re.fullmatch(r"(\w+)(?:: [^=]+)? = \[\]", view.text(before))
        added = re.fullmatch(r"(\w+)\.append\(([^\n]*)\)", view.text(inner[0]))
        left, right = view.field(loop, "left"), view.field(loop, "right")
        if made is None or added is None or made[1] != added[1] or not _safe(loop):
            continue
        after = view.between(loop.end_byte, loop.parent.end_byte) if loop.parent else ""
        used = any(re.search(rf"\b{n}\b", after) for n in re.findall(r"\w+", left))
        whole = f"{added[2]} for {left} in {right}"
        own = re.search(rf"\b{made[1]}\b", whole)
        if not used and not own and not view.text(loop).startswith("async"):
            head = view.text(before)[:-2]
            yield view.with_((before.start_byte, loop.end_byte, f"{head}[{whole}]"))


def loop(view: View, rng: random.Random) -> Iterator[str]:
    """Fill by a loop what a comprehension made."""
    for node in shuffled(view.nodes("list_comprehension"), rng):
        above = node.parent
        statement = above.parent if above is not None else None
        parts = node.named_children
        if above is None or above.type != "assignment" or statement is None:
            continue
        name, clause = view.field(above, "left"), parts[1] if len(parts) == 2 else None
        if clause is None or clause.type != "for_in_clause" or not name.isidentifier():
            continue
        left, right = view.field(clause, "left"), view.field(clause, "right")
        text, indent = view.text(parts[0]), view.indent(above)
        flat = "\n" not in text + right and view.alone(above)
        if flat and _fresh(view, node, left) and _safe(node):
            head = view.between(above.start_byte, node.start_byte)
            inner = f"{indent}{view.step()}{name}.append({text})"
            lines = f"{head}[]\n{indent}for {left} in {right}:\n{inner}"
            yield view.with_((above.start_byte, above.end_byte, lines))


def within_format(node: "Node") -> bool:
    above = node.parent
    while above is not None:
        if above.type in ("interpolation", "template_substitution"):
            return True
        above = above.parent
    return False


def _templates(view: View, rng: random.Random) -> Iterator[str]:
    for node in shuffled(view.nodes("binary_expression"), rng):
        found = re.fullmatch(
            rf"(['\"])([^'\"\\\n`$]+)\1 \+ ({_SIMPLE})(?: \+ \1([^'\"\\\n`$]+)\1)?", view.text(node)
        )
        above = node.parent
        if found is not None and above is not None and above.type != "binary_expression":
            text = f"`{found[2]}${{{found[3]}}}{found[4] or ''}`"
            yield view.with_((node.start_byte, node.end_byte, text))


def _safe(node: "Node") -> bool:
    kinds = ("await", "yield", "named_expression", "comment", "async")
    return not any(n.type in kinds for n in descend(node))


def _fresh(view: View, node: "Node", left: str) -> bool:
    """Tell whether the loop's variables are nowhere else in the function around it."""
    function = within(node, "function_definition")
    if function is None:
        return False
    inside, whole = view.text(node), view.text(function)
    return all(
        len(re.findall(rf"\b{n}\b", whole)) == len(re.findall(rf"\b{n}\b", inside))
        for n in re.findall(r"\w+", left)
    )
