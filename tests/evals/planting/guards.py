"""Guards and validation that are gone, while what they protected stays."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot
from evals.planting.ground import (
    CALLS,
    LOOPS,
    Ground,
    arguments,
    around,
    body_of,
    callee,
    condition_of,
    field,
    inside,
    statements,
    words,
)
from evals.planting.surgery import (
    dropped,
    ends_in,
    first_use,
    following,
    is_exit,
    preceding,
    unwrapped,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = r"[A-Za-z_][\w.]*"
_ABSENT = re.compile(
    rf"(?P<a>{_NAME}) is None|not (?P<b>{_NAME})|!(?P<c>{_NAME})"
    rf"|(?P<d>{_NAME}) ={{2,3}} (null|undefined|nil)|(?P<e>{_NAME})\.isEmpty\(\)"
    rf"|len\((?P<f>{_NAME})\) == 0|(?P<g>{_NAME})\.length ={{2,3}} 0"
)
"""A test for a value that is not there or empty."""

_PRESENT = re.compile(
    rf"(?P<a>{_NAME}) is not None|(?P<b>{_NAME}) !={{1,2}} (null|undefined|nil)"
    rf"|len\((?P<c>{_NAME})\) > 0|(?P<d>{_NAME})\.length( > 0)?|!(?P<e>{_NAME})\.isEmpty\(\)"
    rf"|isinstance\((?P<f>{_NAME}), .*\)|(?P<g>{_NAME}) instanceof \w+"
    rf"|hasattr\((?P<h>{_NAME}), .*\)|(?P<i>{_NAME})"
)
_ERROR = re.compile(r"\w*[eE]rr(or)?\w*( != nil| !==? null| is not None)?|error")
_BOUNDS = re.compile(
    r"[<>]=? ?([01]\b|len\(|\w+\.length|\w+\.size\(\))|(len\(\w+\)|\.length|\.size\(\)) ?[<>!=]"
)
_RAISES = ("raise_statement", "throw_statement")
_FAILS = re.compile(r"return .*(fmt\.Errorf|errors\.New|\bErr[A-Z]\w*|status\.Error)", re.S)


def _exits(ground: Ground) -> "Iterator[tuple[Node, Node, Node]]":
    """Give each `if` without else whose short body leaves, with its condition and what leaves."""
    for node in ground.of("if_statement"):
        body, test = body_of(node), condition_of(node)
        held = statements(body) if body is None or body.type not in _RAISES else [body]
        if body is not None and is_exit(body):
            held = [body]
        alone = field(node, "alternative", "initializer") is None
        chained = node.parent is None or node.parent.type in ("else_clause", "if_statement")
        if alone and test is not None and 0 < len(held) <= 3 and is_exit(held[-1]) and not chained:
            yield node, test, held[-1]


def _named(match: re.Match[str] | None) -> str:
    """Give the name that a test is about."""
    found = match.groupdict().values() if match else ()
    return next((name for name in found if name), "")


def _missing_guard(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node, test, leaves in _exits(ground):
        if leaves.type in _RAISES or _FAILS.match(words(leaves)) or _is_error(test):
            continue
        name = _named(_ABSENT.fullmatch(words(test)))
        use = first_use(ground, node.end_byte, name, _harmful(words(test))) if name else None
        short = len(words(leaves)) < 40
        if use is None and short and _BOUNDS.search(words(test)) and following(node) is not None:
            use = _first_of(ground, node, test)
        if (
            use is not None
            and ends_in(ground, node, use)
            and (change := dropped(ground, node, use))
        ):
            yield change


def _harmful(test: str) -> str:
    """Give what fails for an absent value; an empty one survives most methods."""
    vague = test.startswith("not ") or "Empty" in test or "len" in test
    return (
        r"\s*(\[[-\w]+\]|\.(pop|get[FL]|next|charAt|attrs?|first|last)\b)"
        if vague
        else r"!?\s*[.\[]"
    )


def _first_of(ground: Ground, node: "Node", test: "Node") -> int | None:
    names = [words(name) for name in inside(test, "identifier") if words(name) != "len"]
    uses = [first_use(ground, node.end_byte, name, r"\b") for name in names]
    return min((use for use in uses if use is not None), default=None)


def _is_error(test: "Node") -> bool:
    return bool(_ERROR.fullmatch(words(test)))


def _dropped_validation(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node, test, leaves in _exits(ground):
        fails = leaves.type in _RAISES or bool(_FAILS.match(words(leaves)))
        if not fails or _is_error(test) or around(node, {"catch_clause", "except_clause"}):
            continue
        if following(node) is None and not preceding(node):
            continue
        if change := dropped(ground, node, *_uses(ground, node, test)):
            yield change
    for statement in ground.of("expression_statement"):
        call = next(iter(statement.named_children), None)
        checks = re.compile(r"(.*\.)?_*(validate|check|verify|ensure|require|assert)[A-Z_]?\w*")
        if (
            call is not None
            and call.type in CALLS
            and checks.fullmatch(callee(call))
            and (change := dropped(ground, statement, *_uses(ground, statement, call)))
        ):
            yield change


def _uses(ground: Ground, node: "Node", test: "Node") -> list[int]:
    use = _first_of(ground, node, test)
    return [use] if use is not None and ends_in(ground, node, use) else []


def _unwrapped_guard(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("if_statement"):
        test, body = condition_of(node), body_of(node)
        if test is None or body is None or field(node, "alternative", "initializer"):
            continue
        name = _named(_PRESENT.fullmatch(words(test)))
        if (
            len(statements(body)) > 6
            or not name
            or is_exit(statements(body)[-1:][0] if statements(body) else None)
        ):
            continue
        use = first_use(ground, body.start_byte, name)
        if use is not None and use < body.end_byte and (change := unwrapped(ground, node, body)):
            yield change


def _guard_operand(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("boolean_operator", "binary_expression"):
        left, right, sign = (
            field(node, "left"),
            field(node, "right"),
            words(field(node, "operator")),
        )
        if left is None or right is None or sign not in ("and", "&&", "or", "||"):
            continue
        last = _last_operand(left)
        tests = _PRESENT if sign in ("and", "&&") else _ABSENT
        name = _named(tests.fullmatch(words(last)))
        if name and re.search(rf"(?<![\w.]){re.escape(name)}\s*[.\[]", words(right)):
            yield Change((Spot(last.start_byte, right.start_byte, ""),))


def _last_operand(node: "Node") -> "Node":
    right = field(node, "right")
    joined = words(field(node, "operator")) in ("and", "&&", "or", "||")
    return right if joined and right is not None else node


def _lost_chaining(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("optional_chain"):
        member = node.parent
        if member is not None and member.type == "member_expression":
            yield Change((Spot(node.start_byte, node.end_byte, "."),))


def _late_check(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node, test, leaves in _exits(ground):
        after = following(node)
        if after is None or is_exit(after) or after.type in LOOPS | {"if_statement"}:
            continue
        one, other = ground.with_comments(node), ground.with_comments(after)
        if one is None or other is None or one[1] != other[0] or _is_error(test):
            continue
        if _needs(after, test, fails=leaves.type in _RAISES):
            early = Spot(one[0], one[0], ground.between(*other))
            yield Change((early, Spot(*other, "")), (node.start_byte,))


def _needs(statement: "Node", test: "Node", *, fails: bool) -> bool:
    """Tell whether a statement needs what a test has checked, and does not give it a new value."""
    text = words(statement)
    absent = _named(_ABSENT.fullmatch(words(test)))
    names = [words(name) for name in inside(test, "identifier")]
    fresh = "|".join(map(re.escape, names)) or "-"
    if re.match(rf"(var |let |const |final |\w+ )?({fresh})\s*(:?=|:)", text):
        return False
    if absent:
        return re.search(rf"(?<![\w.]){re.escape(absent)}{_harmful(words(test))}", text) is not None
    if _BOUNDS.search(words(test)):
        return any(re.search(rf"\[[^]]*\b{name}\b|\b{name}\[", text) for name in names)
    given = [words(one) for call in inside(statement, *CALLS) for one in arguments(call)]
    return fails and bool(set(given) & set(names))


def _dropped_skip(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node, test, leaves in _exits(ground):
        body = body_of(node)
        held = statements(body)
        if leaves.type in _RAISES or _FAILS.match(words(leaves)) or _is_error(test):
            continue
        if len(held) > 1 and following(node) is not None and not leaves.named_children:
            if change := dropped(ground, leaves):
                yield change
        elif (
            leaves.type == "continue_statement"
            and not _ABSENT.fullmatch(words(test))
            and (change := dropped(ground, node))
        ):
            yield change


STRUCTURAL: dict[str, Sites] = {
    "missing-guard": _missing_guard,
    "dropped-validation": _dropped_validation,
    "unwrapped-guard": _unwrapped_guard,
    "guard-operand": _guard_operand,
    "lost-chaining": _lost_chaining,
    "late-check": _late_check,
    "dropped-early-exit": _dropped_skip,
}
