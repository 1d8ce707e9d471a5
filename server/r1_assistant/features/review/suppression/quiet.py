"""What is not said again: looked up for each finding before anything is worded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from r1_assistant.domain.change import FileChange
from r1_assistant.domain.finding import AnyCategory, fingerprint
from r1_assistant.features.review.suppression.comments import has_mark, taken_back_at

COMMENT = "ignored by a comment"
NEW_COMMENT = "ignored by a comment that the change adds"
BASELINE = "in the baseline"
DISMISSED = "dismissed"
SHOWN = "shown before"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Fingerprints of what is not shown, with the reason."""

    known: Mapping[str, str] = field(default_factory=dict)

    def why(
        self, file: FileChange, number: int, quote: str, kind: str, category: AnyCategory
    ) -> str:
        """Say why a finding on a line of a file's new side is not shown; "" if it is."""
        lines = new_lines(file)
        if at := _taken_back_at(file, lines, number, kind, category):
            return NEW_COMMENT if _adds_mark(file, at) else COMMENT
        if not self.known:
            return ""
        count = occurrence(lines, number)
        names = (fingerprint(path, kind, quote, count) for path in (file.path, file.old_path))
        return next((self.known[name] for name in names if name in self.known), "")


def new_lines(file: FileChange) -> list[str]:
    """Give the lines of a file's new side; of a patch without its file those that are known."""
    if file.new_text is not None:
        return file.new_text.split("\n")
    known = {
        line.new_number: line.text
        for hunk in file.hunks
        for line in hunk.lines
        if line.new_number is not None
    }
    return [known.get(number, "") for number in range(1, max(known, default=0) + 1)]


def occurrence(lines: list[str], number: int) -> int:
    """Count the lines above a line (1-based) that read the same, white space aside."""
    if not 0 < number <= len(lines):
        return 0
    words = lines[number - 1].split()
    return sum(line.split() == words for line in lines[: number - 1])


def _taken_back_at(
    file: FileChange, lines: list[str], number: int, kind: str, category: AnyCategory
) -> int:
    from r1_assistant.context.languages import any_language_of

    language = any_language_of(file.path, lines[0] if lines else "")
    if language is None:
        return 0
    return taken_back_at(lines, number, kind, category.value, language)


def _adds_mark(file: FileChange, number: int) -> bool:
    """Tell whether a mark is the change's own: on a new line, and on none that it replaces."""
    for hunk in file.hunks:
        if any(line.new_number == number for line in hunk.added):
            return not any(has_mark(line.text) for line in hunk.removed)
    return False
