"""What definitions say of their values and results, as it is written; nothing is inferred here."""

import re
from collections.abc import Iterator

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.classes import members, text_of
from r1_assistant.context.resolve.expressions import LONGEST
from r1_assistant.context.resolve.names import dotted_name
from r1_assistant.context.resolve.places import class_at, inside, language_at, whole_signature
from r1_assistant.context.resolve.sources import Sources
from r1_assistant.context.resolve.things import (
    CLASSES,
    Instance,
    Place,
    Symbol,
    Thing,
    Typed,
    Written,
)
from r1_assistant.context.resolve.written_types import declared, parts, returned, split

_VALUE = re.compile(r"(?<![=!<>:])=(?![=>])\s*(.+)", re.DOTALL)
_RETURN = re.compile(r"^[ \t]*return[ \t]+(.+)", re.MULTILINE)
_MOST_RETURNS = 3
_PROPERTY = re.compile(r"^@(?:[\w.]*property|[\w.]*cached_property\w*)", re.MULTILINE)

_NOTHING = ("void", "None", "Any", "any")
_UNTYPED = ("python", "javascript", "typescript", "tsx", "php")
"""Languages in which a function need not say what it gives."""


def is_read(definition: Definition, sources: Sources) -> bool:
    """Tell whether a function's result can be had without a call, as that of a property."""
    if language_at(definition.path, sources) != "python":
        return True
    return bool(_PROPERTY.search(definition.signature))


def written_value(definition: Definition, sources: Sources) -> Typed | Written | None:
    """Give the type or else the value of a variable, a field or another name for a type."""
    place = inside(definition, sources)
    signature = definition.signature.rpartition("\n")[2]
    text = declared(signature, definition.name, language_at(definition.path, sources))
    if text and text not in ("TypeAlias", "Any"):
        return Typed(text, place)
    value = _VALUE.search(text_of(definition, sources))
    if value is None:
        return None
    if definition.kind == "type":
        return Typed(value[1][:200].split("\n")[0].rstrip(";"), place)
    return Written(value[1][:LONGEST], place)


def written_results(
    definition: Definition, sources: Sources
) -> Iterator[Typed | Instance | Written]:
    """Give the type of what a function gives, or else the last expressions that it returns."""
    language = language_at(definition.path, sources)
    place = inside(definition, sources)
    if definition.kind == "constructor":
        owner = class_at(place, sources)
        if owner:
            yield Instance(owner)
        return
    if text := _result_type(definition, language, sources):
        if text not in _NOTHING:
            yield Typed(text, place)
    elif language in _UNTYPED:
        found = _RETURN.findall(text_of(definition, sources))
        yield from (Written(one, place) for one in found[-_MOST_RETURNS:])


def _result_type(definition: Definition, language: str, sources: Sources) -> str:
    signature = whole_signature(definition, sources)
    text = returned(signature, definition.name, language)
    own = text and (declared(signature, "self", language) or declared(signature, "cls", language))
    return "Self" if own and parts(own)[0] == parts(text)[0] else text


def type_named(name: str, place: Place, sources: Sources) -> tuple[Thing, ...]:
    """Find a type by its dotted name, in the classes around a place first."""
    owner = class_at(place, sources)
    if owner is not None and "." not in name:
        inner = members(owner, name, sources)
        if inner and inner[0].kind in CLASSES:
            return tuple(Symbol(one) for one in inner)
        if owner.name == name:
            return (Symbol(owner),)
    return dotted_name(name, place.path, sources, place.line)


def piece(thing: Thing, number: int) -> Thing | None:
    """Choose one of several values that a call gives at once."""
    if isinstance(thing, Typed) and thing.text.startswith("("):
        pieces = split(thing.text.removeprefix("(").removesuffix(")"))
        if max(number, 0) >= len(pieces):
            return None
        # results may be named: `(c *Command, err error)`
        return Typed(pieces[max(number, 0)].rpartition(" ")[2], thing.place)
    if number < 0:
        return thing
    if isinstance(thing, Typed):
        _, arguments = parts(thing.text)
        return Typed(arguments[number], thing.place) if number < len(arguments) else None
    return None
