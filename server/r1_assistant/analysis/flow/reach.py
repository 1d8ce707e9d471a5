"""What is never reached, what falls off the end, and what is looked at before it is checked."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.lost.pairs import unit_at
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_STAYS = (
    "function_declaration",
    "generator_function_declaration",
    "class_declaration",
    "labeled_statement",
    "empty_statement",
    "break_statement",
    "case_statement",
    "default_statement",
    "function_item",
    "type_declaration",
    "declaration",
    "local_function_statement",
)
"""What may stand behind a return: hoisted, jumped to, or said for form."""


def unreachable(place: Place) -> Iterator[Trace]:
    """Find statements behind what leaves a block, and branches asked for before."""
    for block in place.all(g.BLOCKS):
        if g.plain(block)[:1] == "" or not place.line_in(block):
            continue
        inside = g.statements(block)
        for one, behind in pairwise(inside):
            if one.type not in g.EXITS and not _exits(one):
                continue
            line = _changed_line(place, one, behind)
            if line and behind.type not in _STAYS and "yield" not in g.text_of(behind):
                subject = g.text_of(behind).split("\n")[0]
                basis = f"{g.text_of(one).split(chr(10))[0][:40]} leaves before it"
                yield trace("unreachable-code", line, subject, basis, 0.85)
            break
    yield from _asked_before(place)
    yield from _caught_before(place)


def _exits(statement: "Node") -> bool:
    inner = g.unwrapped(statement)
    return inner is not None and inner.type in g.EXITS


def _changed_line(place: Place, one: "Node", behind: "Node") -> int:
    """Give the line to name: the unreachable one if it is new, or the new exit before it."""
    if g.line_of(behind) in place.lines:
        return g.line_of(behind)
    if g.line_of(one) not in place.lines:
        return 0
    shown = {line.new_number for line in place.view.hunk.lines}
    return g.line_of(behind) if g.line_of(behind) in shown else g.line_of(one)


def _asked_before(place: Place) -> Iterator[Trace]:
    for node in place.all(g.IFS):
        if node.type == "elif_clause" or _is_else_if(node):
            continue
        asked: dict[str, int] = {}
        for one in _chain(node):
            condition = g.condition_of(one)
            text = g.plain(one.child_by_field_name("initializer")) + g.plain(condition)
            if condition is None or (
                "(" in text and re.search(r"next|read|pop|shift|accept|match", text)
            ):
                continue
            line = g.line_of(condition)
            if text in asked and {line, asked[text]} & place.lines:
                at = line if line in place.lines else asked[text]
                basis = f"Line {asked[text]} asks the same"
                yield trace("unreachable-code", at, g.text_of(condition), basis, 0.9)
            asked.setdefault(text, line)


def _is_else_if(node: "Node") -> bool:
    parent = node.parent
    if parent is not None and parent.type == "if_statement":
        return g.same(parent.child_by_field_name("alternative"), node)
    return parent is not None and parent.type in g.ELSES


def _chain(node: "Node") -> "Iterator[Node]":
    yield node
    for one in node.children_by_field_name("alternative"):
        if one.type in ("elif_clause", "elsif", "else_if_clause"):
            yield one
        else:
            inner = one if one.type in g.IFS else next(iter(one.named_children), None)
            if inner is not None and inner.type in g.IFS and one.type != "block":
                yield from _chain(inner)


def _caught_before(place: Place) -> Iterator[Trace]:
    """Find handlers behind one that catches everything."""
    for node in place.touched(g.TRIES):
        handlers = [one for one in node.named_children if one.type in g.HANDLERS]
        for one, behind in pairwise(handlers):
            text = g.text_of(one)
            broad = re.match(r"except(?:\s+(?:Base)?Exception\b|\s*:)", text)
            line = place.line_in(behind) or place.line_in(one)
            if broad and line and g.plain(behind)[:40] not in place.was:
                subject = g.text_of(behind).split("\n")[0].rstrip(" :")
                yield trace("unreachable-code", line, subject, "What is above catches it", 0.75)


def missing_returns(place: Place) -> Iterator[Trace]:
    """Find a function that always gave a value and now can end without one."""
    old = place.view.old.tree
    removed = sorted(place.view.removed) or [
        line.old_number for line in place.view.hunk.lines if line.old_number
    ]
    body = g.body_of(place.unit)
    if old is None or not removed or body is None or body.type not in g.BLOCKS:
        return
    name = g.name_of(place.unit)
    was = next((u for u in (unit_at(old, n) for n in removed[:30]) if g.name_of(u) == name), None)
    if was is None or not name or was.type != place.unit.type:
        return
    if not _valued(place.unit) or place.view.language not in (
        "python",
        "javascript",
        "typescript",
        "tsx",
        "php",
    ):
        return
    if _ends(g.body_of(was)) and not _ends(body) and not _generates(place.unit):
        last = g.statements(body)[-1:]
        line = place.line_in(last[0]) if last else 0
        line = line or max((n for n in place.lines), default=0)
        if line:
            basis = "Every path gave a value before"
            yield trace("missing-return", line, name, basis, 0.75)


def _valued(function: "Node") -> bool:
    return any(
        one.type in g.RETURNS and g.returned(one) is not None
        for one in g.walk(function, closures=False)
    )


def _generates(function: "Node") -> bool:
    return "yield" in g.text_of(function)


def _ends(block: "Node | None") -> bool:
    """Tell whether a block always leaves its function."""
    inside = g.statements(block)
    if not inside:
        return False
    last = g.unwrapped(inside[-1]) or inside[-1]
    if last.type in g.RETURNS | g.THROWS:
        return True
    if last.type in g.IFS:
        return _all_branches_end(last)
    if last.type in g.TRIES:
        return _try_ends(last)
    if last.type in g.SCOPED | g.LOCKED:
        return _ends(g.body_of(last))
    if last.type == "while_statement":
        return g.plain(g.condition_of(last)) in ("True", "true", "1")
    return last.type in g.SWITCHES or (
        last.type == "for_statement" and "for(;;)" in g.plain(last)[:8]
    )


def _all_branches_end(node: "Node") -> bool:
    others = node.children_by_field_name("alternative")
    if not others or not _ends(g.body_of(node)):
        return False
    last = others[-1]
    closed = last.type in ("else_clause", "else", "block", "statement_block") or last.type in g.IFS
    return closed and all(_other_ends(one) for one in others)


def _other_ends(other: "Node") -> bool:
    if other.type in g.IFS and other.type != "elif_clause":
        return _all_branches_end(other)
    inner = next(iter(other.named_children), None)
    if other.type == "else_clause" and inner is not None and inner.type in g.IFS:
        return _all_branches_end(inner)
    return _ends(g.body_of(other) or other)


def _try_ends(node: "Node") -> bool:
    final = next((one for one in node.named_children if one.type in g.FINALLIES), None)
    if final is not None and _ends(g.body_of(final) or final):
        return True
    handlers = [one for one in node.named_children if one.type in g.HANDLERS]
    other = next((one for one in node.named_children if one.type == "else_clause"), None)
    main = _ends(g.body_of(node)) or (other is not None and _ends(g.body_of(other)))
    return main and all(_ends(g.body_of(one)) for one in handlers)


def checked_late(place: Place) -> Iterator[Trace]:
    """Find a check for null behind what it should protect."""
    for guard in place.all(g.IFS):
        name = _null_checked(guard, place.view.language)
        block = guard.parent
        if not name or block is None or block.type not in g.BLOCKS:
            continue
        body = g.statements(g.body_of(guard))
        if not body or body[-1].type not in g.EXITS:
            continue
        before = [one for one in g.statements(block) if one.end_byte <= guard.start_byte]
        for one in reversed(before):
            if _assigns(one, name):
                break
            use = _dereferenced(one, name)
            if use is not None and {g.line_of(use), g.line_of(guard)} & place.lines:
                at = g.line_of(use) if g.line_of(use) in place.lines else g.line_of(guard)
                basis = f"Line {g.line_of(guard)} checks it, too late for line {g.line_of(use)}"
                if g.plain(one) + g.plain(guard)[:20] not in place.was:
                    yield trace("check-after-use", at, name, basis, 0.75)
                break


def _null_checked(guard: "Node", language: str) -> str:
    condition = g.condition_of(guard)
    text = g.plain(condition)
    match = re.match(r"\$?([A-Za-z_]\w*)(?:is|===?)(?:None|null|nil|undefined|nullptr)$", text)
    script = language in ("javascript", "typescript", "tsx", "c", "cpp", "php")
    match = match or (re.match(r"!\$?([A-Za-z_]\w*)$", text) if script else None)
    match = match or (
        re.match(r"not([A-Za-z_]\w*)$", text)
        if language == "python" and condition is not None and condition.type == "not_operator"
        else None
    )
    return match[1] if match else ""


def _assigns(statement: "Node", name: str) -> bool:
    return bool(re.search(rf"\b{name}\b(?:,\s*\w+)*\s*(?::[^=\n]+)?:?=(?!=)", g.text_of(statement)))


def _dereferenced(statement: "Node", name: str) -> "Node | None":
    """Find a field or an item of a variable that a statement takes whatever happens."""
    if statement.type in g.IFS | g.LOOPS | g.TRIES | g.FUNCTIONS | g.SWITCHES:
        return None
    for one in g.walk(statement, closures=False):
        if one.type in g.TERNARIES or (
            one.type in g.BINARIES and name in g.plain(g.operands(one)[0])
        ):
            return None
        if one.type in g.ATTRIBUTES | g.SUBSCRIPTS | {"method_invocation"} and one.named_children:
            first = one.named_children[0]
            optional = "?." in g.text_of(one)
            if g.text_of(first).lstrip("$") == name and not optional:
                return one
    return None
