"""Statements taken out, moved and indented anew, with the lines they stand on."""

import re
from typing import TYPE_CHECKING

from evals.planting.change import Change, Spot, removed
from evals.planting.ground import EXITS, Ground, field, function_of, statements, words

if TYPE_CHECKING:
    from tree_sitter import Node

_NEAR = 10
"""Lines within which the use of a value counts as following its check."""


def dropped(ground: Ground, statement: "Node", *also: int) -> Change | None:
    """Give the change that deletes a statement; None if it has no lines or block of its own."""
    span = ground.with_comments(statement)
    if span is None or (ground.family == "python" and len(siblings(statement)) < 2):
        return None
    return removed(span, *also)


def unwrapped(ground: Ground, outer: "Node", body: "Node | None", *also: int) -> Change | None:
    """Give the change that leaves only the body of a statement, with less indentation."""
    spot = flattened(ground, outer, body)
    return Change((spot,), also) if spot is not None else None


def flattened(ground: Ground, outer: "Node", body: "Node | None") -> Spot | None:
    whole, text = ground.lines(outer), inner(ground, body)
    if whole is None or text is None or body is None:
        return None
    first = statements(body)[0]
    moved = reindented(text, ground.indent(first), ground.indent(outer))
    return Spot(*whole, moved) if moved is not None else None


def inner(ground: Ground, body: "Node | None") -> str | None:
    """Give the lines of a block's statements; None if they share lines with the block's ends."""
    inside = statements(body)
    if not inside:
        return None
    span = ground.lines(inside[0], inside[-1])
    if span is None or body is None or body.parent is None:
        return None
    return ground.between(_with_leading_comments(ground, span[0], body.parent.start_byte), span[1])


def _with_leading_comments(ground: Ground, start: int, least: int) -> int:
    """Give where the comments begin that stand right above a line."""
    while (above := ground.line_start(max(start - 1, 0))) > least:
        if not ground.data[above:start].lstrip().startswith((b"#", b"//", b"/*", b"* ")):
            break
        start = above
    return start


def reindented(text: str, before: str, after: str) -> str | None:
    """Give lines with other white space before them; None where it belongs to a string."""
    if '"""' in text or "'''" in text or text.count("`") or not text.startswith(before):
        return None
    lines = text.split("\n")
    return "\n".join(
        after + line[len(before) :] if line.startswith(before) else line for line in lines
    )


def siblings(statement: "Node") -> "list[Node]":
    """Give the statements of the block that a statement stands in."""
    return statements(statement.parent)


def following(statement: "Node") -> "Node | None":
    found = siblings(statement)
    at = found.index(statement) + 1 if statement in found else len(found)
    return found[at] if at < len(found) else None


def preceding(statement: "Node") -> "Node | None":
    found = siblings(statement)
    at = found.index(statement) - 1 if statement in found else -1
    return found[at] if at >= 0 else None


def is_exit(statement: "Node | None") -> bool:
    return statement is not None and (
        statement.type in EXITS or words(statement).startswith(("panic(", "sys.exit("))
    )


def first_use(ground: Ground, after: int, name: str, what: str = r"\s*[.\[]") -> int | None:
    """Give the byte where a name is used first in the lines behind a byte, up to a new value."""
    lines = ground.data[after:].split(b"\n")[: _NEAR + 1]
    text = b"\n".join(lines).decode(errors="ignore")
    if (fresh := re.search(rf"(?m)^\s*{re.escape(name)}\s*:?=[^=]", text)) is not None:
        text = text[: fresh.start()]
    found = re.search(rf"(?<![\w.\"']){re.escape(name)}{what}", text)
    return after + len(text[: found.start()].encode()) if found else None


def ends_in(ground: Ground, node: "Node", at: int | None) -> bool:
    """Tell whether a byte belongs to the function of a node."""
    function = function_of(node)
    return at is not None and function is not None and at < function.end_byte


def handlers(node: "Node") -> "list[Node]":
    return [child for child in node.children if child.type in ("except_clause", "catch_clause")]


def cleanup(node: "Node") -> "Node | None":
    """Give the block of a `try`'s `finally`."""
    clause = next((child for child in node.children if child.type == "finally_clause"), None)
    if clause is None:
        return None
    return field(clause, "body") or next(
        (child for child in clause.children if child.type == "block"), None
    )


def handler_body(handler: "Node") -> "Node | None":
    found = field(handler, "body")
    return found or next((child for child in handler.children if child.type == "block"), None)
