"""Definitions that a name may stand for, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from r1_assistant.context.facts import Definition
from r1_assistant.context.resolve.sources import folder_of
from r1_assistant.context.resolve.things import Instance, Symbol, Thing

How = Literal["local", "import", "member", "type", "name"]

_SURE = {"local": 1.0, "import": 0.95, "member": 0.9, "type": 0.8}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A definition that a name may stand for, and how it was found.

    That is in the file itself, through an import (or what the language shows without one), as
    member of a known class or module, through the type of what stands before the dot, or by its
    name alone. `confidence` goes up to 1; by name alone it is at most 0.5, less for each other
    definition of the name.
    """

    definition: Definition
    how: How
    confidence: float


def resolved(things: Iterable[Thing], how: How, limit: int) -> tuple[Resolved, ...]:
    """Make results of the definitions among things, each once."""
    found: dict[tuple[str, int], Resolved] = {}
    for thing in things:
        if isinstance(thing, Instance) or not isinstance(thing, Symbol):
            continue
        one = thing.definition
        found.setdefault((one.path, one.line), Resolved(one, how, _SURE[how]))
    return tuple(found.values())[:limit]


def weakened(found: tuple[Resolved, ...], path: str) -> tuple[Resolved, ...]:
    """Lower the confidence where several definitions are seen without an import."""
    folder = folder_of(path)
    return tuple(
        Resolved(one.definition, one.how, one.confidence if number == 0 else one.confidence / 2)
        if folder_of(one.definition.path) == folder or number
        else Resolved(one.definition, one.how, 0.7)
        for number, one in enumerate(found)
    )
