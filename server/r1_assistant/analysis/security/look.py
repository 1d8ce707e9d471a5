"""What a check of a node may look at, and where it puts its trace."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.built import Part, holes
from r1_assistant.analysis.security.nodes import function_of, text
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_TESTS = re.compile(
    r"(?i)(?:^|/)(?:tests?|specs?|__tests__|testing|fixtures?|examples?|samples?|docs?|benchmarks?)/"
    r"|(?:^|/)(?:test_[^/]*|conftest\.py|[^/]*(?:_test|_spec|\.test|\.spec|Tests?|IT)\.\w+)$"
)


def in_tests(path: str) -> bool:
    """Tell whether a file is of tests, examples or documents, by its path."""
    return bool(_TESTS.search(path))


@dataclass(frozen=True, slots=True)
class Look:
    """A side of a file, and the lines of it (1-based) that a trace may name."""

    path: str
    language: str
    lines: frozenset[int]

    def at(self, node: "Node", *better: "Node | None") -> int:
        """Give the line for a trace: a better node's if it was added, else the first of `node`."""
        for one in (*better, node):
            if one is not None and one.start_point.row + 1 in self.lines:
                return one.start_point.row + 1
        rows = range(node.start_point.row + 1, node.end_point.row + 2)
        return next((row for row in rows if row in self.lines), 0)


Check = Callable[["Node", Look], Iterator[Trace]]
"""Looks at one node; lines that aren't the hunk's are dropped later."""


def shown(written: str, limit: int = 60) -> str:
    """Shorten a piece of code to what fits a sentence."""
    line = " ".join(written.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def names_of(parts: tuple[Part, ...] | None) -> str:
    """Give the first values of a text, for a sentence."""
    return ", ".join(f"`{shown(hole.text, 40)}`" for hole in holes(parts)[:2])


def around_text(node: "Node") -> str:
    """Give the text of the function around a node."""
    return text(function_of(node))


def snake(name: str) -> str:
    """Write a name in lower case, with `_` between its words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
