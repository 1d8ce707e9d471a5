"""Locks that are not taken, awaits that are gone, resources that nobody closes."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, removed
from evals.planting.ground import (
    FUNCTIONS,
    TRIES,
    Ground,
    around,
    body_of,
    field,
    function_of,
    inside,
    statements,
    words,
)
from evals.planting.surgery import (
    cleanup,
    dropped,
    flattened,
    following,
    handlers,
    inner,
    reindented,
    siblings,
    unwrapped,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_LOCKS = re.compile(r"(?i)(.*[._])?\w*(lock|mutex|semaphore|condition|_cond|_sem)\w*(\(.*\))?")
_OPENED = re.compile(
    r"(.*[._])?(open|connect|socket|urlopen|Popen|\w*Session|\w*Client|\w*File)\(.*\)", re.S
)
_CLOSES = re.compile(
    r"(await )?[\w.]*\.?(close|shutdown|release|dispose|Close|cancel|stop|unlock|terminate|destroy"
    r"|end|clear\w*|reset|Unlock|Done|Stop|Release)\w*\(.*\);?"
)


def _dropped_lock(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("with_statement", "synchronized_statement"):
        held = [words(item) for item in inside(node.children[1], "with_item")]
        if (
            node.type == "synchronized_statement"
            or (held and len(held) == 1 and _LOCKS.fullmatch(held[0]))
        ) and (change := unwrapped(ground, node, body_of(node))):
            yield change
    for function in ground.functions:
        for word in inside(function.children[0], "synchronized"):
            yield Change((Spot(word.start_byte, word.end_byte + 1, ""),))
    yield from _unlocked(ground)


def _unlocked(ground: Ground) -> Iterator[Change]:
    """Take out calls of lock and unlock on one object."""
    for statement in ground.of("expression_statement"):
        match = re.fullmatch(r"([\w.]+)\.(R?Lock|lock|acquire)\(\);?", words(statement))
        after = following(statement)
        if match is None or after is None:
            continue
        if after.type == "defer_statement" and "nlock()" in words(after):
            span = ground.lines(statement, after)
            if span is not None:
                yield removed(span)
        elif after.type in TRIES and not handlers(after):
            closing, flat = cleanup(after), flattened(ground, after, field(after, "body"))
            own = ground.lines(statement)
            if flat and own and len(statements(closing)) == 1 and match[1] in words(closing):
                yield Change((Spot(*own, ""), flat))
        else:
            yield from _paired(ground, statement, match[1])


def _paired(ground: Ground, statement: "Node", owner: str) -> Iterator[Change]:
    for other in siblings(statement):
        if re.fullmatch(rf"{re.escape(owner)}\.(R?Unlock|unlock|release)\(\);?", words(other)):
            one, two = ground.lines(statement), ground.lines(other)
            if one and two and statement.end_byte < other.start_byte:
                yield Change((Spot(*one, ""), Spot(*two, "")))
                return


def _dropped_await(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("await", "await_expression"):
        if node.is_named and len(node.children) > 1 and (inner_ := node.children[1]):
            kept = (
                "parenthesized_expression",
                "return_statement",
            )  # the promise is waited for there
            bracketed = node.parent is not None and node.parent.type in kept
            if not (bracketed and ground.family == "script"):
                yield Change((Spot(node.start_byte, inner_.start_byte, ""),))


def _opened(ground: Ground) -> "Iterator[tuple[Node, str, str, str]]":
    """Give each `with` that opens one resource: the statement, its `async`, the value, the name."""
    for node in ground.of("with_statement"):
        items = [item for child in node.children for item in inside(child, "with_item")]
        value = field(items[0], "value") if items else None
        alias = next(iter(inside(value, "as_pattern_target")), None) if value else None
        body = body_of(node)
        own = [item for item in items if body is None or item.start_byte < body.start_byte]
        if value is None or alias is None or len(own) != 1 or node.children[0].type == "async":
            continue
        opened = words(value.named_children[0])
        if _OPENED.fullmatch(opened) and "\n" not in opened and not _LOCKS.fullmatch(opened):
            yield node, "", opened, words(alias)


def _unclosed(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node, _async, opened, name in _opened(ground):
        if (flat := flattened(ground, node, body_of(node))) is not None:
            first = f"{ground.indent(node)}{name} = {opened}\n"
            yield Change((Spot(flat.start, flat.end, first + flat.text),))
    yield from _closers(ground)
    yield from _plain_try(ground)
    for node in ground.of("defer_statement"):
        if (
            _CLOSES.fullmatch(words(node).removeprefix("defer ").strip())
            and "nlock" not in words(node)
            and (change := dropped(ground, node))
        ):
            yield change


def _closers(ground: Ground) -> Iterator[Change]:
    """Take out the `finally` whose only work is to close something."""
    for node in ground.of(*TRIES):
        block = cleanup(node)
        held = statements(block)
        if block is None or not held or not all(_CLOSES.fullmatch(words(one)) for one in held):
            continue
        if not handlers(node):
            if change := unwrapped(ground, node, field(node, "body")):
                yield change
        elif (clause := block.parent) is not None:
            start = ground.line_start(clause.start_byte)
            if ground.family == "python":
                yield removed((start, ground.line_end(clause.end_byte)))
            elif clause.prev_sibling is not None:
                yield removed((clause.prev_sibling.end_byte, clause.end_byte))


def _plain_try(ground: Ground) -> Iterator[Change]:
    for node in ground.of("try_with_resources_statement"):
        declared = [one for child in node.children for one in inside(child, "resource")]
        declared = [
            one for one in declared if field(one, "name") and one.start_byte < _body_start(node)
        ]
        if len(declared) != 1 or "\n" in words(declared[0]):
            continue
        indent = ground.indent(node)
        if handlers(node):
            body = statements(field(node, "body"))
            resources = field(node, "resources")
            if body and resources is not None:
                first = f"{words(declared[0])};\n{ground.indent(body[0])}"
                cut = Spot(resources.start_byte, resources.end_byte + 1, "")
                yield Change((cut, Spot(body[0].start_byte, body[0].start_byte, first)))
        elif (flat := flattened(ground, node, field(node, "body"))) is not None:
            yield Change(
                (Spot(flat.start, flat.end, f"{indent}{words(declared[0])};\n{flat.text}"),)
            )


def _body_start(node: "Node") -> int:
    body = field(node, "body")
    return body.start_byte if body is not None else node.end_byte


def _happy_path(ground: Ground, _: random.Random) -> Iterator[Change]:
    """Close a resource at the end of the statements that use it, and only there."""
    for node, _async, opened, name in _opened(ground):
        body = statements(body_of(node))
        flat = flattened(ground, node, body_of(node))
        if flat is None or inside(node, "return_statement", "yield") or len(body) < 1:
            continue
        indent = ground.indent(node)
        text = f"{indent}{name} = {opened}\n{flat.text}{indent}{name}.close()\n"
        yield Change((Spot(flat.start, flat.end, text),))
    for node in ground.of("defer_statement"):
        yield from _undeferred(ground, node)


def _undeferred(ground: Ground, node: "Node") -> Iterator[Change]:
    """Move a deferred call to the end of the function, where an earlier return misses it."""
    block, own = siblings(node), ground.lines(node)
    last = block[-1]
    plain = re.fullmatch(r"defer ([\w.]+\(.*\))", words(node))
    between = [one for one in block if node.end_byte < one.start_byte < last.start_byte]
    leaves = any(inside(one, "return_statement") for one in between)
    if own and plain and leaves and function_of(node) == function_of(last):
        end = last.start_byte if last.type == "return_statement" else last.end_byte
        at = ground.line_start(end) if last.type == "return_statement" else ground.line_end(end)
        call = f"{ground.indent(node)}{plain[1]}\n"
        if not inside(last, "call_expression") and around(node, FUNCTIONS):
            yield Change((Spot(*own, ""), Spot(at, at, call)))


def _moved_cleanup(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("try_statement"):
        block = cleanup(node)
        body = field(node, "body")
        closing = inner(ground, block)
        if block is None or body is None or closing is None or inside(body, "return_statement"):
            continue
        first = statements(block)[0]
        if not handlers(node):
            flat = flattened(ground, node, body)
            moved = reindented(closing, ground.indent(first), ground.indent(node))
            if flat and moved is not None:
                yield Change((Spot(flat.start, flat.end, flat.text + moved),))
        elif change := _into_body(ground, block, body, closing):
            yield change


def _into_body(ground: Ground, block: "Node", body: "Node", closing: str) -> Change | None:
    last, clause = statements(body)[-1:], block.parent
    moved = (
        reindented(closing, ground.indent(statements(block)[0]), ground.indent(last[0]))
        if last
        else None
    )
    if moved is None or clause is None or clause.prev_sibling is None:
        return None
    at = ground.line_end(last[0].end_byte)
    before = clause.prev_sibling.end_byte
    start, end = before, clause.end_byte
    return Change((Spot(at, at, moved), Spot(start, end, ""))) if at <= start else None


STRUCTURAL: dict[str, Sites] = {
    "dropped-lock": _dropped_lock,
    "dropped-await": _dropped_await,
    "unclosed-resource": _unclosed,
    "closed-on-happy-path": _happy_path,
    "cleanup-in-body": _moved_cleanup,
}
