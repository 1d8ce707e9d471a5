"""What a name or an expression can stand for."""

from dataclasses import dataclass

from r1_assistant.context.facts import Definition

CLASSES = frozenset(("class", "interface", "struct", "enum"))
"""Kinds of definitions that have members and instances."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name is looked up; `at` is an offset if the file is the open one, else -1."""

    path: str
    line: int
    at: int = -1


@dataclass(frozen=True, slots=True)
class Module:
    """A module as it is written in the file `origin`, and its files."""

    spec: str
    origin: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition itself: a class, a function, a variable."""

    definition: Definition


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class; `is_super` leaves out the class's own members."""

    definition: Definition
    is_super: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A value whose type is written like this in some place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class External:
    """Something that is known to lie outside the workspace."""


@dataclass(frozen=True, slots=True)
class Written:
    """An expression that is not evaluated yet, in the place in which it stands."""

    text: str
    place: Place


Thing = Module | Symbol | Instance | Typed | External


def qualified(definition: Definition) -> str:
    """Give a definition's dotted name within its file."""
    container = definition.container
    return f"{container}.{definition.name}" if container else definition.name
