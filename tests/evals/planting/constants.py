"""Slips in constants, bounds and conversions."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, replaced
from evals.planting.ground import (
    CALLS,
    EXITS,
    LOOPS,
    Ground,
    arguments,
    around,
    callee,
    condition_of,
    field,
    inside,
    words,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_NUMBERS = ("integer", "number", "int_literal", "decimal_integer_literal")
_BINARY = ("binary_operator", "binary_expression")
_INDEXED = ("subscript", "subscript_expression", "index_expression", "array_access")
_EXCEPTIONS = {
    "KeyError": "IndexError",
    "IndexError": "KeyError",
    "ValueError": "TypeError",
    "TypeError": "ValueError",
    "AttributeError": "KeyError",
    "OSError": "ValueError",
    "FileNotFoundError": "PermissionError",
    "UnicodeDecodeError": "UnicodeEncodeError",
    "ImportError": "AttributeError",
    "TimeoutError": "ConnectionError",
    "StopIteration": "StopAsyncIteration",
    "NumberFormatException": "NullPointerException",
    "IllegalArgumentException": "IllegalStateException",
    "IllegalStateException": "IllegalArgumentException",
    "IndexOutOfBoundsException": "NoSuchElementException",
    "ClassCastException": "IllegalArgumentException",
}


def _off_by_one(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for node in ground.of(*_BINARY):
        left, right = field(node, "left"), field(node, "right")
        operator = words(field(node, "operator"))
        if left is None or words(right) != "1" or operator not in ("+", "-"):
            continue
        yield replaced(node, rng.choice([words(left), words(left), _doubled(node)]))
    for call in ground.of("call"):
        given = arguments(call)
        if callee(call) == "range" and len(given) == 1 and given[0].type not in _NUMBERS:
            yield replaced(given[0], f"{words(given[0])}{rng.choice((' - 1', ' + 1'))}")
        if callee(call) == "range" and len(given) > 1 and words(given[0]) in "01":
            yield replaced(given[0], "1" if words(given[0]) == "0" else "0")


def _doubled(node: "Node") -> str:
    return words(node)[:-1] + "2"


def _loop_start(ground: Ground, _: random.Random) -> Iterator[Change]:
    for loop in ground.of("for_statement"):
        clause = next((node for node in loop.children if node.type == "for_clause"), loop)
        begun = field(clause, "initializer", "init")
        zeros = [node for node in inside(begun, *_NUMBERS) if words(node) in "01"] if begun else []
        if zeros and (number := zeros[0]):
            yield replaced(number, "1" if words(number) == "0" else "0")


def _slice(ground: Ground, _: random.Random) -> Iterator[Change]:
    for child, low in _bounds(ground):
        shifted = _shifted(words(child), low=low)
        if shifted is not None:
            yield replaced(child, shifted)


def _bounds(ground: Ground) -> "Iterator[tuple[Node, bool]]":
    """Give the bounds of slices, and whether it is the lower one."""
    for node in ground.of("slice"):
        colon = next((at for at, child in enumerate(node.children) if child.type == ":"), 0)
        named = [(child, at < colon) for at, child in enumerate(node.children) if child.is_named]
        yield from named[:2]
    for node in ground.of("slice_expression"):
        for name in ("start", "end"):
            if (child := field(node, name)) is not None:
                yield child, name == "start"
    for call in ground.of(*CALLS):
        cuts = callee(call).rpartition(".")[2] in ("slice", "substring", "subList", "substr")
        if cuts and "." in callee(call):
            yield from ((child, at == 0) for at, child in enumerate(arguments(call)[:2]))


def _shifted(bound: str, *, low: bool) -> str | None:
    """Give the bound that is wrong by one; None where nobody would take one for the other."""
    if re.fullmatch(r"\d+", bound):
        number = int(bound)
        return str(number + 1 if low or number < 2 else number - 1)
    if re.fullmatch(r"\w+", bound):
        return f"{bound} + 1" if low else f"{bound} - 1"
    if bound == "-1":
        return "-2" if low else None
    return None


def _index(ground: Ground, _: random.Random) -> Iterator[Change]:
    for number in _indices(ground):
        if words(number) in tuple("0123"):
            yield replaced(number, {"0": "1", "1": "0", "2": "1", "3": "2"}[words(number)])


def _indices(ground: Ground) -> "Iterator[Node]":
    for node in ground.of(*_INDEXED):
        given = field(node, "subscript", "index")
        if given is not None and given.type in _NUMBERS and not _is_written(node):
            yield given
    for call in ground.of("method_invocation"):
        getter = words(field(call, "name")) in ("get", "charAt", "group")
        yield from (node for node in arguments(call) if getter and node.type in _NUMBERS)


def _is_written(node: "Node") -> bool:
    return node.parent is not None and field(node.parent, "left") == node


def _first_last(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of(*_INDEXED):
        given = field(node, "subscript", "index")
        owner = words(field(node, "value", "object", "operand", "array"))
        if given is None or _is_written(node):
            continue
        text = words(given).replace(" ", "")
        if ground.family == "python" and text in ("0", "-1"):
            yield replaced(given, "-1" if text == "0" else "0")
        elif text in (f"{owner}.length-1", f"len({owner})-1"):
            yield replaced(given, "0")


def _boolean_constant(ground: Ground, _: random.Random) -> Iterator[Change]:
    other = {"True": "False", "False": "True", "true": "false", "false": "true"}
    for node in ground.of("true", "false"):
        parent = node.parent
        if parent is not None and parent.type not in ("comparison_operator", "while_statement"):
            yield replaced(node, other[words(node)])


def _dropped_negation(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("not_operator", "unary_expression"):
        kept = field(node, "argument", "operand")
        negated = node.children[0].type in ("not", "!")
        doubled = kept is not None and kept.children[:1] and kept.children[0].type == "!"
        outer = node.parent is not None and node.parent.children[0].type == "!"
        if kept is not None and negated and not doubled and not outer:
            yield replaced(node, words(kept))


def _added_negation(ground: Ground, _: random.Random) -> Iterator[Change]:
    plain = ("identifier", "attribute", "member_expression", "field_access", *CALLS)
    sign = "not " if ground.family == "python" else "!"
    for node in ground.of("if_statement", "elif_clause", "while_statement"):
        test = condition_of(node)
        if test is not None and test.type in plain and "\n" not in words(test):
            yield replaced(test, sign + words(test))


def _conversion(ground: Ground, _: random.Random) -> Iterator[Change]:
    table = {"float": "int", "parseFloat": "parseInt", "math.Ceil": "math.Floor"}
    table |= {"math.ceil": "math.floor", "math.floor": "math.ceil", "Math.floor": "Math.ceil"}
    table |= {"Math.ceil": "Math.floor", "Math.floorMod": "Math.floorDiv", "round": "int"}
    for call in ground.of(*CALLS):
        called = callee(call)
        if called in table and arguments(call) and arguments(call)[0].type not in ("string",):
            end = field(call, "arguments")
            if end is not None:
                yield Change((Spot(call.start_byte, end.start_byte, table[called]),))
    for cast in ground.of("cast_expression"):
        kind = field(cast, "type")
        if kind is not None and words(kind) == "long":
            yield replaced(kind, "int")


def _wrong_exception(ground: Ground, _: random.Random) -> Iterator[Change]:
    for clause in ground.of("except_clause", "catch_type"):
        body = clause.parent
        for node in inside(clause, "identifier", "type_identifier"):
            if node.parent is None or node.parent.type in ("raise_statement", "argument_list"):
                break
            if words(node) in _EXCEPTIONS and body is not None:
                yield replaced(node, _EXCEPTIONS[words(node)])
            if node.parent.type not in ("tuple", "catch_type"):
                break


def _jump(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("break_statement", "continue_statement"):
        holder = around(node, LOOPS | {"switch_statement", "switch_expression", "match_statement"})
        if holder is None or holder.type not in LOOPS or len(node.named_children):
            continue
        word = node.children[0]
        yield replaced(word, "continue" if word.type == "break" else "break")


def _swapped_branches(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("ternary_expression", "conditional_expression"):
        named = [child for child in node.named_children if "comment" not in child.type]
        if len(named) != 3:
            continue
        one, other = (named[0], named[2]) if ground.family == "python" else (named[1], named[2])
        if words(one) != words(other) and other.type not in EXITS:
            swap = Spot(one.start_byte, one.end_byte, words(other))
            yield Change((swap, Spot(other.start_byte, other.end_byte, words(one))))


SLIPS: dict[str, Sites] = {
    "off-by-one": _off_by_one,
    "loop-start": _loop_start,
    "slice-bound": _slice,
    "index": _index,
    "first-last": _first_last,
    "wrong-boolean": _boolean_constant,
    "dropped-negation": _dropped_negation,
    "added-negation": _added_negation,
    "conversion": _conversion,
    "wrong-exception": _wrong_exception,
    "break-continue": _jump,
    "swapped-branches": _swapped_branches,
}
