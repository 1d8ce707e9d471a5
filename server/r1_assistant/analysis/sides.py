"""The two sides of a changed file, as texts with trees, and a hunk between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from r1_assistant.context.facts import Workspace
from r1_assistant.context.languages import Language
from r1_assistant.context.syntax import SyntaxTree, parse
from r1_assistant.domain.change import Change, DiffLine, FileChange, Hunk


class Side:
    """One side of a file: `text` with its lines where they are in the file, parsed when asked.

    `whole` says that all of the file is known. Of a patch without its files only the hunks' lines
    are: the lines between are empty, and the hunks' headings stand above them.
    """

    def __init__(self, text: str, language: Language, *, whole: bool) -> None:
        self.text = text
        self.language = language
        self.whole = whole

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines' texts; line n is at n - 1."""
        return tuple(self.text.split("\n"))

    @cached_property
    def tree(self) -> SyntaxTree | None:
        """The syntax; None without a grammar."""
        return parse(self.text, self.language)

    def line(self, number: int) -> str:
        """Give the text of a line (1-based); empty outside of the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True, slots=True)
class FileSides:
    """A file before and after; the old side of a new file is empty."""

    file: FileChange
    language: Language
    old: Side
    new: Side


@dataclass(frozen=True, slots=True)
class HunkView:
    """A hunk, or a part of one, with all that a rule may look at.

    `subjects` are the numbers (1-based, of the new side) of the added lines that are code and say
    something that was not there before.
    """

    sides: FileSides
    hunk: Hunk
    subjects: frozenset[int]
    change: Change
    workspace: Workspace

    @property
    def path(self) -> str:
        """The new side's path."""
        return self.sides.file.path

    @property
    def language(self) -> str:
        """The name of the language, as in `context.languages`."""
        return self.sides.language.name

    @property
    def old(self) -> Side:
        """The file before."""
        return self.sides.old

    @property
    def new(self) -> Side:
        """The file now."""
        return self.sides.new

    @property
    def added(self) -> frozenset[int]:
        """Numbers of the new side's lines that the hunk adds."""
        return frozenset(line.new_number for line in self.hunk.added if line.new_number)

    @property
    def removed(self) -> frozenset[int]:
        """Numbers of the old side's lines that the hunk removes."""
        return frozenset(line.old_number for line in self.hunk.removed if line.old_number)

    def anchor(self, old_number: int) -> int:
        """Give the line of the new side where something of the old side would be now.

        That is the same line if it is still there, else the first line behind it that the new side
        has, added ones first; at the hunk's end the last one before. 1 if the new side is empty.
        """
        numbers = [line.old_number for line in self.hunk.lines]
        at = numbers.index(old_number) if old_number in numbers else 0
        behind = [line.new_number for line in self.hunk.lines[at:] if line.new_number]
        before = [line.new_number for line in self.hunk.lines[:at] if line.new_number]
        return behind[0] if behind else before[-1] if before else max(1, self.hunk.new_start)


def sides_of(file: FileChange, language: Language) -> FileSides:
    """Take the two sides of a file; raises nothing."""
    if file.new_text is not None:
        old = file.old_text if file.old_text is not None else _undone(file)
        return FileSides(
            file,
            language,
            Side(old, language, whole=True),
            Side(file.new_text, language, whole=True),
        )
    old_rows = ((line.old_number, line) for hunk in file.hunks for line in hunk.lines)
    new_rows = ((line.new_number, line) for hunk in file.hunks for line in hunk.lines)
    headings = [(hunk.old_start, hunk.new_start, hunk.heading) for hunk in file.hunks]
    return FileSides(
        file,
        language,
        Side(_sparse(old_rows, [(at, text) for at, _, text in headings]), language, whole=False),
        Side(_sparse(new_rows, [(at, text) for _, at, text in headings]), language, whole=False),
    )


def _undone(file: FileChange) -> str:
    """Take the change out of the new side again."""
    lines = (file.new_text or "").split("\n")
    for hunk in reversed(file.hunks):
        start = hunk.new_start - 1 if hunk.new_count else hunk.new_start
        old = [line.text for line in hunk.lines if line.old_number is not None]
        lines[start : start + hunk.new_count] = old
    return "\n".join(lines)


def _sparse(
    rows: Iterable[tuple[int | None, DiffLine]], headings: Iterable[tuple[int, str]]
) -> str:
    """Put lines where they are in their file, and each heading right above its hunk."""
    placed = {start - 1: text for start, text in headings if start > 1 and text}
    placed |= {number: line.text for number, line in rows if number is not None}
    return "\n".join(placed.get(number, "") for number in range(1, max(placed, default=0) + 1))
