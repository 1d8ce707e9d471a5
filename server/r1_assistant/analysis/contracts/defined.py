"""Definitions that do not fit the calls that are there already, or the others of their name."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from r1_assistant.analysis.contracts.stale import calls_by_name
from r1_assistant.analysis.grammar import (
    ATTRIBUTES,
    IDENTIFIERS,
    NAMED_FUNCTIONS,
    arguments_of,
    line_of,
    name_of,
    plain,
    touching,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.definitions import Symbol, symbols
from r1_assistant.context.parameters import ParameterKind, parameters
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST = 5
"""Parameters of a function whose order is compared with all others."""
_OTHERS = 2
"""Definitions of the same name elsewhere that make it one that many must agree on."""
_POSITIONAL = (ParameterKind.POSITIONAL, ParameterKind.POSITIONAL_ONLY)


def misfit_definitions(view: HunkView) -> Iterator[Trace]:
    """Find new signatures whose callers pass the same things in another order, or pass less."""
    tree = view.new.tree
    if tree is None or not view.new.whole:
        return
    for node in touching(tree.root, view.subjects):
        if node.type in NAMED_FUNCTIONS and line_of(node) in view.subjects and name_of(node):
            yield from _turned(node, tree, view)
            yield from _alone(node, tree, view)


def _turned(function: "Node", tree: SyntaxTree, view: HunkView) -> Iterator[Trace]:
    """Compare the order of parameters with that in which old lines pass what has their names."""
    name = name_of(function)
    wanted = _taken(function, tree, view.language)
    calls = tree.once(calls_by_name).get(name, ()) if 2 <= len(wanted) <= _MOST else ()
    old = set(view.old.lines)
    places = [one for one in calls if line_of(one) not in view.added and _text(one, view) in old]
    orders = {_order(one, wanted) for one in places}
    if len(orders) == 1 and None not in orders:
        basis = f"Line {line_of(places[0])} passes them in another order"
        yield Trace("argument-order", line_of(function), name, basis, 0.75)


def _text(call: "Node", view: HunkView) -> str:
    return view.new.line(line_of(call))


def _taken(function: "Node", tree: SyntaxTree, language: str) -> list[str]:
    found = [one for one in symbols(tree) if one.line == line_of(function)]
    return _names(found[0], language) if len(found) == 1 else []


def _names(symbol: Symbol, language: str) -> list[str]:
    known = parameters(symbol.signature, language, symbol.kind) or ()
    return [one.name for one in known if one.kind in _POSITIONAL]


def _order(call: "Node", wanted: Sequence[str]) -> tuple[int, ...] | None:
    """Give the order in which arguments have the names of the parameters; None for their own."""
    given = [_name(one) for one in arguments_of(call)]
    if len(given) != len(wanted) or "" in given:
        return None
    fits = [
        order
        for order in permutations(range(len(wanted)))
        if all(_alike(given[at], wanted[to]) for at, to in enumerate(order))
    ]
    in_place = any(_alike(one, other) for one, other in zip(given, wanted, strict=True))
    turned = len(fits) == 1 and list(fits[0]) != sorted(fits[0])
    return fits[0] if turned and (not in_place or len(wanted) > 2) else None


def _name(node: "Node") -> str:
    if node.type in IDENTIFIERS or (node.type in ATTRIBUTES and "(" not in plain(node)):
        return plain(node).rpartition(".")[2].strip("_").lower()
    return ""


def _alike(one: str, other: str) -> bool:
    """Tell whether two names are one, or one is the other cut short: msg, message."""
    short, long = sorted((one, other.strip("_").lower()), key=len)
    if short == long:
        return True
    rest = iter(long)
    return len(short) > 2 and short[0] == long[0] and all(letter in rest for letter in short)


def _alone(function: "Node", tree: SyntaxTree, view: HunkView) -> Iterator[Trace]:
    """Find a method that wants more than all others of its name, and than it did."""
    before = view.old.tree
    here = [one for one in symbols(tree) if one.line == line_of(function)]
    if before is None or len(here) != 1 or here[0].kind != "method":
        return
    name, container = here[0].name, here[0].container
    old = [one for one in symbols(before) if (one.name, one.container) == (name, container)]
    if len(old) != 1 or name.startswith("__"):
        return
    now, then = _needed(here[0].signature, view), _needed(old[0].signature, view)
    if then is None or now is None or len(now) <= len(then) or now[: len(then)] != then:
        return
    found = view.workspace.definitions(name, view.path, 40)
    others = [one for one in found if (one.path, one.container) != (view.path, container)]
    agree = [one for one in others if one.kind == "method" and _needed(one.signature, view) == then]
    if len(agree) >= _OTHERS and len(agree) == len(others):
        basis = f"{len(agree)} other methods of this name take what it took before"
        yield Trace("stale-caller", line_of(function), name, basis, 0.6)


def _needed(signature: str, view: HunkView) -> tuple[str, ...] | None:
    known = parameters(signature, view.language, "method")
    if known is None:
        return None
    return tuple(one.name for one in known if one.kind in _POSITIONAL and one.required)
