"""The lines of code around a finding: from the file where it is known, else from the change."""

from functools import lru_cache

from r1_assistant.domain.change import FileChange


def frame(
    file: FileChange, line: int, end_line: int, around: int = 2
) -> tuple[tuple[int, str], ...]:
    """Give numbers and texts of the new side's lines, `around` lines more on each side."""
    wanted = range(line - around, end_line + around + 1)
    if file.new_text is not None:
        lines = _lines(file.new_text)
        return tuple((n, lines[n - 1]) for n in wanted if 1 <= n <= len(lines))
    return tuple(
        (row.new_number, row.text)
        for hunk in file.hunks
        for row in hunk.lines
        if row.new_number is not None and row.new_number in wanted
    )


@lru_cache(maxsize=16)
def _lines(text: str) -> tuple[str, ...]:
    """Split a text; a file with many findings is split once."""
    return tuple(text.removesuffix("\n").split("\n"))
