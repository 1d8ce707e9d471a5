"""Slips in names: another variable, attribute, key or twin than the right one."""

import itertools
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, replaced
from evals.planting.ground import (
    CALLS,
    FUNCTIONS,
    LOOPS,
    Ground,
    arguments,
    around,
    callee,
    field,
    function_of,
    inside,
    words,
)
from evals.planting.variables import Local, alike, copies, fits, is_read, visible

if TYPE_CHECKING:
    from tree_sitter import Node

_TWINS = (
    "x y,start end,begin end,left right,src dst,source target,source destination,width height,"
    "min max,first last,prev next,row col,rows cols,old new,lower upper,input output,head tail,"
    "top bottom,before after,host port,user group,key value,"
    "line column,from to,low high,expected actual,parent child,base other,key val"
)
_TWIN = {
    one: other for pair in _TWINS.split(",") for one, other in (pair.split(), pair.split()[::-1])
}
_ATTRIBUTES = ("attribute", "member_expression", "field_access", "selector_expression")
_SYMMETRIC = re.compile(
    r"(?i).*\b(max|min|zip|print|isclose|gcd|isinstance|issubclass|(has|get|set|del)attr|super|equals?"
    r"|assert\w*|append|format|merge|union|same\w*|eq|pow2|apply|call|bind|of|aslist|join|sum|promise)"
)


def _wrong_variable(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for node in ground.of("identifier"):
        if is_read(node) and (others := _others(ground, node)):
            yield replaced(node, rng.choice(others).name)


def _others(ground: Ground, node: "Node") -> list[Local]:
    """Give the variables that someone could have written instead of the one at a node."""
    here = {local.name: local for local in visible(ground, node)}
    own = here.get(words(node))
    if own is None:
        return []
    return [
        local
        for local in here.values()
        if _confusable(local, own, ground.family)
        and not _stands_beside(node, local.name)
        and fits(local, own, ground.family)
        and not copies(local, own)
        and not copies(own, local)
        and local.node.end_byte < node.start_byte
    ]


def _confusable(one: Local, other: Local, family: str) -> bool:
    typed = family in ("java", "go") and one.type == other.type and bool(one.type)
    return one.name != other.name and (typed or alike(one.name, other.name))


def _stands_beside(node: "Node", name: str) -> bool:
    """Tell whether a name is the other side of the same expression already."""
    parent = node.parent
    return parent is not None and name in [words(child) for child in parent.named_children]


def _wrong_return(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for statement in ground.of("return_statement"):
        node = next(iter(statement.named_children), None)
        if node is not None and node.type == "expression_list":
            node = next(iter(node.named_children), None)
        here = visible(ground, node) if node is not None else []
        own = next((local for local in here if local.name == words(node)), None)
        others = [
            local
            for local in here
            if own is not None
            and node is not None
            and local.name != own.name
            and fits(local, own, ground.family)
            and not copies(own, local)
            and not _stands_beside(node, local.name)
            and function_of(local.node) == function_of(own.node)
        ]
        if node is not None and others:
            yield replaced(node, rng.choice(others).name)


def _loop_variable(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for node in ground.of("identifier"):
        if not is_read(node):
            continue
        names = _loop_names(ground, node)
        others = [name for name in names if name != words(node)]
        if words(node) in names and others:
            yield replaced(node, rng.choice(others))


def _loop_names(ground: Ground, node: "Node") -> list[str]:
    """Give the variables of the loops around a node, the nearest first, and what is looped over."""
    names: list[str] = []
    loop = around(node, LOOPS | FUNCTIONS)
    while loop is not None and loop.type in LOOPS:
        if (body := field(loop, "body")) is None or node.start_byte < body.start_byte:
            return []
        names += _loop_targets(loop)
        over = field(loop, "right")
        if ground.family in ("python", "script") and over is not None and over.type == "identifier":
            names.append(words(over))
        loop = around(loop, LOOPS | FUNCTIONS)
    return names


def _loop_targets(loop: "Node") -> list[str]:
    clause = next(
        (node for node in loop.children if node.type in ("range_clause", "for_clause")), loop
    )
    begun = field(clause, "initializer", "init")
    if begun is not None:
        return [words(node) for node in inside(begun, "identifier")[:1]]
    if clause.type == "range_clause":
        return [words(node) for node in inside(clause, "identifier")[:1] if words(node) != "_"]
    target = field(loop, "left", "name")
    return [words(node) for node in inside(target, "identifier")] if target is not None else []


def _wrong_attribute(ground: Ground, rng: random.Random) -> Iterator[Change]:
    yield from _members(ground, rng, called=False)


def _wrong_method(ground: Ground, rng: random.Random) -> Iterator[Change]:
    yield from _members(ground, rng, called=True)


def _members(ground: Ground, rng: random.Random, *, called: bool) -> Iterator[Change]:
    nodes = ground.of(*_ATTRIBUTES, "method_invocation")
    used: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
    for node in nodes:
        if (key := _member_key(ground, node, called=called)) and (name := _member(node)):
            used[key].setdefault(words(name), 0)
            used[key][words(name)] += 1
    for node in nodes:
        key, name = _member_key(ground, node, called=called), _member(node)
        if key is None or name is None:
            continue
        others = [other for other in used[key] if _other_member(other, words(name))]
        if others and not _is_written(node):
            yield replaced(name, rng.choice(others))


def _other_member(other: str, name: str) -> bool:
    """Tell whether a member could be taken for another; not the property of a field."""
    return other.strip("_") != name.strip("_") and alike(other, name)


def _member(node: "Node") -> "Node | None":
    return field(node, "attribute", "property", "field", "name")


def _member_key(ground: Ground, node: "Node", *, called: bool) -> tuple[object, ...] | None:
    """Give what members must share to be taken for each other: object, place, arguments."""
    owner = field(node, "object", "operand")
    parent = node.parent
    is_call = node.type == "method_invocation" or (
        parent is not None and parent.type in CALLS and field(parent, "function") == node
    )
    if owner is None or is_call != called or "(" in words(owner):
        return None
    call = node if node.type == "method_invocation" else parent
    count = len(arguments(call)) if called and call is not None else -1
    if words(owner) in ("self", "this"):
        return words(owner), count
    if words(owner).split(".")[0] not in {local.name for local in visible(ground, node)}:
        return None
    function = function_of(node)
    return words(owner), count, function.id if function else 0


def _is_written(node: "Node") -> bool:
    parent = node.parent
    return parent is not None and field(parent, "left") == node


def _twin(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("identifier", "property_identifier", "field_identifier"):
        for twin in _twin_names(words(node)):
            function = function_of(node)
            if function is None or not (is_read(node) or _is_member(node)):
                continue
            if _known(ground, node, twin):
                yield replaced(node, twin)


def _twin_names(name: str) -> Iterator[str]:
    """Give the names that differ from a name in one word, which is the other of a pair."""
    for match in re.finditer(r"[A-Z]?[a-z]+", name):
        twin = _TWIN.get(match[0].lower())
        if twin:
            cased = twin.capitalize() if match[0][0].isupper() else twin
            yield name[: match.start()] + cased + name[match.end() :]


def _is_member(node: "Node") -> bool:
    parent = node.parent
    return parent is not None and parent.type in _ATTRIBUTES and not _is_written(parent)


def _known(ground: Ground, node: "Node", twin: str) -> bool:
    """Tell whether a name is a variable here, or a member of the same object in this function."""
    if is_read(node):
        if _stands_beside(node, twin):
            return False
        here = {local.name: local for local in visible(ground, node)}
        own = here.get(words(node))
        return own is not None and twin in here and _same_types(own, here[twin])
    owner = words(field(node.parent, "object", "operand"))
    function = function_of(node)
    text = words(function)
    return bool(owner) and re.search(rf"{re.escape(owner)}\.{twin}\b", text) is not None


def _same_types(one: Local, other: Local) -> bool:
    return not one.type or not other.type or one.type == other.type


def _swapped_arguments(ground: Ground, _: random.Random) -> Iterator[Change]:
    for call in ground.of(*CALLS, "object_creation_expression", "new_expression"):
        given = arguments(call)
        if len(given) < 2 or _SYMMETRIC.match(callee(call)):
            continue
        here = {local.name: local for local in visible(ground, call)}
        for one, other in itertools.pairwise(given):
            if _swappable(one, other, here, ground.family):
                first = Spot(one.start_byte, one.end_byte, words(other))
                yield Change((first, Spot(other.start_byte, other.end_byte, words(one))))


def _swappable(one: "Node", other: "Node", here: dict[str, Local], family: str) -> bool:
    simple = ("identifier", *_ATTRIBUTES)
    if one.type not in simple or other.type not in simple or words(one) == words(other):
        return False
    first, second = here.get(words(one)), here.get(words(other))
    if family in ("java", "go"):
        return bool(first and second and first.type and first.type == second.type)
    return first is not None and second is not None and _same_types(first, second)


def _neighbour_key(ground: Ground, rng: random.Random) -> Iterator[Change]:
    found: dict[tuple[int, str], list[Node]] = defaultdict(list)
    for node in ground.of("string", "interpreted_string_literal", "string_literal"):
        owner, function = owner_of_key(node), function_of(node)
        if owner and function is not None:
            found[function.id, owner].append(node)
    for nodes in found.values():
        texts = list(dict.fromkeys(words(node) for node in nodes))
        for node in nodes:
            if others := [text for text in texts if text != words(node)]:
                yield replaced(node, rng.choice(others))


def owner_of_key(node: "Node") -> str:
    """Give the object of which a string is a key; "" if it is none."""
    parent = node.parent
    if parent is None:
        return ""
    if parent.type in ("subscript", "subscript_expression", "index_expression"):
        return words(field(parent, "value", "object", "operand"))
    call = parent.parent
    if parent.type in ("argument_list", "arguments") and call is not None and call.type in CALLS:
        owner, _, method = callee(call).rpartition(".")
        first = arguments(call)[:1] == [node]
        getters = re.compile(
            r"get([A-Z]\w*|_\w+)?|pop|Get|Value|has|containsKey|header|param|query"
        )
        return owner if first and getters.fullmatch(method) else ""
    return ""


SLIPS: dict[str, Sites] = {
    "wrong-variable": _wrong_variable,
    "wrong-return": _wrong_return,
    "wrong-loop-variable": _loop_variable,
    "wrong-attribute": _wrong_attribute,
    "wrong-method": _wrong_method,
    "wrong-twin": _twin,
    "swapped-arguments": _swapped_arguments,
    "neighbour-key": _neighbour_key,
}
