"""Defaults that calls share, and functions that see a loop's last value."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_DEFAULTS = frozenset({"default_parameter", "typed_default_parameter"})
_MUTABLE = re.compile(
    r"^(?:\[.*\]|\{.*\}|(?:list|dict|set|defaultdict|deque|OrderedDict)\(.*\))$", re.S
)
_MEANT = re.compile(r"cache|memo|_seen|registry|state", re.I)
_CHANGES = r"\.(?:append|extend|insert|add|update|pop|remove|setdefault|clear|discard|sort)\("
_KEEPS = re.compile(
    r"\b(?:append|push|add|insert|connect|setTimeout|setInterval|addEventListener|on\w*|then|submit"
    r"|Thread|Process|after|call_later|defer|bind|subscribe|register\w*|once|add_\w+|schedule\w*)$"
)


def mutable_defaults(place: Place) -> Iterator[Trace]:
    """Find Python's lists, dictionaries and sets as default values."""
    if place.view.language != "python":
        return
    for node in place.fresh(_DEFAULTS):
        named = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        function = g.enclosing(node, g.FUNCTIONS)
        text = g.plain(value)
        if value is None or function is None or not _MUTABLE.match(text):
            continue
        name = g.text_of(named)
        if re.search(rf"\b{name}(?::[^=]*)?={re.escape(text)}[,)]", place.was):
            continue
        body = g.text_of(g.body_of(function))
        escapes = rf"\b{name}{_CHANGES}|\b{name}\[[^\]]*\]\s*=(?!=)|=\s*{name}\s*$|return {name}\b"
        kept = re.search(rf"{escapes}|\b{name} [+|]=|del {name}\[", body, re.M)
        was_none = re.search(rf"\b{name}(?::[^=]*)?=None\b", place.was)
        strength = 0.35 if _MEANT.search(name) else 0.9 if kept or was_none else 0.6
        fix = place.replaced(g.line_of(node), g.text_of(value), "None") if kept else None
        basis = "All calls without it share one object"
        yield trace("mutable-default", node, g.text_of(node), basis, strength, fix)


def late_bindings(place: Place) -> Iterator[Trace]:
    """Find functions made in a loop that are kept and read the loop's variable later."""
    language = place.view.language
    for loop in place.all(g.LOOPS):
        names = _loop_names(loop, language)
        for closure in g.of_types(loop, g.CLOSURES | {"function_definition"}) if names else ():
            if not place.line_in(closure) or g.plain(closure) in place.was:
                continue
            used = names & _free(closure)
            if used and _kept(closure, loop):
                name = min(used)
                basis = f"{name} has its last value when this runs"
                line = place.line_in(closure)
                yield trace("late-binding-closure", line, name, basis, 0.75)
                return


def _loop_names(loop: "Node", language: str) -> frozenset[str]:
    if language == "python" and loop.type == "for_statement":
        left = loop.child_by_field_name("left")
        return g.names_in(left) - {"_"} if left is not None else frozenset()
    if language in ("javascript", "typescript", "tsx"):
        match = re.match(r"for\s*\(\s*var\s+(\w+)", g.text_of(loop))
        return frozenset({match[1]}) if match else frozenset()
    return frozenset()


def _free(closure: "Node") -> frozenset[str]:
    """Give the names that a function reads and does not bind itself."""
    held = closure.child_by_field_name("parameters") or closure.child_by_field_name("parameter")
    body = closure.child_by_field_name("body")
    bound = g.names_in(held) if held is not None else frozenset()
    return (g.names_in(body) if body is not None else frozenset()) - bound


def _kept(closure: "Node", loop: "Node") -> bool:
    """Tell whether a function outlives the turn of the loop in which it is made."""
    if closure.type == "function_definition":
        name = g.name_of(closure)
        after = g.text_of(loop)[closure.end_byte - loop.start_byte :]
        return bool(
            re.search(rf"(?:append|add|connect|submit|register)\([^)]*\b{name}\b(?!\()", after)
            or re.search(rf"\]\s*=\s*{name}\b|=\s*{name}\s*$|target={name}\b", after, re.M)
        )
    for one in g.around(closure):
        if one.type in g.CALLS | g.CREATIONS:
            return bool(_KEEPS.search(g.called(one)))
        if one.type in ("assignment", "assignment_expression"):
            left = g.operands(one)[0]
            return left is not None and left.type in g.SUBSCRIPTS | g.ATTRIBUTES
        if one.type == "keyword_argument":
            return g.plain(one).startswith(("command=", "callback=", "target=", "on_"))
        if g.same(one, loop) or one.type in g.BLOCKS:
            return False
    return False
