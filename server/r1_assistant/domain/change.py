"""A change to a set of files, as hunks of numbered lines."""

from dataclasses import dataclass
from enum import StrEnum


class FileStatus(StrEnum):
    """What happened to a file."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"
    COPIED = "copied"
    TYPE_CHANGED = "type changed"


class LineKind(StrEnum):
    """Which side of a diff a line is on."""

    CONTEXT = " "
    ADDED = "+"
    REMOVED = "-"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a hunk.

    `old_number` and `new_number` are 1-based and None on the side that does not have the line.
    `text` carries no line ending.
    """

    kind: LineKind
    text: str
    old_number: int | None
    new_number: int | None


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of changed lines with the lines around it.

    `heading` is what git found behind the second `@@`, usually the enclosing function's first line.
    """

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    heading: str
    lines: tuple[DiffLine, ...]

    @property
    def added(self) -> tuple[DiffLine, ...]:
        """The lines that only the new side has, in order."""
        return tuple(line for line in self.lines if line.kind is LineKind.ADDED)

    @property
    def removed(self) -> tuple[DiffLine, ...]:
        """The lines that only the old side has, in order."""
        return tuple(line for line in self.lines if line.kind is LineKind.REMOVED)


@dataclass(frozen=True, slots=True)
class FileChange:
    r"""What a change does to one file.

    `path` is the new side's path (the old one's for a deleted file), relative to the repository,
    with `/` between its parts. `new_text` is the whole new side with `\n` line ends, None where it
    is not known (a patch without a repository) or not text; `old_text` is the old side. `skipped`
    says why a file has no hunks to review ("binary", "submodule", "deleted", "larger than 1 MB",
    ...); it is empty otherwise. A skipped file has no texts, unless it was deleted or only renamed:
    others may still use what was there.
    `crlf` says that the new side's lines end in `\r\n`, for whoever writes a fix into the file.
    """

    path: str
    old_path: str
    status: FileStatus
    hunks: tuple[Hunk, ...] = ()
    new_text: str | None = None
    old_text: str | None = None
    skipped: str = ""
    crlf: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A set of file changes, in git's order, and what they are, in words ("staged changes")."""

    title: str
    files: tuple[FileChange, ...]
