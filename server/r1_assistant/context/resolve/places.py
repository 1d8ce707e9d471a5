"""Places in files, open or not: their language, the class around them, the names bound there."""

import re

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.bindings import Binding, bindings_of
from r1_assistant.context.resolve.names import visible_name
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import CLASSES, Place, Symbol, qualified
from r1_assistant.context.resolve.written_types import declared

CALLABLE = ("function", "method", "constructor", "macro")
"""Kinds of definitions that are called."""

_ASSIGNED = r"^\s*(?:(?:const|let|var|val|mut)\s+)?%s\s*(?::\s*([^=\n]+?))?\s*:?=(?!=)\s*(.+)"
_LONG = 80
"""Lines of a signature."""


def language_at(path: str, sources: Sources) -> str:
    """Give the language of a file."""
    facts = sources.file(path)
    return facts.language if facts else sources.language


def class_at(place: Place, sources: Sources) -> Definition | None:
    """Find the class around a place, or the one that a method elsewhere belongs to."""
    return sources.once(_class_at, place.path, place.line)


def _class_at(sources: Sources, path: str, line: int) -> Definition | None:
    facts = sources.file(path)
    if facts is None:
        return None
    around = [one for one in facts.definitions if one.line <= line <= one.end_line]
    around.sort(key=lambda one: one.end_line - one.line)
    classes = [one for one in facts.definitions if one.kind in (*CLASSES, "module")]
    # of a class and its companion of the same name, the one around the place is meant
    classes.sort(key=lambda one: one in around)
    known = {qualified(one): one for one in classes}
    for one in around:
        if one.kind in CLASSES:
            return one
        container = one.container
        while container:
            if container in known:
                return known[container]
            outer, _, last = container.rpartition(".")
            for thing in visible_name(last, path, sources):
                if isinstance(thing, Symbol) and thing.definition.kind in (*CLASSES, "type"):
                    return thing.definition
            container = outer
    return None


def inside(definition: Definition, sources: Sources) -> Place:
    """Give the place of a definition's first lines."""
    at = -1
    if definition.path == sources.path:
        lines = sources.lines(definition.path)[: definition.end_line - 1]
        at = sum(map(len, lines)) + len(lines)
    return Place(definition.path, definition.end_line, at)


def line_place(path: str, line: int, sources: Sources) -> Place:
    """Give the place at a line's end."""
    if path != sources.path:
        return Place(path, line)
    lines = sources.lines(path)[:line]
    return Place(path, line, sum(map(len, lines)) + len(lines) - 1)


def whole_signature(definition: Definition, sources: Sources) -> str:
    """Give a signature; one that was cut for its length is read from the file again."""
    if not definition.signature.endswith("…"):
        return definition.signature
    lines = sources.lines(definition.path)[definition.line - 1 : definition.end_line]
    return " ".join(line.strip() for line in lines[:_LONG])


def bindings_at(name: str, place: Place, sources: Sources) -> tuple[Binding, ...] | None:
    """Find the parameter or variable that a name is; None if it is none of these."""
    if place.path == sources.path and place.at >= 0:
        return bindings_of(sources.tree, name, place.at) or None
    return textual_bindings(name, place, sources)


def textual_bindings(name: str, place: Place, sources: Sources) -> tuple[Binding, ...] | None:
    """Find a parameter or variable of a function in a file whose tree is not at hand."""
    facts = sources.file(place.path)
    language = language_at(place.path, sources)
    around = [
        one
        for one in (facts.definitions if facts else ())
        if one.line <= place.line <= one.end_line and one.kind in CALLABLE
    ]
    for one in sorted(around, key=lambda one: one.end_line - one.line):
        signature = whole_signature(one, sources)
        own = signature.rpartition("\n")[2].partition("(")[2]
        if text := declared(own, name, language):
            return (Binding(text, "", "unknown", -1),)
        if re.search(rf"(?<![\w.]){re.escape(name)}\b(?!\s*\()", own.partition(")")[0]):
            return (Binding("", "", "unknown", -1),)
        lines = sources.lines(place.path)[one.line : place.line - 1]
        pattern = re.compile(_ASSIGNED % re.escape(name))
        for line in reversed(lines):
            if found := pattern.match(line):
                return (Binding(found[1] or "", found[2], "assigned", -1),)
    return None
