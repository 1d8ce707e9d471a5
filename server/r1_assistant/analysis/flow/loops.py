"""Loops that run once too often, change what they run over, or take another's variable."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_SIZE = re.compile(
    r"^(?:len\((?P<go>[\w.]+)\)"
    r"|(?P<owner>[\w.$]+?)\.(?:length|size\(\)|length\(\)|Length|Count|size))$"
)
_CHANGES = (
    "append|remove|pop|insert|add|delete|clear|push|splice|shift|unshift|discard|extend|Add|Remove"
    "|popitem|update"
)


def off_by_one(place: Place) -> Iterator[Trace]:
    """Find loops over places that go one past the end."""
    for loop in place.all(g.LOOPS | {"for_clause"}):
        condition = g.condition_of(loop)
        if condition is not None and g.line_of(condition) in place.lines:
            yield from _counted(place, loop, condition)
        if place.view.language == "python" and g.line_of(loop) in place.lines:
            yield from _ranged(place, loop)


def _counted(place: Place, loop: "Node", condition: "Node") -> Iterator[Trace]:
    for part in g.parts(condition, ("&&", "and")):
        left, right = g.operands(part) if part.type in g.BINARIES else (None, None)
        size = _SIZE.match(g.plain(right))
        if g.operator_of(part) != "<=" or not size or left is None or g.plain(part) in place.was:
            continue
        index, things = re.escape(g.plain(left)), re.escape(size["go"] or size["owner"])
        whole = loop if loop.type != "for_clause" else loop.parent or loop
        text = g.plain(whole)
        taken = re.search(
            rf"{things}\[{index}\]|{things}\.(?:get|charAt|charCodeAt|item|at)\({index}\)", text
        )
        sliced = re.search(
            rf"\[[^\]]*:{index}|(?:slice|substring|substr|subList)\([^)]*{index}", text
        )
        if taken or not sliced:
            at = g.line_of(part)
            fix = place.replaced(at, "<=", "<")
            basis = "The last turn is one past the end"
            yield trace("off-by-one-loop", at, g.text_of(part), basis, 0.9 if taken else 0.6, fix)


def _ranged(place: Place, loop: "Node") -> Iterator[Trace]:
    over = loop.child_by_field_name("right")
    name = g.plain(loop.child_by_field_name("left"))
    text = g.plain(over)
    if over is None or not name.isidentifier() or text in place.was:
        return
    body = g.plain(g.body_of(loop))
    match = re.match(r"range\((?:[01],)?len\(([\w.]+)\)(\+1)?\)$", text)
    if not match:
        return
    things = re.escape(match[1])
    past = rf"{things}\[{name}\]" if match[2] else rf"{things}\[{name}\+1\]"
    if re.search(past, body) and not re.search(
        rf"{name}(?:\+1)?(?:<|==|>|!=)|(?:<|==|>|!=)len", body
    ):
        fix = place.replaced(g.line_of(loop), f"len({match[1]}) + 1", f"len({match[1]})")
        basis = "The last turn is one past the end"
        yield trace("off-by-one-loop", loop, g.text_of(over), basis, 0.8, fix)


def modified(place: Place) -> Iterator[Trace]:
    """Find loops that take from or add to what they run over."""
    for loop in place.touched(g.FOR_EACH | {"for_statement"}):
        over = _iterated(loop, place.view.language)
        if not over:
            continue
        for node in g.walk(loop, closures=False):
            if g.line_of(node) not in place.lines | {g.line_of(loop)} or not _changes(node, over):
                continue
            line = g.line_of(node) if g.line_of(node) in place.lines else g.line_of(loop)
            if line in place.lines and not _left_after(node) and not _known(place, loop, node):
                basis = f"The loop runs over {over}"
                yield trace("loop-over-modified", line, g.text_of(node), basis, 0.85)
                break


def _known(place: Place, loop: "Node", node: "Node") -> bool:
    head = g.plain(loop)[:40]
    return head in place.was and g.plain(node) in place.was


def _iterated(loop: "Node", language: str) -> str:
    """Give the collection that a loop runs over, where changing it matters."""
    over = loop.child_by_field_name("right") or loop.child_by_field_name("value")
    text = g.plain(over)
    if language in ("go", "rust", "c", "cpp", "php"):
        return ""
    view = re.match(r"([\w.]+)\.(?:keys|values|items|entries|keySet|entrySet)\(\)$", text)
    text = view[1] if view else text
    counted = re.match(r"enumerate\(([\w.]+)\)$", text)
    text = counted[1] if counted else text
    return text if re.fullmatch(r"[A-Za-z_][\w.]*", text) else ""


def _changes(node: "Node", over: str) -> bool:
    if node.type in g.CALLS:
        return g.owner_of(node) == over and bool(re.fullmatch(_CHANGES, g.method_of(node)))
    return node.type == "delete_statement" and g.plain(node).startswith(f"del{over}[")


def _left_after(node: "Node") -> bool:
    """Tell whether the loop is left once it has changed what it runs over."""
    statement = node
    while statement.parent is not None and statement.parent.type not in g.BLOCKS | g.CASES:
        statement = statement.parent
    after = statement.next_named_sibling
    while after is not None:
        if after.type in g.RETURNS | g.BREAKS | g.THROWS:
            return True
        after = after.next_named_sibling
    return statement.type in g.RETURNS


def shadowed(place: Place) -> Iterator[Trace]:
    """Find a loop within a loop that takes the outer one's variable."""
    for loop in place.all(g.LOOPS):
        name = _variable(loop)
        if not name or name.startswith("_") or g.line_of(loop) not in place.lines:
            continue
        for outer in g.around(loop):
            if outer.type in g.FUNCTIONS:
                break
            inside = g.body_of(outer)
            within = inside is not None and inside.start_byte <= loop.start_byte < inside.end_byte
            if outer.type in g.LOOPS and _variable(outer) == name and within:
                basis = f"The loop in line {g.line_of(outer)} has the same variable"
                yield trace("shadowed-variable", loop, name, basis, 0.8)
                break


def _variable(loop: "Node") -> str:
    match = re.match(
        r"for\s*(?:await\s*)?\(?\s*(?:(?:var|let|const|int|auto|final|size_t|long|\w+)\s+)?"
        r"(\w+)\s*(?:=|:=|\bin\b|\bof\b|:)",
        g.text_of(loop)[:120],
    )
    return match[1] if match else ""
