"""Results that nothing takes, assignments that change nothing, calls that call themselves."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_SCRIPT = (
    r"^(?:concat|filter|slice|trim|trimStart|trimEnd|toUpperCase|toLowerCase|padStart|padEnd"
    r"|substring|flat|flatMap|toSorted|toReversed|repeat|includes|indexOf|toFixed)$"
)
_PURE = {
    "python": r"^(?:strip|lstrip|rstrip|lower|upper|title|capitalize|casefold|splitlines|zfill"
    r"|startswith|endswith|isdigit|removeprefix|removesuffix|ljust|rjust|swapcase|partition)$",
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
    "java": r"^(?:trim|strip|toUpperCase|toLowerCase|substring|concat|replaceAll|plusDays"
    r"|plusHours|plusMinutes|plusSeconds|plusMonths|minusDays|minusHours|setScale|equals"
    r"|isEmpty|toString|negate|subtract|multiply)$",
    "csharp": r"^(?:Trim|ToUpper|ToLower|Substring|Replace|Insert|PadLeft|AddDays|AddHours"
    r"|TrimEnd|TrimStart|Where|Select|OrderBy|Concat|Distinct|ToString)$",
    "kotlin": r"^(?:trim|uppercase|lowercase|substring|replace|filter|map|plus|sorted|distinct)$",
}
_PATTERNS = {name: re.compile(text) for name, text in _PURE.items()}
_BUILT_IN = re.compile(
    r"^(?:sorted|reversed|len|str|int|list|dict|tuple|max|min|sum|zip|map|filter)$"
)
_SET_FOR_EFFECT = re.compile(
    r"(?:href|src|location|className|innerHTML|value|currentTime|scroll\w*)$"
)


def unused_results(place: Place) -> Iterator[Trace]:
    """Find calls whose result is all that they give, with nothing that takes it."""
    pattern = _PATTERNS.get(place.view.language)
    for call in place.all(g.CALLS):
        parent = call.parent
        if g.line_of(call) not in place.lines or parent is None:
            continue
        if parent.type != "expression_statement" or not _statement_alone(parent):
            continue
        name, owner = g.method_of(call), g.owner_of(call)
        before = _assigned_before(place, call)
        if before:
            fix = place.replaced(g.line_of(call), g.text_of(call), f"{before} = {g.text_of(call)}")
            basis = f"It went to {before} before, and that is still used"
            yield trace("unused-result", call, g.called(call), basis, 0.85, fix)
            continue
        known = pattern is not None and owner and pattern.match(name)
        built_in = place.view.language == "python" and not owner and _BUILT_IN.match(name)
        replaces = name == "replace" and len(g.arguments_of(call)) == 2 and _is_text(call)
        if (known or built_in or replaces) and g.plain(call) not in place.was:
            if _tried(call) or "test" in place.view.path.lower() or "super" in owner:
                continue
            fix = None
            if re.fullmatch(r"\w+", owner) and not built_in:
                fix = place.replaced(
                    g.line_of(call), g.text_of(call), f"{owner} = {g.text_of(call)}"
                )
            basis = f"{name} gives a new value and changes nothing"
            yield trace("unused-result", call, g.called(call), basis, 0.8, fix)


def _statement_alone(statement: "Node") -> bool:
    """Tell whether a statement is not the value of its block, as the last one is in some places."""
    parent = statement.parent
    return parent is not None and parent.type in g.BLOCKS | g.CASES


def _is_text(call: "Node") -> bool:
    """Tell whether a replace is one of strings: a pattern or string, and what goes in its place."""
    first = g.arguments_of(call)[0]
    return first.type in g.STRINGS | {"regex"}


def _tried(call: "Node") -> bool:
    """Tell whether a call is made to see whether it fails."""
    return any(one.type in g.TRIES | {"with_statement"} for one in list(g.around(call))[:4])


def _assigned_before(place: Place, call: "Node") -> str:
    """Give the variable that the same call's result went to, if it is still used below."""
    text = re.escape(g.plain(call))
    match = re.search(rf"(?:^|[;{{}}):])?((?:self\.|this\.)?[A-Za-z_]\w*):?={text}", place.was)
    if not match:
        return ""
    name = re.sub(r"^(?:const|let|var|final)(?=[A-Za-z_])", "", match[1])
    return next((one for one in (match[1], name) if _used_below(place, call, one)), "")


def _used_below(place: Place, call: "Node", name: str) -> bool:
    last = name.rpartition(".")[2]
    below = [one for one in place.nodes if one.start_byte >= call.end_byte]
    used = [one for one in below if g.text_of(one) == last and one.type in g.IDENTIFIERS | g.FIELDS]
    if not used:
        return False
    holder = g.enclosing(used[0], g.ASSIGNMENTS)
    left = g.operands(holder)[0] if holder is not None else None
    return left is None or used[0].end_byte > left.end_byte or "." in name


def self_assignments(place: Place) -> Iterator[Trace]:
    """Find assignments of a thing to itself."""
    if place.unit.type not in g.FUNCTIONS:
        return
    for node in place.fresh(g.ASSIGNMENTS):
        if node.type in ("variable_declarator", "let_declaration", "short_var_declaration"):
            continue
        left, right = g.operands(node)
        text = g.plain(left)
        if not text or text != g.plain(right) or _SET_FOR_EFFECT.search(text):
            continue
        if g.enclosing(node, g.FUNCTIONS) is not None and "=" in g.plain(node):
            yield trace("self-assignment", node, text, "Both sides are the same", 0.85)


def recursions(place: Place) -> Iterator[Trace]:
    """Find a function that calls itself with just what it was given."""
    name = g.name_of(place.unit)
    given = _parameters(place.unit)
    if place.unit.type not in g.NAMED_FUNCTIONS or not name or not given:
        return
    own = {name, f"self.{name}", f"this.{name}", f"cls.{name}"}
    for call in place.fresh(g.CALLS):
        if g.called(call) not in own or [g.plain(one) for one in g.arguments_of(call)] != given:
            continue
        method = place.unit.type == "method_definition" or any(
            one.type in g.CLASSES and one.parent is not None for one in g.around(place.unit)
        )
        if method and g.called(call) == name and place.view.language not in ("java", "csharp"):
            continue
        body = g.body_of(place.unit) or place.unit
        text = g.text_of(body)[: call.start_byte - body.start_byte]
        changed = any(
            re.search(rf"\b{re.escape(one)}\s*(?:[-+*/|&]?=(?!=)|\.\w+\(|\+\+|--)", text)
            for one in given
        )
        nested = g.enclosing(call, g.CLOSURES | g.LOOPS | g.HANDLERS) is not None
        state = re.search(r"(?:self|this)\.\w+\s*[-+]?=(?!=)|await|sleep|retry", text)
        if not changed and not nested and not state:
            basis = "It calls itself with the same arguments"
            yield trace("recursion-same-arguments", call, g.called(call), basis, 0.75)


def _parameters(function: "Node") -> list[str]:
    held = function.child_by_field_name("parameters")
    names = []
    for one in held.named_children if held is not None else ():
        if one.type in g.COMMENTS:
            continue
        named = one.child_by_field_name("name") or one.child_by_field_name("pattern") or one
        text = g.plain(named).split(":")[0].split("=")[0]
        if text not in ("self", "cls", "this", "&self", "&mutself"):
            names.append(text)
    return names
