"""What was closed, flushed, committed or undone before, and no longer is."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import Pair
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_CLOSES = re.compile(
    r"^_?(?:a?close\w*|flush|sync|fsync|commit|rollback|clean_?up|tear_?down|dispose|release\w*"
    r"|shutdown|disconnect|destroy|terminate|unlink|clear_?timeout|clear_?interval|stop|done|join"
    r"|removeEventListener|removeListener|unsubscribe|cancel|finish|finalize|end|detach|quit"
    r"|restore|free\w*|fclose|unregister\w*|abort|kill|drain|removeAllListeners|RemoveAll)$",
    re.IGNORECASE,
)
_SURE = re.compile(r"close|dispose|rollback|commit|flush|free|release|cancel|cleanup|done", re.I)
_DEFERRED = g.FINALLIES | {"defer_statement"}
_OPENS = re.compile(r"\bwith\b|\busing\b|\bdefer\b|\btry *\(|ExitStack|\.use\b|closing\(|finally")


def dropped_closes(pair: Pair) -> Iterator[Trace]:
    """Find what is still opened and no longer closed, or no longer on every path."""
    found = [*_scopes(pair), *_calls(pair), *_undeferred(pair), *_finallies(pair)]
    seen: set[int] = set()
    for trace in found:
        if trace.line not in seen:
            seen.add(trace.line)
            yield trace


def _scopes(pair: Pair) -> Iterator[Trace]:
    """Find what a with, using or try-with-resources held, and what is now opened without one."""
    for node in pair.lost(g.SCOPED):
        for value in _resources(node):
            text = g.plain(value)
            for now in pair.gained(g.CALLS | g.CREATIONS):
                if g.plain(now) == text and not _held(now) and not _closed_later(pair, now):
                    basis = pair.removed_line(node)
                    line = g.line_of(now)
                    yield pair.trace("dropped-close", line, g.text_of(value), basis, 0.85)
                    break
    yield from _plain_usings(pair)


def _resources(node: "Node") -> "list[Node]":
    body = g.body_of(node)
    end = body.start_byte if body is not None else node.end_byte
    values = [one for one in g.of_types(node, g.CALLS | g.CREATIONS) if one.end_byte <= end]
    return values[:2]


def _held(node: "Node") -> bool:
    """Tell whether something is within what closes it, or is given away."""
    for one in g.around(node):
        if one.type in (*g.SCOPED, "with_item", "with_clause", "resource_specification"):
            return True
        if one.type in g.RETURNS | g.ARGUMENTS or one.type in g.FUNCTIONS:
            return one.type not in g.FUNCTIONS
    return False


def _closed_later(pair: Pair, opened: "Node") -> bool:
    """Tell whether the variable that something is put into is closed for sure, or given away."""
    holder = g.enclosing(opened, g.ASSIGNMENTS)
    if holder is None:
        # without a variable the call may be a chain: `open(p).read()`
        return bool(opened.parent is None)
    left = holder.child_by_field_name("name") or g.operands(holder)[0]
    name = re.escape(g.plain(left))
    if "." in g.plain(left):
        return True
    text = g.text_of(pair.new)
    closed = rf"\b{name}\??\.(?:a?close|Close|dispose|Dispose|release|shutdown|end|destroy)\b"
    if re.search(rf"\breturn {name}\b|closing\({name}|with {name}\b", text):
        return True
    found = [one for one in pair.kept(g.CALLS) if re.match(closed, g.called(one))]
    return any(g.enclosing(one, _DEFERRED | g.HANDLERS) is not None for one in found)


def _plain_usings(pair: Pair) -> Iterator[Trace]:
    """Find C#'s `using var` and JavaScript's `using` without the word."""
    for line in sorted(pair.gone):
        match = re.match(r"\s*(?:await )?using (?:var |const )?(.+)$", pair.view.old.line(line))
        if not match:
            continue
        rest = "".join(match[1].rpartition("=")[2].split()).rstrip("{):;")
        for number in sorted(pair.came):
            now = pair.view.new.line(number)
            if rest and rest in "".join(now.split()) and "using" not in now:
                basis = f"The change took this away: {pair.view.old.line(line).strip()}"
                yield pair.trace("dropped-close", number, match[1], basis, 0.85)
                break


def _calls(pair: Pair) -> Iterator[Trace]:
    for call in pair.lost(g.CALLS):
        name = g.method_of(call)
        if not _CLOSES.match(name) or not _is_statement(call):
            continue
        owner, about = g.owner_of(call), _about(call)
        kept = [one for one in pair.kept(g.CALLS) if _CLOSES.match(g.method_of(one))]
        again = sum(_about(one) == about for one in kept)
        was = sum(
            _about(one) == about and g.method_of(one) == name
            for one in pair.old_nodes
            if one.type in g.CALLS and _CLOSES.match(g.method_of(one))
        )
        if again >= was or _OPENS.search(pair.came_text) or pair.new_calls:
            continue
        if not about or about.rpartition(".")[2] not in pair.new_words:
            continue
        strength = 0.75 if _SURE.search(name) else 0.55
        strength += 0.1 if g.enclosing(call, _DEFERRED) is not None else 0
        strength -= 0.2 if not owner and name.islower() and len(name) < 5 else 0
        line = pair.anchored(call)
        back = pair.put_back(g.line_of(call), g.end_line_of(call))
        fix = back[1] if back is not None and not again else None
        subject = g.called(call)
        yield pair.trace("dropped-close", line, subject, pair.removed_line(call), strength, fix)


def _about(call: "Node") -> str:
    """Name what is closed: the object, or the first argument of a plain function."""
    owner = g.owner_of(call)
    given = g.arguments_of(call)
    if owner and owner not in ("os", "shutil", "fs", "syscall", "window"):
        return owner
    if given:
        return g.plain(given[0])
    return g.method_of(call) if g.method_of(call) in ("cancel", "cleanup") else ""


def _is_statement(call: "Node") -> bool:
    for one in g.around(call):
        if one.type in g.BLOCKS | g.CASES | _DEFERRED:
            return True
        if one.type not in (*g.WRAPPERS, *g.AWAITS, "defer_statement"):
            return False
    return False


def _undeferred(pair: Pair) -> Iterator[Trace]:
    """Find a `defer x.Close()` that is now called at once, with more behind it."""
    for node in pair.lost(frozenset({"defer_statement"})):
        call = next(g.of_types(node, g.CALLS), None)
        if call is None:
            continue
        for now in pair.gained(g.CALLS):
            statement = now.parent
            if g.plain(now) != g.plain(call) or statement is None:
                continue
            if statement.type == "expression_statement":
                basis = pair.removed_line(node)
                line = g.line_of(now)
                fix = pair.view.new.line(line).replace(g.text_of(now), f"defer {g.text_of(now)}", 1)
                yield pair.trace("dropped-close", line, g.called(call), basis, 0.75, fix)


def _finallies(pair: Pair) -> Iterator[Trace]:
    """Find what a finally did and is now done only if all goes well, or not at all."""
    for node in pair.lost(g.FINALLIES):
        block = next((one for one in node.named_children if one.type in g.BLOCKS), node)
        inside = g.statements(block)
        if not inside or pair.gained(g.FINALLIES) or _OPENS.search(pair.came_text):
            continue
        still = [one for one in inside if pair.new_texts[g.plain(one)]]
        if len(still) == len(inside):
            basis = f"The change took away the finally around: {g.text_of(inside[0])[:50]}"
            line = next(
                (g.line_of(one) for one in pair.new_nodes if g.plain(one) == g.plain(inside[0])),
                pair.anchored(node),
            )
            line = line if line in pair.view.added else pair.anchored(node)
            yield pair.trace("dropped-close", line, g.text_of(inside[0]), basis, 0.7)
        elif not still and not pair.new_calls:
            basis = pair.removed_line(inside[0])
            subject = g.text_of(inside[0])
            yield pair.trace("dropped-close", pair.anchored(inside[0]), subject, basis, 0.6)
