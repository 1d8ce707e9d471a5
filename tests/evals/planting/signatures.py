"""Functions that changed while who calls them did not."""

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, removed
from evals.planting.ground import (
    CALLS,
    Ground,
    callee,
    field,
    function_of,
    inside,
    name_of,
    statements,
    words,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMON = {
    "get",
    "set",
    "run",
    "close",
    "add",
    "update",
    "read",
    "write",
    "open",
    "init",
    "main",
    "next",
    "call",
    "apply",
    "append",
    "String",
    "Error",
    "parse",
    "send",
    "items",
    "keys",
    "values",
    "pop",
    "then",
}
_VERBS = {
    "get": "fetch",
    "make": "build",
    "create": "make",
    "parse": "read",
    "load": "read",
    "check": "validate",
    "find": "look_up",
    "build": "make",
    "write": "store",
    "read": "load",
    "send": "submit",
    "is": "has",
    "to": "as",
    "set": "put",
    "add": "insert",
    "remove": "delete",
}


def callers(ground: Ground, function: "Node") -> "list[Node]":
    """Give the calls in the file that are of this function, judged by name and receiver."""
    name = name_of(function)
    if len(name) < 4 or name in _COMMON or name.startswith("__"):
        return []
    if len([one for one in ground.functions if name_of(one) == name]) > 1:
        return []
    receiver = field(function, "receiver")
    own = (
        words(inside(receiver, "identifier")[0])
        if receiver and inside(receiver, "identifier")
        else ""
    )
    forms = {name, f"self.{name}", f"this.{name}", f"cls.{name}", f"{own}.{name}"}
    found = ground.memory.setdefault("calls", ground.of(*CALLS))
    return [call for call in found if callee(call) in forms and function_of(call) != function]


def _others(ground: Ground, name: str) -> Mapping[str, str]:
    """Give the other files that import a name from this one; at most two."""
    stem = PurePosixPath(ground.source.path).stem
    if len(name) < 6 or ground.family not in ("python", "script"):
        return {}
    found = [
        (path, text)
        for path, text in ground.siblings.items()
        if re.search(r"(import|require).*", text)
        and re.search(rf"\b{re.escape(stem)}\b", text)
        and re.search(rf"(?<!def )(?<!function )\b{re.escape(name)}\(", text)
        and re.search(rf"(?s)import[^;]*?\b{re.escape(name)}\b", text)
    ]
    return dict(found[:2])


def called(ground: Ground) -> "Iterator[tuple[Node, list[Node], Mapping[str, str]]]":
    for function in ground.functions:
        calls = callers(ground, function)
        others = _others(ground, name_of(function)) if function.parent and not calls else {}
        if (calls or others) and field(function, "parameters") is not None:
            yield function, calls, others


def starts(calls: "list[Node]") -> tuple[int, ...]:
    return tuple(call.start_byte for call in calls[:4])


def foreign(node: "Node") -> bool:
    """Tell whether an identifier is the name of a member or of someone else's parameter."""
    parent = node.parent
    if parent is None:
        return False
    return (parent.type == "attribute" and field(parent, "attribute") == node) or (
        parent.type == "keyword_argument" and field(parent, "name") == node
    )


def _missing_symbol(ground: Ground, _: random.Random) -> Iterator[Change]:
    for function, calls, others in called(ground):
        name, named = name_of(function), field(function, "name")
        new = renamed(name)
        if named is not None and new and new not in ground.tree.text:
            spot = Spot(named.start_byte, named.end_byte, new)
            yield Change((spot,), starts(calls), others=others)
        whole = ground.with_comments(function)
        decorated = function.parent is not None and function.parent.type == "decorated_definition"
        if whole and calls and not decorated and len(statements(field(function, "body"))) < 12:
            yield removed(whole, *starts(calls))


def renamed(name: str) -> str:
    """Give a name that means the same; "" where none is at hand."""
    match = re.match(r"(_*)([a-z]+|[A-Z][a-z]+)(?=_|[A-Z])", name)
    verb = _VERBS.get(match[2].lower()) if match else None
    if match is None or verb is None:
        return ""
    rest = name[match.end() :]
    if "_" not in rest[:1]:
        verb = re.sub(r"_(\w)", lambda found: found[1].upper(), verb)
    return match[1] + (verb[:1].upper() + verb[1:] if match[2][0].isupper() else verb) + rest


def _lost_import(ground: Ground, _: random.Random) -> Iterator[Change]:
    if ground.family not in ("python", "script"):
        return
    for node in ground.tree.root.children:
        name = _imported(node)
        whole = ground.lines(node)
        uses = (
            [one for one in ground.of("identifier") if words(one) == name and not foreign(one)]
            if name
            else []
        )
        if uses and whole and "__future__" not in words(node):
            yield removed(whole, *(use.start_byte for use in uses[:4]))


def _imported(node: "Node") -> str:
    """Give the one name that an import brings; "" for others."""
    match = re.fullmatch(
        r"import (\w+)|import [\w.]+ as (\w+)|from [\w.]+ import (\w+)|import (\w+) from .*"
        r"|import \{ ?(\w+) ?\} from .*|(?:const|var|let) (\w+) = require\([^)]*\);?",
        words(node),
    )
    return next((name for name in match.groups() if name), "") if match else ""


def _return_shape(ground: Ground, _: random.Random) -> Iterator[Change]:
    for function in ground.functions:
        returns = [
            one for one in inside(function, "return_statement") if function_of(one) == function
        ]
        tuples = [(one, _parts_of(one, ground.family)) for one in returns]
        tuples = [(one, parts) for one, parts in tuples if len(parts) > 1]
        unpacked = [call for call in callers(ground, function) if _unpacks(call)]
        if not tuples or not (unpacked or len(tuples) > 1):
            continue
        for statement, parts in tuples:
            value = statement.named_children[0]
            spot = Spot(value.start_byte, value.end_byte, words(parts[0]))
            yield Change((spot,), starts(unpacked))


def _parts_of(statement: "Node", family: str) -> "list[Node]":
    value = next(iter(statement.named_children), None)
    kinds = {"python": ("expression_list", "tuple"), "script": ("array",)}.get(family, ())
    return value.named_children if value is not None and value.type in kinds else []


def _unpacks(call: "Node") -> bool:
    holder = call.parent
    if holder is not None and holder.type == "await":
        holder = holder.parent
    left = field(holder, "left", "name")
    return left is not None and left.type in ("pattern_list", "tuple_pattern", "array_pattern")


STRUCTURAL: dict[str, Sites] = {
    "missing-symbol": _missing_symbol,
    "lost-import": _lost_import,
    "return-shape": _return_shape,
}
