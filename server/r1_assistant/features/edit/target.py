"""What is to be changed, and what a change or its refusal looks like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from r1_assistant.context.languages import Language
from r1_assistant.context.symbols import Symbol
from r1_assistant.prompting.render import Value


class EditKind(StrEnum):
    """What a model can be asked to change."""

    DOC_COMMENT = "doc"
    TESTS = "tests"
    SIMPLIFY = "simplify"
    FIX_PROBLEM = "fix_problem"
    COMPLETE_HERE = "complete"


@dataclass(frozen=True, slots=True)
class Problem:
    """What some program says is wrong in the target's range."""

    message: str
    source: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where new tests belong: a path relative to the workspace, and what it holds already, or None.

    `access` is the statement by which the tests get at the code, "" where none is needed.
    """

    path: str
    text: str | None = None
    access: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A range of a document, as code-point offsets into its whole `text`.

    `symbol` is the definition that is meant, or the innermost one around a problem.
    """

    path: str
    language: Language
    text: str
    start: int
    end: int
    symbol: Symbol | None = None
    problem: Problem | None = None
    tests: Destination | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The replacement of [start, end) in the file at `path` by a text with that file's line ends.

    With `creates` the file is a new one.
    """

    path: str
    start: int
    end: int
    new_text: str
    creates: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no proposal: one sentence for the user."""

    sentence: str


@dataclass(frozen=True, slots=True)
class EditConfig:
    """The bounds of an edit, in tokens.

    Longer code than `code_tokens` is not sent. `reasoning_tokens` bounds the thought of a model
    that has one; None leaves it to the prompt. `instructions` are the repository's notes.
    """

    code_tokens: int = 1500
    reasoning_tokens: int | None = None
    instructions: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How one kind of edit is asked for and checked.

    `code` is what the model is to work on, `values` fill in the prompt of `task`. `accept` makes a
    proposal of an answer, or says in a clause ("it does not parse") what is wrong with it. `prose`
    is an answer in words, which is of use even if its end is cut off.
    """

    task: str
    code: str
    values: Mapping[str, Value]
    accept: Callable[[str], Proposal | str]
    prose: bool = False
