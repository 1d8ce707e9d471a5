"""Conditions as sets of checks: what each asks, of what, whichever way round it is written."""

import re
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import words

if TYPE_CHECKING:
    from tree_sitter import Node

AND, OR = ("and", "&&"), ("or", "||")

_OPPOSITE = {
    "!=": "==",
    "!==": "==",
    "===": "==",
    "<>": "==",
    "is not": "is",
    "not in": "in",
    ">=": "<",
    ">": "<",
    "<=": "<",
}
"""Operators that ask the same question as another, or deny it."""

_EMPTY = ("null", "none", "nil", "undefined", "nullptr", "''", '""', "[]", "{}", "0")

_IDLE = re.compile(
    r"version|PY[23]\b|TYPE_CHECKING|__DEV__|\bDEBUG\b|debug|process\.env|NODE_ENV|platform|"
    r"deprecat|legacy|compat|experimental|feature_?flag|hasattr\(\w+, *['\"]__|verbose|"
    r"typeof (?:window|document|process|Symbol|globalThis)|windows|\bquiet\b|trace_?enabled",
    re.IGNORECASE,
)
"""What asks about surroundings, whose need may end with them."""

_PERMITS = re.compile(
    r"perm(?:ission|it)|authoriz|authentic|is_?admin|is_?owner|is_?staff|has_?role|allowed|"
    r"can_?(?:edit|view|delete|access|read|write)|logged_?in|csrf|is_?superuser|forbid|40[13]\b",
    re.IGNORECASE,
)


def atoms(condition: "Node | None") -> "list[Node]":
    """Take a condition apart into single questions, without their negations."""
    found: list[Node] = []
    for part in g.parts(condition, AND):
        for piece in g.parts(part, OR):
            denied = g.negated(piece)
            within = denied is not None and g.parts(denied, (*AND, *OR))
            found.extend(atoms(denied) if within and len(within) > 1 else [denied or piece])
    return found


def key(atom: "Node") -> str:
    """Name a question so that it and its denial, either way round, have one name."""
    if atom.type in g.BINARIES:
        left, right = g.operands(atom)
        operator = g.operator_of(atom)
        operator = _OPPOSITE.get(operator, operator)
        sides = [g.plain(left), g.plain(right)]
        if operator in ("<", "==", "is"):
            sides.sort()
        empty = [one for one in sides if one.lower() in _EMPTY]
        if empty and operator in ("==", "is"):
            return next((one for one in sides if one not in empty), sides[0])
        return operator.join(sides)
    return g.plain(atom)


def keys(condition: "Node | None") -> frozenset[str]:
    """Give the questions of a condition."""
    return frozenset(key(one) for one in atoms(condition))


def subjects(node: "Node") -> frozenset[str]:
    """Give the variables and fields that something asks about: not what it calls."""
    found = set()
    for one in g.of_types(node, g.IDENTIFIERS | g.FIELDS):
        parent = one.parent
        called = parent is not None and parent.type in g.CALLS and g.same(g.callee_of(parent), one)
        name = g.text_of(one)
        if not called and name not in _NOT_SUBJECTS and not name.isupper():
            found.add(name)
    return frozenset(found)


_NOT_SUBJECTS = words(
    "self this cls super len isinstance str int list dict tuple type bool any all length size"
    " None null nil undefined true false True False errors http console Math Object Array"
)


def asks_null(atom: "Node") -> bool:
    """Tell whether a question is about something missing or empty."""
    if atom.type in g.BINARIES:
        left, right = g.operands(atom)
        if g.operator_of(atom) in ("==", "!=", "===", "!==", "is", "is not"):
            return any(g.plain(one).lower() in _EMPTY for one in (left, right))
        return False
    return atom.type in g.IDENTIFIERS | g.ATTRIBUTES | g.SUBSCRIPTS or bool(
        re.search(r"is_?empty\(\)|is_?(?:null|none|blank)", g.plain(atom), re.IGNORECASE)
    )


def asks_bounds(atom: "Node") -> bool:
    """Tell whether a question compares sizes, types, or looks for something in a collection."""
    if atom.type not in g.BINARIES:
        return bool(
            re.match(r"isinstance\(|Array\.isArray|typeof|issubclass", g.text_of(atom))
            or re.search(r"\.(?:has|contains|containsKey|includes|hasOwnProperty)\(", g.plain(atom))
        )
    if atom.type == "instanceof_expression":
        return True
    words = ("<", "<=", ">", ">=", "in", "not in", "instanceof", "is")
    return g.operator_of(atom) in words or "typeof" in g.text_of(atom)


def idle(text: str) -> bool:
    """Tell whether a question is about surroundings: a version, a platform, a switch."""
    return bool(_IDLE.search(text))


def permits(text: str) -> bool:
    """Tell whether a question is about who may do something."""
    return bool(_PERMITS.search(text))


_ASKING = g.IFS | g.LOOPS | g.TERNARIES | g.BINARIES | {"if_clause", "assert_statement", "guard"}


def conditions(nodes: g.Nodes) -> "list[Node]":
    """Give all conditions among nodes: of ifs, loops, choices, assertions, and chains of and."""
    found: list[Node | None] = []
    for one in nodes.of(_ASKING):
        if one.type in g.IFS | g.LOOPS | g.TERNARIES | {"if_clause"}:
            found.append(g.condition_of(one) or next(iter(one.named_children), None))
        elif one.type in ("assert_statement", "guard"):
            found.append(next(iter(one.named_children), None))
        elif one.type in g.BINARIES and g.operator_of(one) in (*AND, *OR, "??"):
            found.append(one)
    return [one for one in found if one is not None]
