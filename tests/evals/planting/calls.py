"""Slips in calls: a function taken for its counterpart, a call that is none, lost words."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, replaced
from evals.planting.ground import (
    CALLS,
    Ground,
    arguments,
    around,
    callee,
    condition_of,
    field,
    words,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def _both_ways(pairs: str) -> dict[str, str]:
    table = dict(pair.split("/") for pair in pairs.split())
    return {**table, **{other: one for one, other in table.items()}}


def _counterparts(pairs: str, *families: str) -> Sites:
    """Make the sites of calls whose last name has a counterpart."""
    table = _both_ways(pairs)

    def sites(ground: Ground, _: random.Random) -> Iterator[Change]:
        for call in ground.of(*CALLS):
            name = _last_name(call)
            fits = name is not None and words(name) in table and not _same_anyway(call, words(name))
            if name is not None and fits and (not families or ground.family in families):
                yield replaced(name, table[words(name)])

    return sites


def _same_anyway(call: "Node", name: str) -> bool:
    """Tell whether the counterpart is none: it would do the same here, or is of another kind."""
    given, called = arguments(call), callee(call)
    if name in ("split", "rsplit"):
        return len(given) < 2
    if name in ("any", "all", "min", "max") and called not in (name, f"Math.{name}"):
        return True
    if name in ("Index", "LastIndex") and not called.startswith(("strings.", "bytes.")):
        return True
    parent = call.parent
    other = words(field(parent, "right")) if parent is not None else ""
    return not given or other in ("-1", "0")


def _views(ground: Ground, _: random.Random) -> Iterator[Change]:
    """Take one view of an object for another; these calls have no arguments."""
    table = _both_ways("keys/values lower/upper toLowerCase/toUpperCase keySet/values popleft/pop")
    table |= _both_ways("getFirst/getLast removeFirst/removeLast ToLower/ToUpper shift/pop")
    table |= {"values": "keySet"} if ground.family == "java" else {"values": "keys"}
    if ground.family == "python":
        table |= {"pop": "popleft"}
    for call in ground.of(*CALLS):
        name = _last_name(call)
        if (
            name is not None
            and words(name) in table
            and "." in callee(call)
            and not arguments(call)
        ):
            yield replaced(name, table[words(name)])


def _last_name(call: "Node") -> "Node | None":
    called = field(call, "name") or field(call, "function")
    return field(called, "attribute", "property", "field") or called


def _uncalled(ground: Ground, _: random.Random) -> Iterator[Change]:
    if ground.family not in ("python", "script"):
        return
    for node in ground.of("if_statement", "elif_clause", "while_statement", "not_operator"):
        call = field(node, "argument") if node.type == "not_operator" else condition_of(node)
        given = field(call, "arguments")
        if call is not None and call.type in CALLS and given is not None and words(given) == "()":
            yield Change((Spot(given.start_byte, given.end_byte, ""),))


def _lost_prefix(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("string"):
        prefix = node.children[0] if node.children else None
        filled = any(child.type == "interpolation" for child in node.children)
        told = around(node, {"raise_statement", "assert_statement"})
        if prefix is not None and filled and "{{" not in words(node) and told is None:
            yield replaced(prefix, re.sub("[fF]", "", words(prefix)))
    for node in ground.of("template_string"):
        text = words(node)
        holes = [child for child in node.children if child.type == "template_substitution"]
        plain = not set(text) & set("'\"\n\\")
        if holes and plain and node.parent is not None and node.parent.type != "call_expression":
            yield replaced(node, f"'{text[1:-1]}'")


def _assignment_as_test(ground: Ground, _: random.Random) -> Iterator[Change]:
    if ground.family != "script":
        return
    for node in ground.of("binary_expression"):
        left, operator = field(node, "left"), field(node, "operator")
        outer = node.parent
        if left is None or operator is None or outer is None:
            continue
        alone = outer.type == "parenthesized_expression" and words(operator) in ("==", "===")
        place = left.type in ("identifier", "member_expression") and "?." not in words(left)
        if alone and place and words(left) != "arguments.length":
            yield replaced(operator, "=")


def _lost_default(ground: Ground, _: random.Random) -> Iterator[Change]:
    for call in ground.of("call"):
        given = arguments(call)
        method = re.sub(r".+\.(get|pop)$", r"\1", callee(call))
        takes = {"get": 2, "pop": 2, "getattr": 3}.get(method)
        if len(given) == takes and given[-1].type not in ("keyword_argument", "none", "false"):
            yield Change((Spot(given[-2].end_byte, given[-1].end_byte, ""),))
    for call in ground.of("method_invocation"):
        given = arguments(call)
        if words(field(call, "name")) == "getOrDefault" and len(given) == 2:
            name = field(call, "name")
            if name is not None:
                dropped = Spot(given[0].end_byte, given[1].end_byte, "")
                yield Change((Spot(name.start_byte, name.end_byte, "get"), dropped))
    for node in ground.of("binary_expression"):
        left, right = field(node, "left"), field(node, "right")
        empty = words(right) in ("false", "null", "undefined")
        if words(field(node, "operator")) == "??" and left and right and not empty:
            yield Change((Spot(left.end_byte, right.end_byte, ""),))


SLIPS: dict[str, Sites] = {
    "min-max": _counterparts("min/max Min/Max minimum/maximum"),
    "any-all": _counterparts("any/all some/every anyMatch/allMatch findFirst/findLast"),
    "affix": _counterparts(
        "startswith/endswith startsWith/endsWith HasPrefix/HasSuffix removeprefix/removesuffix "
        "TrimPrefix/TrimSuffix TrimLeft/TrimRight lstrip/rstrip padStart/padEnd "
        "partition/rpartition"
    ),
    "search-end": _counterparts(
        "rfind/find indexOf/lastIndexOf Index/LastIndex IndexByte/LastIndexByte split/rsplit"
    ),
    "wrong-collection-method": _counterparts(
        "append/extend add/discard issubset/issuperset", "python"
    ),
    "wrong-array-method": _counterparts(
        "push/unshift map/forEach find/filter add/delete", "script"
    ),
    "wrong-order-method": _counterparts(
        "isBefore/isAfter Before/After addFirst/addLast", "java", "go"
    ),
    "wrong-view": _views,
    "uncalled": _uncalled,
    "lost-prefix": _lost_prefix,
    "assignment-as-test": _assignment_as_test,
    "lost-default": _lost_default,
}
