"""Errors that are not looked at, swallowed, or told in a way that nobody expects."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, removed, replaced
from evals.planting.ground import (
    CALLS,
    Ground,
    arguments,
    around,
    body_of,
    callee,
    condition_of,
    field,
    function_of,
    inside,
    statements,
    words,
)
from evals.planting.surgery import dropped, handler_body, handlers, preceding

if TYPE_CHECKING:
    from tree_sitter import Node

_CHECKS = re.compile(r".*\.(raise_for_status|check_returncode|check_status|throwIfCancelled)")
_REPORTS = re.compile(
    r"(await )?([\w.]*(reject|callback|cb|next|done|handleError|onError|fail|error)\w*)\(.*\);?",
    re.S,
)
_LOCAL = re.compile(r"(\w+\.)?(\w*[cC]harset|(\w+\.)?UTF_8|Locale\.(ROOT|ENGLISH|US))")
_RAISES = ("raise_statement", "throw_statement")


def _error_check(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for node in ground.of("if_statement"):
        yield from _unlooked(ground, node, rng)
    for statement in ground.of("expression_statement"):
        call = next(iter(statement.named_children), None)
        if (
            call is not None
            and call.type in CALLS
            and _CHECKS.fullmatch(callee(call))
            and (change := dropped(ground, statement))
        ):
            yield change
    for node in ground.of("keyword_argument"):
        if words(node) == "check=True" and node.prev_named_sibling is not None:
            yield removed((node.prev_named_sibling.end_byte, node.end_byte))


def _unlooked(ground: Ground, node: "Node", rng: random.Random) -> Iterator[Change]:
    test = words(condition_of(node))
    held = statements(body_of(node))
    if (
        field(node, "alternative")
        or not held
        or held[-1].type not in ("return_statement", *_RAISES)
    ):
        return
    started = field(node, "initializer")
    if (
        ground.family == "script"
        and re.fullmatch(r"err|error|!\w+\.ok", test)
        and (change := dropped(ground, node))
    ):
        yield change
    if ground.family != "go" or not re.fullmatch(r"\w*[eE]rr != nil", test):
        return
    span = ground.with_comments(node)
    if started is not None and span is not None:
        call = field(started, "right")
        if words(field(started, "left")) == "err" and call is not None:
            yield Change((Spot(*span, f"{ground.indent(node)}{words(call)}\n"),))
    elif span is not None:
        yield from _blank_error(ground, node, span, rng)


def _blank_error(
    ground: Ground, node: "Node", span: tuple[int, int], rng: random.Random
) -> Iterator[Change]:
    before = preceding(node)
    names = field(before, "left")
    error = (
        next((one for one in inside(names, "identifier") if words(one) == "err"), None)
        if names
        else None
    )
    if before is None or error is None:
        return
    alone = words(names) == "err"
    looks_later = re.search(r"\berr\b", ground.between(span[1], around(node, {"block"}).end_byte))  # type: ignore[union-attr]
    if alone and (call := field(before, "right")) is not None:
        yield Change((Spot(before.start_byte, call.start_byte, ""), Spot(*span, "")))
    elif looks_later and rng.random() < 0.5:
        yield removed(span)
    else:
        yield Change((Spot(error.start_byte, error.end_byte, "_"), Spot(*span, "")))


def _swallowed(ground: Ground, _: random.Random) -> Iterator[Change]:
    for handler in ground.of("except_clause", "catch_clause"):
        held = statements(handler_body(handler))
        leaving = [one for one in held if one.type in _RAISES or _REPORTS.fullmatch(words(one))]
        span = ground.with_comments(leaving[0]) if len(leaving) == 1 else None
        if span is None:
            continue
        indent = ground.indent(leaving[0])
        empty = f"{indent}pass\n" if ground.family == "python" else ""
        yield Change((Spot(*span, empty if len(held) == 1 else ""),), (handler.start_byte,))


def _widened(ground: Ground, _: random.Random) -> Iterator[Change]:
    for handler in ground.of("except_clause", "catch_clause"):
        raised = [one for kind in _RAISES for one in inside(handler, kind)]
        if raised or (handler.parent is not None and len(handlers(handler.parent)) > 1):
            continue
        for node in handler.named_children[:1]:
            caught = node.named_children[0] if node.type == "as_pattern" else node
            if (
                ground.family == "python"
                and caught.type in ("identifier", "tuple", "attribute")
                and words(caught) not in ("Exception", "BaseException")
            ):
                yield replaced(caught, "Exception")
            for type_ in inside(node, "catch_type"):
                if words(type_) not in ("Exception", "Throwable"):
                    yield replaced(type_, "Exception" if "Runtime" in words(type_) else "Throwable")


def _raised_to_nothing(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of(*_RAISES):
        function = function_of(node)
        made = next(iter(node.named_children), None)
        if (
            function is None
            or made is None
            or made.type == "identifier"
            or "__init__" in words(function)[:40]
        ):
            continue
        returned = [one for one in inside(function, "return_statement") if one.named_children]
        own = {words(one.named_children[0]) for one in returned if function_of(one) == function}
        if own <= {"True", "False", "None", "true", "false", "null", "undefined"}:
            continue
        kind = words(field(function, "type", "return_type")).strip(": ")
        if kind in ("int", "long", "boolean", "double", "float", "char", "byte", "short", "never"):
            continue
        nothing = {"python": "return None", "java": "return null;"}.get(
            ground.family, "return null;"
        )
        yield replaced(node, nothing if words(node).endswith(";") else nothing.rstrip(";"))
    for node in ground.of("return_statement"):
        given = node.named_children[0].named_children if node.named_children else []
        if (
            ground.family == "go"
            and len(given) > 1
            and re.match(r"fmt\.Errorf|errors\.|err$|Err[A-Z]", words(given[-1]))
            and all(words(one) in ("nil", '""', "0", "false") for one in given[:-1])
        ):
            yield replaced(given[-1], "nil")


def _lost_raise(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of(*_RAISES):
        made = next(iter(node.named_children), None)
        if made is None or ground.family == "java" or field(node, "cause") is not None:
            continue
        if made.type in ("call", "new_expression"):
            yield Change((Spot(node.start_byte, made.start_byte, ""),))


def _lost_option(ground: Ground, _: random.Random) -> Iterator[Change]:
    names = re.compile(
        r"timeout|encoding|check|errors|newline|strict|exist_ok|parents|key|reverse|default|maxsplit|flags?|usedforsecurity|follow_redirects|allow_\w+|verify|daemon|shell|limit|ensure_ascii|sort_keys|max_\w+|safe"
    )
    for node in ground.of("keyword_argument"):
        value = words(field(node, "value"))
        if (
            names.fullmatch(words(field(node, "name")))
            and value not in ("None", "False")
            and node.parent is not None
            and (span := _with_comma(node))
        ):
            yield removed(span)
    for node in ground.of("pair", "shorthand_property_identifier"):
        name = words(field(node, "key")) or words(node)
        options = (
            node.parent is not None
            and node.parent.parent is not None
            and node.parent.parent.type == "arguments"
        )
        if (
            options
            and re.fullmatch(
                r"timeout|encoding|signal|headers|recursive|once|cwd|env|flag|max\w+|agent|force",
                name,
            )
            and (span := _with_comma(node))
        ):
            yield removed(span)
    for call in ground.of("method_invocation", "object_creation_expression"):
        given = arguments(call)
        if given and _LOCAL.fullmatch(words(given[-1])):
            start = given[-2].end_byte if len(given) > 1 else given[-1].start_byte
            yield removed((start, given[-1].end_byte))


def _with_comma(node: "Node") -> tuple[int, int] | None:
    """Give an item of a list with the comma that separates it from its neighbour."""
    before = node.prev_named_sibling
    after = node.next_named_sibling
    if before is not None and "comment" not in before.type:
        return before.end_byte, node.end_byte
    if after is not None and "comment" not in after.type:
        return node.start_byte, after.start_byte
    return None


STRUCTURAL: dict[str, Sites] = {
    "dropped-error-check": _error_check,
    "swallowed-exception": _swallowed,
    "widened-exception": _widened,
    "raise-to-nothing": _raised_to_nothing,
    "lost-raise": _lost_raise,
    "lost-option": _lost_option,
}
