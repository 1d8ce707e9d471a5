"""A file's facts, less and less of them, for one that would take more than its share of space."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from r1_assistant.context.facts import Definition, FileFacts
from r1_assistant.context.index.builtin import BUILTINS
from r1_assistant.context.index.schema import KINDS

_LONG, _SHORT = 160, 60
"""Code points of shortened signatures."""

_LINES = 2
"""Calls of a name that are kept first of all."""

_VALUES = {"constant", "variable", "property", "field"}

_T = TypeVar("_T")


def without_comments(facts: FileFacts) -> Iterator[FileFacts]:
    """Give up comments."""
    yield _with_each(facts, lambda one: replace(one, doc=""))


def with_fewer_calls(facts: FileFacts) -> Iterator[FileFacts]:
    """Give up lines of calls but the first, then calls of what the languages bring."""
    *_, facts = without_comments(facts)
    facts = replace(facts, calls={name: lines[:_LINES] for name, lines in facts.calls.items()})
    yield facts
    own = {name: lines for name, lines in facts.calls.items() if name not in BUILTINS}
    yield replace(facts, calls=own)


def without_calls(facts: FileFacts) -> Iterator[FileFacts]:
    """Give up ends of signatures, then half of the calls again and again."""
    *_, facts = with_fewer_calls(facts)
    facts = _with_each(facts, lambda one: _shortened(one, _LONG))
    yield facts
    while facts.calls:
        facts = replace(facts, calls=dict(_half(tuple(facts.calls.items()))))
        yield facts


def reduced(facts: FileFacts) -> Iterator[FileFacts]:
    """Give up what is private and holds values, then ends of signatures, then all that does.

    Then half of what is left again and again, until there is nothing.
    """
    *_, facts = without_calls(facts)
    facts = _where(facts, lambda one: one.kind not in _VALUES or not _is_private(one.name))
    yield facts
    facts = _with_each(facts, lambda one: _shortened(one, _SHORT))
    yield facts
    facts = _where(facts, lambda one: one.kind not in _VALUES)
    yield facts
    while facts.definitions or facts.imports:
        facts = _halved(facts)
        yield facts


STAGES = (without_comments, with_fewer_calls, without_calls, reduced)
"""What all files that are dense give up before any of them gives up what comes next."""


def _with_each(facts: FileFacts, change: Callable[[Definition], Definition]) -> FileFacts:
    return replace(facts, definitions=tuple(map(change, facts.definitions)))


def _where(facts: FileFacts, kept: Callable[[Definition], bool]) -> FileFacts:
    return replace(facts, definitions=tuple(filter(kept, facts.definitions)))


def _is_private(name: str) -> bool:
    return name.startswith(("_", "#"))


def _shortened(definition: Definition, longest: int) -> Definition:
    signature = definition.signature
    if len(signature) <= longest:
        return definition
    return replace(definition, signature=f"{signature[: longest - 1].rstrip()}…")


def _halved(facts: FileFacts) -> FileFacts:
    """Keep half of each, of the definitions those of kinds that are asked for most."""
    asked = sorted(facts.definitions, key=lambda one: KINDS.index(one.kind))
    kept = _half(asked)
    return replace(
        facts,
        definitions=tuple(sorted(kept, key=lambda one: one.line)),
        imports=_half(facts.imports),
    )


def _half(values: Sequence[_T]) -> tuple[_T, ...]:
    return tuple(values[: len(values) // 2])
