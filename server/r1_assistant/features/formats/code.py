"""The code that a finding is about, and what is proposed for it: lines, columns, diffs."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from r1_assistant.domain.change import FileChange, Hunk
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.frame import frame

MARK = "\ufeff"
"""A byte order mark, which is no part of a file's first line."""

AROUND = 3
"""Lines that are shown on each side of a finding."""


MOST_ROWS = 200
"""Lines of code that are shown for a finding."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line to show: `sign` is " ", "+" or "-", a side that does not have it has no number."""

    sign: str
    old: int | None
    new: int | None
    text: str
    marked: bool = False


def lines_of(file: FileChange | None, finding: Finding) -> tuple[str, ...]:
    """Give the finding's lines as they are in the file; none where one of them is unknown."""
    if file is None:
        return ()
    rows = frame(file, finding.line, finding.end_line, around=0)
    wanted = finding.end_line - finding.line + 1
    return tuple(_bare(n, text) for n, text in rows) if len(rows) == wanted else ()


def context_of(file: FileChange, line: int, end_line: int) -> tuple[tuple[int, str], ...]:
    """Give numbers and texts of the lines around, without gaps between them."""
    rows = frame(file, line, end_line, AROUND)
    first = line
    while any(number == first - 1 for number, _ in rows):
        first -= 1
    kept: list[tuple[int, str]] = []
    for number, text in rows:
        if number == first + len(kept):
            kept.append((number, _bare(number, text)))
    return tuple(kept)


def hunk_rows(file: FileChange | None, finding: Finding, around: int = AROUND) -> tuple[Row, ...]:
    """Give the part of the diff around a finding; the code alone where no hunk has it."""
    hunk = None if file is None else _hunk(file, finding)
    if hunk is not None:
        return tuple(_near(hunk, finding, around))
    known = () if file is None else frame(file, finding.line, finding.end_line, around)
    rows = known or ((finding.line, finding.quote),)
    return tuple(Row(" ", None, n, text, _within(n, finding)) for n, text in rows[:MOST_ROWS])


def fix_rows(lines: tuple[str, ...], finding: Finding) -> tuple[Row, ...]:
    """Give a proposal as a diff of the finding's lines; none if there is no proposal."""
    if finding.fix is None:
        return ()
    new = finding.fix.split("\n") if finding.fix else []
    matcher = SequenceMatcher(None, lines, new, autojunk=False)
    rows: list[Row] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            rows += [Row(" ", None, None, text) for text in lines[a:b]]
        else:
            rows += [Row("-", None, None, text) for text in lines[a:b]]
            rows += [Row("+", None, None, text) for text in new[c:d]]
    return tuple(rows[:MOST_ROWS])


def _bare(number: int, text: str) -> str:
    return text.removeprefix(MARK) if number == 1 else text


def _within(number: int | None, finding: Finding) -> bool:
    return number is not None and finding.line <= number <= finding.end_line


def _hunk(file: FileChange, finding: Finding) -> Hunk | None:
    for hunk in file.hunks:
        inside = hunk.new_start <= finding.line < hunk.new_start + hunk.new_count
        if inside and any(line.new_number == finding.line for line in hunk.lines):
            return hunk
    return None


def _near(hunk: Hunk, finding: Finding, around: int) -> Iterator[Row]:
    """Give the finding's rows, so many on each side, and what was removed right before them."""
    numbers = [line.new_number for line in hunk.lines]
    first = numbers.index(finding.line)
    behind = (at for at in range(first, len(numbers)) if (numbers[at] or 0) > finding.end_line)
    last = next(behind, len(numbers)) - 1
    while numbers[last] is None:
        last -= 1
    while first and numbers[first - 1] is None:
        first -= 1
    shown = hunk.lines[max(0, first - around) : last + around + 1]
    for line in shown[:MOST_ROWS]:
        mark = _within(line.new_number, finding)
        yield Row(line.kind.value, line.old_number, line.new_number, line.text, mark)
