"""Which line of the old side a line of the new side was. Pure."""

from r1_assistant.domain.change import FileChange, LineKind


def old_line(file: FileChange, line: int) -> int | None:
    """Give the old number of a line of the new side (both from 1); None if the line is new."""
    shift = 0
    for hunk in file.hunks:
        if line < hunk.new_start:
            break
        for each in hunk.lines:
            if each.new_number == line:
                return each.old_number
        if hunk.lines and _end(hunk.new_start, hunk.new_count) <= line:
            added = sum(each.kind is LineKind.ADDED for each in hunk.lines)
            removed = sum(each.kind is LineKind.REMOVED for each in hunk.lines)
            shift += removed - added
    return line + shift


def _end(start: int, count: int) -> int:
    return start + count if count else start + 1
