"""The code around a cursor, and what kind of suggestion belongs there. Pure."""

import re
from dataclasses import dataclass, field

from r1_assistant.context.contexts import Recent, Snippet
from r1_assistant.context.facts import Workspace
from r1_assistant.context.languages import Language
from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.context.syntax import Place, SyntaxTree, place_of
from r1_assistant.features.lines import plain

MOST_CHARACTERS = 1_000_000
"""In a longer text nothing is suggested: no person wrote it."""

_CLOSERS = re.compile(r"[\s)\]}>\"'`;,:]*\Z")
_MOST_BEHIND = 8
"""Code points behind the cursor, on its line, with which a suggestion would still make sense."""
_OPENS_BLOCK = re.compile(r"([:{(\[]|=>|->|\b(do|then|else|begin|try|repeat))\s*(\|[^|]*\|)?\Z")
_BLOCK_WORDS = ("def", "class", "module", "function", "begin", "unless", "while", "if")
_WORD_BLOCKS = ("ruby", "lua", "elixir", "julia")
"""Languages whose blocks begin with a word's line and end with `end`."""


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """Where a suggestion is wanted: `offset` is a code-point offset into the whole `text`.

    `tree`, the text's syntax, keeps suggestions in strings and comments to one line. What of the
    `workspace` belongs here is shown to the model; `recent` are the last places of edits.
    """

    path: str
    language: Language
    text: str
    offset: int
    tree: SyntaxTree | None = None
    workspace: Workspace = field(default_factory=NoWorkspace)
    recent: tuple[Recent, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The lines around the cursor, ending with LF; `before` ends and `after` begins at it.

    `path` is the file's, `snippets` are what else is shown.
    """

    before: str
    after: str
    path: str = ""
    snippets: tuple[Snippet, ...] = ()

    @property
    def line_before(self) -> str:
        """The cursor's line up to the cursor."""
        return self.before.rpartition("\n")[2]

    @property
    def line_after(self) -> str:
        """The cursor's line from the cursor on."""
        return self.after.partition("\n")[0]


def surroundings(text: str, offset: int, lines_before: int, lines_after: int) -> Surroundings:
    """Take the lines around an offset.

    The first line is one of every sixteenth, so that what comes first in the prompt stays the
    same while a person types.
    """
    before = plain(text[:offset])
    count = before.count("\n")
    first = max(0, count - lines_before)
    first = min((first + 15) // 16 * 16, count)
    after = plain(text[offset:]).split("\n")
    return Surroundings("\n".join(before.split("\n")[first:]), "\n".join(after[: lines_after + 1]))


def is_hopeless(request: CompletionRequest) -> bool:
    """Tell where nothing is suggested: amid a line, or in what is not a text for people."""
    if len(request.text) > MOST_CHARACTERS or "\0" in request.text:
        return True
    behind = surroundings(request.text, request.offset, 0, 0).line_after.strip()
    return len(behind) > _MOST_BEHIND and not _CLOSERS.fullmatch(behind)


def is_multi_line(request: CompletionRequest) -> bool:
    """Tell whether several lines belong at the cursor, as the syntax around it asks."""
    around = surroundings(request.text, request.offset, 40, 40)
    if around.line_after.strip() or _in_text(request):
        return False
    line = around.line_before
    if line.strip():
        return _opens_block(line, request.language) or _is_open(line)
    above = next((text for text in reversed(around.before.split("\n")) if text.strip()), "")
    inside = bool(line) or _opens_block(above, request.language)
    return inside or _indentation(_next_line(around)) > 0


def _in_text(request: CompletionRequest) -> bool:
    if request.tree is None:
        return False
    return place_of(request.tree, request.offset) in (Place.STRING, Place.COMMENT)


def _opens_block(line: str, language: Language) -> bool:
    if language.name in _WORD_BLOCKS and line.split()[:1] and line.split()[0] in _BLOCK_WORDS:
        return True
    return bool(_OPENS_BLOCK.search(line))


def _is_open(line: str) -> bool:
    """Tell whether a bracket of the line is still open: the statement goes on."""
    return sum(map(line.count, "([{")) > sum(map(line.count, ")]}"))


def _next_line(around: Surroundings) -> str:
    return next((text for text in around.after.split("\n")[1:] if text.strip()), "")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
