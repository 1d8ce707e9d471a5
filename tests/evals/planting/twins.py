"""Edits that belong in several places and were made in some of them."""

import difflib
import itertools
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot
from evals.planting.ground import (
    Ground,
    around,
    condition_of,
    field,
    function_of,
    inside,
    statements,
    words,
)
from evals.planting.names import owner_of_key
from evals.planting.signatures import callers, renamed
from evals.planting.variables import visible

if TYPE_CHECKING:
    from tree_sitter import Node

_STRINGS = ("string", "string_literal", "interpreted_string_literal")
_LEAVES = (
    "expression_statement",
    "return_statement",
    "lexical_declaration",
    "local_variable_declaration",
    "short_var_declaration",
    "assignment_statement",
    "variable_declaration",
    "if_statement",
)
_MOST_FUNCTIONS = 60
_USUAL = {"0", "1", "2", "3", "4", "8", "10", "16", "32", "64"}
"""Numbers that stand for something fixed more often than for a limit."""

_LIKE = 0.6
"""Share of equal characters from which two blocks count as twins."""


def _missed_twin(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for one, other in _twin_blocks(ground):
        for leaf, twin in _pairs(one, other):
            made = [make(ground, leaf) for make in _EDITS if leaf.type != "if_statement"]
            edits = [spots for spots in (*made, _other_bound(leaf)) if spots]
            if edits:
                yield Change(rng.choice(edits), (twin.start_byte,), restores=False)


def _pairs(one: "Node", other: "Node") -> "Iterator[tuple[Node, Node]]":
    """Give the statements of two blocks that say nearly the same."""
    left = inside(other, *_LEAVES)
    for leaf in inside(one, *_LEAVES):
        text = _head(leaf)
        near = (twin for twin in left if twin.type == leaf.type and _close(text, _head(twin)))
        twin = next(near, None)
        if twin is not None and len(text) >= 10 and "\n" not in text:
            left.remove(twin)
            yield leaf, twin


def _head(statement: "Node") -> str:
    return words(condition_of(statement)) if statement.type == "if_statement" else words(statement)


def _close(one: str, other: str) -> bool:
    return one == other or difflib.SequenceMatcher(None, one, other).ratio() > 0.85


def _twin_blocks(ground: Ground) -> "Iterator[tuple[Node, Node]]":
    """Give the pairs of functions, and of branches of one `if`, that look alike."""
    bodies = [body for one in ground.functions[:_MOST_FUNCTIONS] if (body := field(one, "body"))]
    for one, other in itertools.combinations(bodies, 2):
        nested = one.start_byte <= other.start_byte < one.end_byte
        if (
            not nested
            and len(statements(one)) > 2
            and abs(len(statements(one)) - len(statements(other))) < 2
            and _like(one, other)
        ):
            yield (one, other)
            yield (other, one)
    for node in ground.of("if_statement"):
        first, rest = field(node, "consequence"), field(node, "alternative")
        second = field(rest, "consequence", "body") or rest
        if first is not None and second is not None and _like(first, second):
            yield (first, second)


def _like(one: "Node", other: "Node") -> bool:
    texts = words(one), words(other)
    if not 0.7 < len(texts[0]) / max(len(texts[1]), 1) < 1.4 or len(texts[0]) > 3000:
        return False
    matcher = difflib.SequenceMatcher(None, *texts, autojunk=False)
    if matcher.real_quick_ratio() < _LIKE or texts[0] == texts[1]:
        return False
    return matcher.quick_ratio() > _LIKE and matcher.ratio() > _LIKE


def _other_key(_: Ground, leaf: "Node") -> tuple[Spot, ...]:
    for node in inside(leaf, *_STRINGS):
        if owner_of_key(node) and re.fullmatch(r"[\"'][A-Za-z][\w-]{2,30}[\"']", words(node)):
            return (Spot(node.start_byte, node.end_byte, _variant(words(node))),)
    return ()


def _variant(key: str) -> str:
    """Give the key that a value may have moved to."""
    text, quote = key[1:-1], key[0]
    joint = "-" if "-" in text else "_"
    for ending, other in (("s", ""), ("_id", ""), ("name", f"full{joint}name"), ("type", "kind")):
        if text.endswith(ending) and len(text) > len(ending) + 2 and ending in ("s", "_id"):
            return f"{quote}{text[: -len(ending)]}{other}{quote}"
        if text == ending:
            return f"{quote}{other}{quote}"
    return (
        f"{quote}{text}Id{quote}"
        if re.search(r"[a-z][A-Z]", text)
        else f"{quote}{text}{joint}id{quote}"
    )


def _other_bound(leaf: "Node") -> tuple[Spot, ...]:
    """Correct the bound of a condition."""
    swap = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
    test = condition_of(leaf) if leaf.type == "if_statement" else None
    for child in test.children if test is not None else ():
        if child.type in swap:
            return (Spot(child.start_byte, child.end_byte, swap[child.type]),)
    return ()


def _other_number(_: Ground, leaf: "Node") -> tuple[Spot, ...]:
    for node in inside(leaf, "integer", "number", "int_literal", "decimal_integer_literal"):
        plain = re.fullmatch(r"\d{1,5}", words(node)) and words(node) not in _USUAL
        if (
            plain
            and node.parent is not None
            and node.parent.type not in ("slice", "unary_operator")
        ):
            return (Spot(node.start_byte, node.end_byte, str(int(words(node)) * 2)),)
    return ()


def _guarded(ground: Ground, leaf: "Node") -> tuple[Spot, ...]:
    """Put a check for nothing before the statement that needs a parameter."""
    function = function_of(leaf)
    names = {local.name for local in visible(ground, leaf) if "parameter" in local.holder}
    used = re.search(r"(?<![\w.])((?:self\.|this\.)?[a-z_]\w+)\.\w+\(", words(leaf))
    own = ground.lines(leaf)
    known = used is not None and (used[1] in names - {"self", "cls"} or "." in used[1])
    if used is None or not known or own is None or leaf.type == "if_statement":
        return ()
    if ground.family == "go":
        indent = ground.indent(leaf)
        text = f"{indent}if {used[1]} == nil {{\n{indent}\treturn\n{indent}}}\n"
        return () if field(function, "result") else (Spot(own[0], own[0], text),)
    indent, kind = ground.indent(leaf), words(field(function, "return_type", "type")).strip(": ")
    if ground.family == "python":
        text = f"{indent}if {used[1]} is None:\n{indent}    return None\n"
    elif kind in ("int", "long", "boolean", "double", "char"):
        return ()
    else:
        back = "return;" if kind == "void" else "return null;"
        text = f"{indent}if ({used[1]} == null) {{\n{indent}  {back}\n{indent}}}\n"
    return (Spot(own[0], own[0], text),)


def _cleaned(ground: Ground, leaf: "Node") -> tuple[Spot, ...]:
    """Strip a text before it is used."""
    for node in inside(leaf, "identifier"):
        named = re.fullmatch(r"(?i)(\w*_)?(name|key|text|header|token|host|path|url)", words(node))
        parent = node.parent
        taken = parent is not None and parent.type in ("argument_list", "arguments")
        if named and taken:
            call = {"python": "{}.strip()", "go": "strings.TrimSpace({})"}.get(
                ground.family, "{}.trim()"
            )
            return (Spot(node.start_byte, node.end_byte, call.format(words(node))),)
    return ()


_EDITS = (_other_key, _other_number, _guarded, _cleaned)


def _inconsistent(ground: Ground, rng: random.Random) -> Iterator[Change]:
    found: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in ground.of(*_STRINGS):
        owner = owner_of_key(node)
        if owner and re.fullmatch(r"[\"'][A-Za-z][\w-]{2,30}[\"']", words(node)):
            found[owner, words(node)].append(node)
    for (_owner, key), nodes in found.items():
        if len(nodes) > 2:
            yield _all_but_one(nodes, rng.randrange(len(nodes)), _variant(key))
    for function in ground.functions:
        calls, named = callers(ground, function), field(function, "name")
        if len(calls) > 1 and named is not None and around(function, {"class_definition"}) is None:
            yield _renamed_with_callers(named, calls, rng)


def _all_but_one(nodes: "list[Node]", left: int, text: str) -> Change:
    spots = [Spot(one.start_byte, one.end_byte, text) for at, one in enumerate(nodes) if at != left]
    return Change(tuple(spots), (nodes[left].start_byte,), restores=False)


def _renamed_with_callers(named: "Node", calls: "list[Node]", rng: random.Random) -> Change:
    """Rename a function and all its callers but one."""
    name = words(named)
    snake = "_" in name.strip("_")
    new = renamed(name) or (f"{name}_for" if snake else f"{name}For")
    parts = [field(call, "name") or field(call, "function") for call in calls]
    last = [field(part, "attribute", "property", "field") or part for part in parts]
    known = [part for part in last if part is not None]
    left = rng.randrange(len(known))
    change = _all_but_one(known, left, new)
    spot = Spot(named.start_byte, named.end_byte, new)
    return Change((spot, *change.spots), change.also, restores=False)


STRUCTURAL: dict[str, Sites] = {
    "missed-twin": _missed_twin,
    "inconsistent-change": _inconsistent,
}
