"""Parts that went from statements that are as they were otherwise."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost import checks
from r1_assistant.analysis.lost.calls import changed_callee, lost_elsewhere
from r1_assistant.analysis.lost.pairs import Pair, words
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST = 4000
"""Bytes of a statement that is taken apart."""
_PAIRS = frozenset({"pair", "dictionary_element", "keyed_element"})
_TALK = re.compile(r"log|warn|print|debug|format|deprecat", re.IGNORECASE)
_CHANGES = re.compile(r"^(?:append|extend|update|sort|reverse|insert|add|remove|clear|pop|push)$")


def dropped_parts(pair: Pair) -> Iterator[Trace]:
    """Find operands, arguments, options and targets that a statement no longer has."""
    if not pair.gone:
        return
    now = {_plain(one.text or b""): one for one in _touched(pair.now, _new_rows(pair))}
    for was in _touched(pair.before, pair.gone) if now else ():
        if _plain(was.text or b"") not in now:
            yield from _parts(pair, was, now)


def _touched(nodes: g.Nodes, lines: frozenset[int]) -> "list[Node]":
    """Give the statements, and the conditions of ifs and loops, that have some of the lines."""
    found = []
    for block in nodes.of(g.BLOCKS | g.CASES):
        for one in block.named_children:
            head = g.condition_of(one) if one.type in g.IFS | g.LOOPS else one
            short = head is not None and head.end_byte - head.start_byte <= _LONGEST
            if head is None or not short or one.type in g.COMMENTS | g.BLOCKS:
                continue
            if not lines.isdisjoint(range(g.line_of(head), g.end_line_of(head) + 1)):
                found.append(head)
    return found + [
        condition
        for one in nodes.of(frozenset({"elif_clause"}))
        if (condition := g.condition_of(one)) is not None and g.line_of(one) in lines
    ]


def _new_rows(pair: Pair) -> frozenset[int]:
    near = {pair.view.anchor(line) for line in pair.gone}
    return pair.came | near | {line - 1 for line in near}


def _plain(text: bytes) -> str:
    bare = re.sub(r"[\s()]", "", text.decode("utf-8", "replace"))
    return re.sub(r",(?=[\]}]|$)", "", bare)


def _parts(pair: Pair, was: "Node", now: "dict[str, Node]") -> Iterator[Trace]:
    for node in g.walk(was):
        for part, left in _without(node):
            start, end = node.start_byte - was.start_byte, node.end_byte - was.start_byte
            text = was.text or b""
            found = now.get(_plain(text[:start] + left + text[end:]))
            rows = set(range(g.line_of(part), g.end_line_of(part) + 1))
            if found is not None and rows & pair.gone:
                yield from _judged(pair, node, part, found)
                return


def _without(node: "Node") -> "Iterator[tuple[Node, bytes]]":
    """Give the parts that a node can do without, each with what is left of the node then."""
    text = node.text or b""
    if node.type in g.BINARIES and g.operator_of(node) in (*checks.AND, *checks.OR):
        left, right = g.operands(node)
        if left is not None and right is not None:
            yield left, right.text or b""
            yield right, left.text or b""
    elif node.type in g.ASSIGNMENTS:
        left, right = g.operands(node)
        if left is not None and right is not None:
            yield left, right.text or b""
    elif node.type in g.ARGUMENTS | {"object", "dictionary"}:
        held = [one for one in node.named_children if one.type not in g.COMMENTS]
        for one in held:
            if node.type in g.ARGUMENTS or one.type in _PAIRS:
                behind = one.next_sibling
                end = behind.end_byte if behind is not None and behind.type == "," else one.end_byte
                start = one.start_byte - node.start_byte
                yield one, text[:start] + text[end - node.start_byte :]


def _judged(pair: Pair, node: "Node", part: "Node", found: "Node") -> Iterator[Trace]:
    line = _line(pair, part, found)
    if node.type in g.ASSIGNMENTS:
        yield from _untaken(pair, node, part, line)
    elif node.type in g.BINARIES:
        yield from _operand(pair, node, part, found, line)
    else:
        yield from _option(pair, node, part, line)


def _line(pair: Pair, part: "Node", found: "Node") -> int:
    rows = range(g.line_of(found), g.end_line_of(found) + 1)
    return min(pair.came & set(rows), default=pair.view.anchor(g.line_of(part)))


def _operand(pair: Pair, node: "Node", part: "Node", found: "Node", line: int) -> Iterator[Trace]:
    """Judge a question that went from among others."""
    asked = {checks.key(one): one for one in checks.atoms(part)}
    rest = pair.came_text.replace(g.text_of(found), "")
    if checks.idle(g.text_of(part)) or not asked or _asked_before(found, frozenset(asked)):
        return
    about = frozenset().union(*(checks.subjects(one) for one in asked.values()))
    if about & words(rest) or any(words(g.text_of(one)) & about for one in pair.new_calls):
        return
    needed = any(checks.asks_null(one) or checks.asks_bounds(one) for one in asked.values())
    if not (needed and about & words(g.text_of(found))) and not checks.permits(g.text_of(part)):
        return  # what else a condition asks is more often corrected than lost
    basis = f"It was asked before, along with the rest: {g.text_of(node)[:60]}"
    yield pair.trace("dropped-guard", line, g.text_of(part), basis, 0.8)


def _asked_before(found: "Node", asked: frozenset[str]) -> bool:
    """Tell whether a check around or ahead has the answer already."""
    here = found
    for outer in g.around(found):
        condition = g.condition_of(outer) if outer.type in g.IFS | g.LOOPS else None
        if not g.same(condition, found) and asked & checks.keys(condition):
            return True
        if outer.type in g.BLOCKS and _asked_ahead(here, asked):
            return True
        if outer.type in g.FUNCTIONS:
            return False
        here = outer
    return False


def _asked_ahead(statement: "Node", asked: frozenset[str]) -> bool:
    """Tell whether a guard or an assertion before a statement in its block asks the same."""
    before = statement.prev_named_sibling
    while before is not None:
        if before.type in g.IFS | {"assert_statement"}:
            body = g.statements(g.body_of(before))
            leaves = bool(body) and body[-1].type in g.EXITS
            condition = g.condition_of(before) or next(iter(before.named_children), None)
            if (leaves or before.type not in g.IFS) and asked & checks.keys(condition):
                return True
        before = before.prev_named_sibling
    return False


def _option(pair: Pair, node: "Node", part: "Node", line: int) -> Iterator[Trace]:
    """Judge an argument, or a pair of an object that is one."""
    call = g.enclosing(node, g.CALLS | g.CREATIONS)
    text = g.plain(part)
    if call is None or _TALK.search(g.called(call)) or re.match(r"(?:\w+_)?timeout=|check=", text):
        return
    if node.type in g.ARGUMENTS and not g.same(node.parent, call):
        return
    name = re.split(r"[=:]", text)[0]
    if changed_callee(pair, g.method_of(call)) or lost_elsewhere(pair, name):
        return
    if name.isidentifier() and name in pair.came_words:
        return
    named = len(re.split(r"[=:]", text)) > 1
    subject = f"{g.text_of(part)[:40]} of {g.called(call)}"
    basis = f"The call had {text[:50]} before"
    yield pair.trace("dropped-argument", line, subject, basis, 0.7 if named else 0.6)


def _untaken(pair: Pair, node: "Node", part: "Node", line: int) -> Iterator[Trace]:
    """Judge a call whose result went to something before."""
    call = g.operands(node)[1]
    if call is not None and call.type in g.AWAITS and call.named_children:
        call = call.named_children[0]
    name = g.plain(part)
    last = name.rpartition(".")[2]
    if call is None or call.type not in g.CALLS or not re.fullmatch(r"[\w.]+", name):
        return
    if _CHANGES.match(g.method_of(call)) or not (pair.used_after(last, line) or "." in name):
        return
    basis = f"It went to {name} before"
    yield pair.trace("unused-result", line, g.called(call), basis, 0.85)
