"""Errors that are caught and forgotten."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_BROAD = re.compile(
    r"^(?:except\s*:|except\s+\(?(?:Exception|BaseException)\b|catch\s*(?:\{|\(\s*(?:final\s+)?"
    r"(?:\w+\s*\)|\w+\s*:\s*(?:any|unknown|Exception|Throwable)|\\?(?:[\w.]*\.)?"
    r"(?:Exception|Throwable|RuntimeException|Error)\b|\.\.\.))|rescue\s*(?:$|=>|\n|;|Exception"
    r"|StandardError))"
)
_EXPECTED = re.compile(
    r"ImportError|ModuleNotFound|StopIteration|KeyboardInterrupt|NotFound|NoSuch|Interrupted"
    r"|Cancel|GeneratorExit|Exists|suppress|ignore|expected|unused|BrokenPipe|Timeout|\b_\b"
    r"|CloneNotSupported|UnsupportedEncoding"
)
_NOTHING = re.compile(
    r"^(?:pass|continue|break|return|return\s*(?:None|null|nil|undefined|false|False|\[\]|\{\}|\"\""
    r"|''|0|-1)|\.\.\.)?;?$"
)
_CHECKED = ("java", "csharp")
_LOGS = re.compile(r"^(?:\w+\.)*(?:log\w*|warn\w*|debug|info|print\w*|console\.\w+)\b", re.I)


def swallowed(place: Place) -> Iterator[Trace]:
    """Find handlers that do nothing about what they catch, and results of error that go unread."""
    for handler in place.touched(g.HANDLERS):
        yield from _handler(place, handler)
    if place.view.language in ("javascript", "typescript", "tsx"):
        yield from _promises(place)
    if place.view.language == "go":
        yield from _blanks(place)
        yield from _returned_nil(place)
    if place.view.language == "python":
        yield from _suppressed(place)


def _handler(place: Place, handler: "Node") -> Iterator[Trace]:
    text = g.text_of(handler)
    if "#" in text or "//" in text or "/*" in text:  # explained
        return
    head, body = _head(handler), g.statements(g.body_of(handler))
    idle = all(_NOTHING.match(g.text_of(one).strip()) for one in body)
    silent = idle and not any(g.text_of(one).startswith("return ") for one in body)
    old = _before(place, handler)
    broad = bool(_BROAD.match(text))
    line = place.line_in(handler)
    at = g.line_of(handler) if g.line_of(handler) in place.view.added else line
    subject = head.rstrip(" :{")
    if old is not None:
        yield from _changed(place, handler, old, at, subject)
    elif idle and g.plain(handler) not in place.was and not _EXPECTED.search(text):
        if g.line_of(handler) in place.lines and broad:
            basis = "Whatever goes wrong above ends here without a word"
            yield trace("swallowed-exception", at, subject, basis, 0.8 if silent else 0.55)
        elif g.line_of(handler) in place.lines and silent and place.view.language in _CHECKED:
            basis = "What is caught here is forgotten"
            yield trace("swallowed-exception", at, subject, basis, 0.6)


def _head(handler: "Node") -> str:
    body = g.body_of(handler)
    end = body.start_byte - handler.start_byte if body is not None else None
    return (handler.text or b"")[:end].decode("utf-8", "replace").strip()


def _before(place: Place, handler: "Node") -> "Node | None":
    """Find what the handler was before: that of the same try, by what is tried or caught."""
    old = place.view.old.tree
    removed = sorted(place.view.removed)
    if old is None or not removed:
        return None
    around = handler.parent
    tried = g.plain(g.body_of(around))[:200] if around is not None else ""
    low, high = removed[0] - 12, removed[-1] + 12
    first = old.root.descendant_for_point_range((removed[0] - 1, 0), (removed[-1] - 1, 10**6))
    if first is None:
        return None
    scope = first if first.type in g.FUNCTIONS else g.enclosing(first, g.FUNCTIONS) or first
    for one in g.of_types(scope, g.HANDLERS):
        rows = set(range(g.line_of(one), g.end_line_of(one) + 1))
        if not low <= g.line_of(one) <= high or not rows & place.view.removed:
            continue
        same_try = one.parent is not None and g.plain(g.body_of(one.parent))[:200] == tried
        if same_try or _head(one) == _head(handler):
            return one
    return None


def _changed(place: Place, handler: "Node", old: "Node", at: int, subject: str) -> Iterator[Trace]:
    """Look at a handler that was there: does it still hand on what it caught, and as narrowly?"""
    raised = any(g.of_types(old, g.THROWS))
    raises = any(g.of_types(handler, g.THROWS)) or _rejects(handler)
    was, now = g.statements(g.body_of(old)), g.statements(g.body_of(handler))
    idle = all(_NOTHING.match(g.text_of(one).strip()) for one in now)
    does = [one for one in now if not _LOGS.match(g.text_of(one).strip())]
    if raised and not raises and (idle or not does):
        basis = "It raised again before"
        yield trace("swallowed-exception", at, subject, basis, 0.85)
    elif was and idle and len(was) > len([one for one in now if one.type != "pass_statement"]):
        did = not all(_NOTHING.match(g.text_of(one).strip()) for one in was)
        if did and not _EXPECTED.search(subject):
            yield trace("swallowed-exception", at, subject, "It did something before", 0.75)
    elif g.line_of(handler) in place.lines and not any(g.of_types(handler, g.THROWS)):
        wide = _BROAD.match(g.text_of(handler)) and not _BROAD.match(g.text_of(old))
        if wide:
            basis = f"It was {_head(old).rstrip(' :{')} before"
            yield trace("swallowed-exception", at, subject, basis, 0.7)


def _rejects(handler: "Node") -> bool:
    return bool(re.search(r"\breject\(|\bnext\(|\bfail\(|callback\(|\bcb\(", g.text_of(handler)))


def _promises(place: Place) -> Iterator[Trace]:
    """Find `.catch(() => {})`."""
    for call in place.fresh(g.CALLS):
        given = g.arguments_of(call)
        if g.method_of(call) != "catch" or len(given) != 1 or given[0].type not in g.CLOSURES:
            continue
        body = given[0].child_by_field_name("body")
        text = g.plain(body)
        if text in ("{}", "null", "undefined", "{return;}", "{returnnull;}"):
            row = call.end_point[0] + 1
            line = row if row in place.lines else place.line_in(call)
            basis = "A failure of the promise ends here without a word"
            yield trace("swallowed-exception", line, ".catch", basis, 0.65)


def _blanks(place: Place) -> Iterator[Trace]:
    """Find Go's `_` where an error was taken before."""
    for node in place.fresh(g.ASSIGNMENTS):
        left, right = g.operands(node)
        names = [g.plain(one) for one in left.named_children] if left is not None else []
        if not names or names[-1] != "_" or right is None:
            continue
        value = re.escape(g.plain(right))
        before = re.search(rf"(\w*[eE]rr\w*):?={value}", place.was)
        if before:
            fix = _error_back(place, node, before[1])
            basis = f"The error was taken as {before[1]} before"
            call = next(g.of_types(right, g.CALLS), None)
            subject = g.called(call) if call is not None else g.text_of(right)
            yield trace("swallowed-exception", node, subject, basis, 0.85, fix)
    for call in place.fresh(g.CALLS):
        parent = call.parent
        taken = rf"\b\w*err\w*:?={re.escape(g.plain(call))}"
        alone = parent is not None and parent.type == "expression_statement"
        if alone and re.search(taken, place.was):
            basis = "The error that it returns was taken before"
            yield trace("swallowed-exception", call, g.called(call), basis, 0.85)


def _error_back(place: Place, node: "Node", name: str) -> str | None:
    """Give the line with the error taken again, if it is still looked at below."""
    later = any(
        one.type in g.IDENTIFIERS and g.text_of(one) == name and one.start_byte > node.end_byte
        for one in place.nodes
    )
    return place.replaced(g.line_of(node), "_ ", f"{name} ") if later else None


def _returned_nil(place: Place) -> Iterator[Trace]:
    """Find `if err != nil` that returned the error and now returns nil."""
    for node in place.touched(frozenset({"if_statement"})):
        condition = re.match(r"(\w*[eE]rr\w*)!=nil$", g.plain(g.condition_of(node)))
        body = g.statements(g.body_of(node))
        if not condition or len(body) > 1 or "//" in g.text_of(node):
            continue
        name = condition[1]
        handed = re.search(rf"{name}!=nil\{{return(?:[^}}]*\b)?{name}\b", place.was)
        last = g.plain(body[0]) if body else ""
        if handed and (not body or re.match(r"return(?:\w*,)*nil$|return$|continue$", last)):
            line = place.line_in(node)
            basis = f"{name} was returned before"
            yield trace("swallowed-exception", line, name, basis, 0.85)


def _suppressed(place: Place) -> Iterator[Trace]:
    for call in place.fresh(g.CALLS):
        given = [g.plain(one) for one in g.arguments_of(call)]
        if g.method_of(call) == "suppress" and {"Exception", "BaseException"} & set(given):
            basis = "Whatever goes wrong within ends here without a word"
            yield trace("swallowed-exception", call, g.text_of(call), basis, 0.65)


def leaving_finally(place: Place) -> Iterator[Trace]:
    """Find a return or break in a finally: it drops the exception that is on its way."""
    for block in place.touched(g.FINALLIES):
        for node in g.walk(block, closures=False):
            loop = g.enclosing(node, g.LOOPS)
            jumps = node.type in g.BREAKS | g.CONTINUES
            if jumps and loop is not None and loop.start_byte > block.start_byte:
                continue
            inner = g.enclosing(node, g.FUNCTIONS)
            if inner is not None and inner.start_byte > block.start_byte:
                continue
            if (node.type in g.RETURNS or jumps) and g.line_of(node) in place.lines:
                subject = g.text_of(node).split()[0].strip(";")
                basis = "It is left from within a finally"
                yield trace("finally-return", node, subject, basis, 0.85)
                break
