"""What plants a defect, or changes code without changing what it does."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from evals.cases import Group


@dataclass(frozen=True, slots=True)
class Source:
    """A real file of a package: its text with `\\n` ends, and the package's other files by path."""

    package: str
    path: str
    language: str
    text: str
    siblings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """One way to change a source; the fields are those of `evals.cases.Case`.

    `old` is None where the source's own text is the old side. A planter that needs an old side of
    its own (an edit that a careless author would have made in good faith: a function extended, a
    twin changed) gives it.
    """

    group: Group
    kind: str
    new: str
    lines: tuple[int, ...] = ()
    original: str = ""
    old: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)


Editor = Callable[[Source, random.Random], Iterator[Edit]]
"""Gives the edits of its kind that a source allows, in a random order; the same for the same seed.

Each result parses as well as the source did. An editor raises nothing.
"""
