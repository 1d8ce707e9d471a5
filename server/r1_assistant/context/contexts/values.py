"""A context and its parts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from r1_assistant.context.languages import Language, any_language_of
from r1_assistant.context.syntax import SyntaxTree, parse

Count = Callable[[str], int]
"""Counts the tokens of a text."""


class Reason(StrEnum):
    """Why a snippet is in a context."""

    SUBJECT = "what it is about"
    OLD_SIDE = "what was there before"
    CALLED = "is being called at the cursor"
    RECEIVER = "type of what stands before the dot"
    USED = "is used here"
    ENCLOSING = "is around it"
    BASE = "is what this overrides or extends"
    PARAMETER_TYPE = "type of a parameter"
    IMPORTED = "is imported"
    IMPORTS = "imports of the file"
    SIBLING = "stands beside it"
    CALLER = "calls it"
    TEST = "tests it"
    RECENT = "was edited a moment ago"
    OTHER_HUNK = "is changed, too"
    NAMED = "is named in the message"


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its place: `path` is relative to the workspace, with `/`.

    Without a tree, contexts go by lines.
    """

    path: str
    text: str
    language: Language | None = None
    tree: SyntaxTree | None = None

    @classmethod
    def of(cls, path: str, text: str) -> "Document":
        """Make a document of a file's text, and parse it."""
        language = any_language_of(path, text[:200].partition("\n")[0])
        return cls(path, text, language, parse(text, language) if language else None)


@dataclass(frozen=True, slots=True)
class Recent:
    """A place that was edited a moment ago: a file's path and a line, from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may go into a context; the higher the score (0 to 1), the better.

    `line` and `end_line` are where it comes from, from 1. What is `volatile` changes with each key
    stroke. `within` is the line below which a member stands, `heads` the one that a class would be
    for its members.
    """

    path: str
    line: int
    end_line: int
    text: str
    reason: Reason
    score: float
    volatile: bool = False
    within: str = ""
    heads: str = ""


@dataclass(frozen=True, slots=True)
class Snippet(Candidate):
    """A part of a context, a candidate that was chosen; `tokens` counts `text`, line by line."""

    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What is shown: snippets in the order to show them, and the text around a cursor.

    `before` ends and `after` begins at the cursor; both are empty where there is none. `tokens`
    is at least what `shown(snippets)`, `before` and `after` take together, and at most `budget`.
    `left_out` are the candidates for which there was no room, best first.
    """

    snippets: tuple[Snippet, ...]
    tokens: int
    budget: int
    before: str = ""
    after: str = ""
    left_out: tuple[Candidate, ...] = field(default=())


class Plan(Protocol):
    """A context whose parts are known, and not yet what they cost."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that may be counted."""
        ...

    def fit(self, budget: int, count: Count, previous: Context | None = None) -> Context:
        """Choose what fits into a budget of tokens; never more.

        What `previous`, the context of a moment ago, has too, stays in its order.
        """
        ...
