"""A file's facts, less and less of them, for one that would take more than its share of space."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from r1_assistant.context.facts import Definition, FileFacts
from r1_assistant.context.index.schema import KINDS

_SHORT = 60
"""Code points of a shortened signature."""

_T = TypeVar("_T")


def reduced(facts: FileFacts) -> Iterator[FileFacts]:
    """Give up comments, then the ends of signatures, then the lines of calls but the first.

    Then half of what is left again and again, until there is nothing.
    """
    facts = replace(facts, definitions=tuple(replace(one, doc="") for one in facts.definitions))
    yield facts
    facts = replace(facts, definitions=tuple(map(_shortened, facts.definitions)))
    yield facts
    facts = replace(facts, calls={name: lines[:1] for name, lines in facts.calls.items()})
    yield facts
    while facts.definitions or facts.calls or facts.imports:
        facts = _halved(facts)
        yield facts


def _shortened(definition: Definition) -> Definition:
    signature = definition.signature
    if len(signature) <= _SHORT:
        return definition
    return replace(definition, signature=f"{signature[: _SHORT - 1].rstrip()}…")


def _halved(facts: FileFacts) -> FileFacts:
    """Keep half of each, of the definitions those of kinds that are asked for most."""
    asked = sorted(facts.definitions, key=lambda one: KINDS.index(one.kind))
    kept = _half(asked)
    return replace(
        facts,
        definitions=tuple(sorted(kept, key=lambda one: one.line)),
        imports=_half(facts.imports),
        calls=dict(_half(tuple(facts.calls.items()))),
    )


def _half(values: Sequence[_T]) -> tuple[_T, ...]:
    return tuple(values[: len(values) // 2])
