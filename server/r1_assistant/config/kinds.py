"""What a setting may be: a reader for the program, and the same as a JSON schema for editors."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Reader = Callable[[Any], Any]
"""Gives the value, or raises ValueError with what it must be."""

JsonSchema = Mapping[str, Any]
"""A schema as in JSON Schema, in the part of it that editors' settings pages understand."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be: `schema` allows what `read` takes, and maybe null: nothing is said."""

    read: Reader
    schema: JsonSchema


def switch() -> Kind:
    """True or false."""

    def read(value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value

    return Kind(read, {"type": "boolean"})


def number(low: int, high: int | None = None) -> Kind:
    """A whole number, both ends included."""
    span = f"from {low} on" if high is None else f"from {low} to {high}"
    bounds = {"minimum": low} | ({} if high is None else {"maximum": high})

    def read(value: Any) -> int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or value < low or (high is not None and value > high):
            raise ValueError(f"must be a whole number {span}")
        return int(value)

    return Kind(read, {"type": "integer", **bounds})


def choice(values: Sequence[str]) -> Kind:
    """One of some texts."""

    def read(value: Any) -> str:
        if value not in values:
            raise ValueError(f"must be one of {', '.join(values)}")
        return str(value)

    return Kind(read, {"type": "string", "enum": [*values]})


def optional_text(pattern: str, what: str) -> Kind:
    """Nothing, or a text that a regular expression matches from its beginning to its end."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"must be {what}")
        return value

    return Kind(read, {"type": ["string", "null"], "pattern": f"^{pattern}$"})


def texts() -> Kind:
    """A list of texts."""

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise ValueError("must be a list of texts")
        return tuple(value)

    return Kind(read, {"type": "array", "items": {"type": "string"}})
