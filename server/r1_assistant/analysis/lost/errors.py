"""Errors that are no longer looked at, and waits without an end."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost import checks
from r1_assistant.analysis.lost.pairs import Pair
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_ERROR = re.compile(r"^(?:\w*[eE]rr(?:or)?|e|ret|rc|status|result_?code)$")

_ACTS = re.compile(r"\breject\(|\bnext\(|\bcallback\(|\bcb\(|\bexit\(|abort|\bfail\w*\(|=(?!=)")
_HANDS_ON = re.compile(
    r"(?:^|\.)(?:reject\w*|callback|cb|next|done|fail\w*|completeExceptionally)$"
)
_RAISES = re.compile(r"^(?:raise_for_status|check_returncode|raise_if\w*|EnsureSuccess\w*)$")


def dropped_error_checks(pair: Pair) -> Iterator[Trace]:
    """Find errors that were checked, and status codes, return codes and timeouts that are not."""
    yield from _checks(pair)
    yield from _raises(pair)
    yield from _keywords(pair)
    yield from _unwraps(pair)
    yield from _handlers(pair)
    yield from _emptied(pair)


def _checks(pair: Pair) -> Iterator[Trace]:
    """Find `if err != nil` and its like that are gone while what gives the error still runs."""
    for guard in pair.lost(g.IFS):
        asked = checks.atoms(g.condition_of(guard))
        name = next((k for k in map(checks.key, asked) if _ERROR.match(k.split("<")[0])), "")
        go = pair.view.language == "go"
        if not name or (not go and not re.match(r"\w*err", name.split("<")[0], re.I)):
            continue
        name = name.split("<")[0]
        source = _source(guard, name)
        if source is None:
            continue
        now = next(
            (
                one
                for one in pair.new_nodes
                if g.plain(one) == g.plain(source) and source.type == one.type
            ),
            None,
        )
        if now is None or _looked_at(pair, now, name):
            continue
        back = pair.put_back(g.line_of(guard), g.end_line_of(guard))
        fix = back[1] if back is not None else None
        line = pair.anchored(guard)
        basis = pair.removed_line(guard)
        yield pair.trace("dropped-error-check", line, _giver(source), basis, 0.9, fix)


def _handlers(pair: Pair) -> Iterator[Trace]:
    """Find handlers out of which the raise was taken, with nothing in its place."""
    for thrown in pair.lost(g.THROWS):
        handler = g.enclosing(thrown, g.HANDLERS)
        head = _head(handler)
        same = [one for one in pair.kept(g.HANDLERS) if _head(one) == head]
        if handler is None or not head or len(same) != 1:
            continue
        rows = set(range(g.line_of(same[0]), g.end_line_of(same[0]) + 1))
        acts = _ACTS.search(g.text_of(same[0])) or any(g.of_types(same[0], g.EXITS))
        if acts or rows & pair.came or "//" in g.text_of(same[0]):
            continue  # what came in is looked at elsewhere
        line, basis = pair.anchored(thrown), pair.removed_line(thrown)
        yield pair.trace("swallowed-exception", line, head, basis, 0.85)


def _emptied(pair: Pair) -> Iterator[Trace]:
    """Find handlers out of which all was taken, or the call that hands on what they caught."""
    if pair.came:
        return
    for call in pair.lost(g.CALLS):
        handler = g.enclosing(call, g.HANDLERS)
        head = _head(handler)
        same = [one for one in pair.kept(g.HANDLERS) if _head(one) == head]
        if handler is None or not head or len(same) != 1:
            continue
        text = g.text_of(same[0])
        hands_on = _HANDS_ON.search(g.called(call)) and not _HANDS_ON.search(text)
        left = g.statements(g.body_of(same[0]))
        explained = "//" in text or "/*" in text or "#" in text
        if (hands_on or not left) and not explained and not any(g.of_types(same[0], g.EXITS)):
            line, basis = pair.anchored(call), pair.removed_line(call)
            yield pair.trace("swallowed-exception", line, head, basis, 0.85)
            return


def _head(handler: "Node | None") -> str:
    return g.text_of(handler).split("\n")[0].strip(" :{}")


def _giver(source: "Node") -> str:
    call = next(g.of_types(source, g.CALLS), None)
    return g.called(call) if call is not None else g.text_of(source)


def _source(guard: "Node", name: str) -> "Node | None":
    """Give what the checked error comes from: an assignment, or the callback's parameter."""
    init = guard.child_by_field_name("initializer")
    before = init or guard.prev_named_sibling
    for _ in range(3):
        if before is not None and re.search(rf"\b{name}\b", g.text_of(before)):
            calls = next(g.of_types(before, g.CALLS), None)
            return (calls if init is not None else before) if calls is not None else None
        before = before.prev_named_sibling if before is not None else None
    function = g.enclosing(guard, g.CLOSURES)
    return function.child_by_field_name("parameters") if function is not None else None


def _looked_at(pair: Pair, now: "Node", name: str) -> bool:
    """Tell whether an error is looked at before it is set anew."""
    if now.type in g.CALLS:
        holder = g.enclosing(now, g.ASSIGNMENTS | g.RETURNS)
        return (holder is not None and holder.type in g.RETURNS) or _in_if(now)
    scope = now.parent
    for one in g.of_types(scope, g.IDENTIFIERS) if scope is not None else ():
        if g.text_of(one) != name or one.start_byte < now.end_byte:
            continue
        holder = g.enclosing(one, g.ASSIGNMENTS)
        target = holder is not None and one.end_byte <= _left_end(holder)
        return not target
    return False


def _left_end(assignment: "Node") -> int:
    left = g.operands(assignment)[0]
    return left.end_byte if left is not None else 0


def _in_if(now: "Node") -> bool:
    return any(one.type in g.IFS for one in list(g.around(now))[:4])


def _raises(pair: Pair) -> Iterator[Trace]:
    for call in pair.lost(g.CALLS):
        name = g.method_of(call)
        owner = g.owner_of(call)
        if not _RAISES.match(name) or owner not in g.plain(pair.new):
            continue
        if re.search(r"status|returncode|\.ok\b|raise|except|catch", pair.came_text, re.I):
            continue
        if not any(g.method_of(one) == name for one in pair.kept(g.CALLS)) and not pair.new_calls:
            back = pair.put_back(g.line_of(call), g.end_line_of(call))
            line, fix = pair.anchored(call), back[1] if back is not None else None
            basis = pair.removed_line(call)
            yield pair.trace("dropped-error-check", line, g.called(call), basis, 0.9, fix)


def _keywords(pair: Pair) -> Iterator[Trace]:
    """Find `check=True` and `timeout=...` that a call no longer has."""
    for call in [one for one in pair.old_nodes if one.type in g.CALLS]:
        rows = set(range(g.line_of(call), g.end_line_of(call) + 1))
        if not rows & pair.gone:
            continue
        for given in g.arguments_of(call):
            text = g.plain(given)
            match = re.match(r"(?:check=True|(?:\w+_)?timeout=(?!None))", text)
            if match and _keyword_went(pair, call, text.split("=")[0]):
                now = _same_callee(pair, call)
                if now is not None:
                    line = _line_of_call(pair, now)
                    basis = f"The call had {g.text_of(given)} before"
                    yield pair.trace("dropped-error-check", line, g.text_of(given), basis, 0.85)


def _same_callee(pair: Pair, call: "Node") -> "Node | None":
    same = [one for one in pair.kept(g.CALLS) if g.called(one) == g.called(call)]
    touched = (
        one for one in same if pair.view.added & set(range(g.line_of(one), g.end_line_of(one) + 1))
    )
    return next(touched, same[0] if len(same) == 1 else None)


def _keyword_went(pair: Pair, call: "Node", name: str) -> bool:
    now = _same_callee(pair, call)
    if now is None:
        return False
    text = g.plain(now)
    if "**" in text or re.search(rf"\b{name}\b", text) or name in pair.came_words:
        return False
    first = [g.plain(one) for one in g.arguments_of(call)][:1]
    return first == [g.plain(one) for one in g.arguments_of(now)][:1] or len(first) == 0


def _line_of_call(pair: Pair, now: "Node") -> int:
    rows = pair.view.added & set(range(g.line_of(now), g.end_line_of(now) + 1))
    shown = {line.new_number for line in pair.view.hunk.lines if line.new_number}
    start = g.line_of(now)
    return min(rows, default=start if start in shown else min(shown, default=start))


def _unwraps(pair: Pair) -> Iterator[Trace]:
    """Find Rust's `?` that became an `unwrap`."""
    if pair.view.language != "rust" or "?" not in "".join(map(pair.view.old.line, pair.gone)):
        return
    for call in pair.gained(g.CALLS):
        if g.method_of(call) in ("unwrap", "expect"):
            inner = g.owner_of(call)
            if any(
                f"{inner}?" in g.plain(one)
                for one in pair.old_nodes
                if one.type == "try_expression"
            ):
                basis = "The error was handed on with ? before"
                yield pair.trace("dropped-error-check", g.line_of(call), inner, basis, 0.8)
