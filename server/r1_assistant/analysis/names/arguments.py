"""Arguments in another order than that of the parameters whose names they have."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    ATTRIBUTES,
    CALLS,
    CREATIONS,
    IDENTIFIERS,
    NAMED_FUNCTIONS,
    arguments_of,
    called,
    enclosing,
    line_of,
    method_of,
    name_of,
    nodes_of,
    plain,
    touching,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.definitions import symbols
from r1_assistant.context.impact.testing import is_test
from r1_assistant.context.parameters import ParameterKind, parameters
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_TURNED = ("revers", "swap", "flip", "invert", "mirror", "transpos", "rotat", "inverse", "opposite")
"""In names of functions that turn things round on purpose."""
_WORD = re.compile(r"^[^\W\d'\"=]+[^=]*$")
_MAKERS = {"__init__", "constructor"}
_EVERY = CALLS | CREATIONS


def turned_arguments(view: HunkView) -> Iterator[Trace]:
    """Find calls whose arguments have the names of one another's parameters."""
    tree = view.new.tree
    if tree is None:
        return
    added = [one for one in touching(tree.root, view.subjects) if one.type in _EVERY]
    calls = [(call, [_name(one) for one in arguments_of(call)]) for call in added]
    calls = [(call, names) for call, names in calls if len(names) > 1]
    before = view.old.tree.once(_calls) if view.old.tree and calls else {}
    removed = {text: call for text, call in before.items() if _touches(call, view.removed)}
    for call, names in calls:
        if plain(call) in before or _is_turned_on_purpose(call):
            continue
        yield from _against_parameters(call, names, view) or _against_old(call, removed, view)


def _calls(tree: SyntaxTree) -> "dict[str, Node]":
    """Give the calls of a text by what they say, without white space."""
    return {plain(one): one for one in nodes_of(tree).of(_EVERY)}


def _touches(call: "Node", numbers: frozenset[int]) -> bool:
    return any(line in numbers for line in range(line_of(call), call.end_point[0] + 2))


def _is_turned_on_purpose(call: "Node") -> bool:
    function = enclosing(call, NAMED_FUNCTIONS)
    names = (name_of(function) if function is not None else "", called(call))
    return any(word in name.lower() for name in names for word in _TURNED)


def _name(node: "Node") -> str:
    """Give the last name of an argument that is nothing but a name, in small letters."""
    if node.type in IDENTIFIERS or (node.type in ATTRIBUTES and "(" not in plain(node)):
        return plain(node).replace("->", ".").rpartition(".")[2].replace("_", "").lower()
    return ""


def _against_parameters(call: "Node", names: Sequence[str], view: HunkView) -> tuple[Trace, ...]:
    for taken in _signatures(method_of(call), view):
        wanted = [one.replace("_", "").lower() for one in taken]
        pair = _turned(names, wanted)
        if pair is None:
            return ()
        one, other = (taken[at] for at in pair)
        line = _line(call, pair, view)
        basis = f"`{method_of(call)}` takes `{one}` before `{other}`"
        weak = min(len(wanted[at]) for at in pair) == 1
        strength = 0.6 if weak else 0.9
        return (Trace("argument-order", line, method_of(call), basis, strength),)
    return ()


def _turned(names: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    """Give two places whose arguments have each other's names."""
    size = min(len(names), len(wanted))
    for one in range(size):
        for other in range(one + 1, size):
            crossed = names[one] == wanted[other] and names[other] == wanted[one]
            if crossed and names[one] and names[one] != names[other]:
                return one, other
    return None


def _line(call: "Node", pair: tuple[int, int], view: HunkView) -> int:
    places = [line_of(arguments_of(call)[at]) for at in pair]
    return next((one for one in (*places, line_of(call)) if one in view.subjects), places[0])


def _signatures(name: str, view: HunkView) -> Iterator[list[str]]:
    """Give the names of the parameters of what a call calls, if all of that name agree."""
    tree = view.new.tree
    own = [one for one in symbols(tree) if one.name == name] if tree is not None else []
    makers = _MAKERS | {name}
    if tree is not None and own and own[0].kind == "class":
        own = [
            one
            for one in symbols(tree)
            if one.name in makers and one.container.rpartition(".")[2] == name
        ]
    found = [(one.signature, one.kind) for one in own]
    if not found and name:
        others = view.workspace.definitions(name, view.path, 8)
        found = [(one.signature, one.kind) for one in others]
    taken = {_positional(signature, view.language, kind) for signature, kind in found}
    if len(taken) == 1:
        yield list(next(iter(taken)))


def _positional(signature: str, language: str, kind: str) -> tuple[str, ...]:
    known = parameters(signature, language, kind) or ()
    usual = (ParameterKind.POSITIONAL, ParameterKind.POSITIONAL_ONLY)
    return tuple(one.name for one in known if one.kind in usual)


def _against_old(call: "Node", removed: "dict[str, Node]", view: HunkView) -> tuple[Trace, ...]:
    """Compare a call with the one in its place before the change."""
    now = [plain(one) for one in arguments_of(call)]
    if is_test(view.path):
        return ()  # it follows a callee that was changed
    for before in removed.values():
        then = [plain(one) for one in arguments_of(before)]
        if called(before) != called(call) or sorted(then) != sorted(now) or then == now:
            continue
        apart = [at for at in range(len(now)) if then[at] != now[at]]
        if len(apart) != 2 or any(not _WORD.search(now[at]) for at in apart):
            return ()
        line = _line(call, (apart[0], apart[1]), view)
        basis = f"`{now[apart[1]]}` came before `{now[apart[0]]}` until now"
        return (Trace("argument-order", line, method_of(call), basis, 0.55),)
    return ()
