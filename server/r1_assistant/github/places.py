"""Which lines of a change can be commented on: those of its new side that its hunks show."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from r1_assistant.domain.change import FileChange
from r1_assistant.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Place:
    """The lines of a comment, both inclusive; `whole` says that they are all of the finding's."""

    first: int
    last: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Places:
    """By the path of a file the ranges of lines that its hunks show, both ends inclusive."""

    shown: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[FileChange]) -> Self:
        """Take them out of hunks."""
        return cls({file.path: list(_ranges(file)) for file in files})

    def find(self, finding: Finding) -> Place | None:
        """Find the place for a finding: within one hunk, and with its first line; else None."""
        for first, last in self.shown.get(finding.path, ()):
            if first <= finding.line <= last:
                end = min(finding.end_line, last)
                return Place(finding.line, end, end == finding.end_line)
        return None


def _ranges(file: FileChange) -> Iterable[tuple[int, int]]:
    for hunk in file.hunks:
        numbers = [line.new_number for line in hunk.lines if line.new_number is not None]
        if numbers:
            yield min(numbers), max(numbers)
