"""Where lines of a text are now: after edits, or in another version of the text."""

from collections.abc import Iterable, Sequence

from r1_assistant.lsp.documents import Applied
from r1_assistant.lsp.positions import content_length

NEIGHBOURS = 3
"""Lines on each side that tell places with the same text apart."""

Span = tuple[int, int]
"""The first line, 0-based, and the line behind the last one."""


def moved(span: Span, edits: Iterable[Applied]) -> Span:
    """Follow lines through edits: gives the lines among which they must be now.

    Lines that an edit did not touch keep their number; what it touched may be anywhere in what
    the edit wrote.
    """
    low, high = span
    for edit in edits:
        behind, grown = edit.first_line + edit.old_lines, edit.new_lines - edit.old_lines
        if behind <= low:
            low, high = low + grown, high + grown
        elif edit.first_line < high:
            low, high = min(low, edit.first_line), max(high, behind) + grown
    return low, high


def nearest(wanted: Sequence[str], lines: Sequence[str], within: Span, near: int) -> int | None:
    """Find lines, up to the white space around them, as near as can be to a 0-based line."""
    first, last = max(0, within[0]), min(len(lines), within[1]) - len(wanted)
    for distance in range(max(near - first, last - near) + 1):
        for at in (near - distance, near + distance):
            if first <= at <= last and _is_at(wanted, lines, at):
                return at
    return None


def placed(span: Span, before: Sequence[str], now: Sequence[str]) -> int | None:
    """Find where lines of one text are in another: its first line there, 0-based.

    Among places with the same text, the one with the most neighbours in common is taken, then the
    nearest one.
    """
    wanted, most = before[span[0] : span[1]], 2 * NEIGHBOURS
    if _is_at(wanted, now, span[0]) and _neighbours(span, before, span[0], now) == most:
        return span[0]
    return max(
        (at for at in range(len(now) - len(wanted) + 1) if _is_at(wanted, now, at)),
        key=lambda at: (_neighbours(span, before, at, now), -abs(at - span[0])),
        default=None,
    )


def bare(line: str) -> str:
    """Give a line without its end."""
    return line[: content_length(line)]


def _is_at(wanted: Sequence[str], lines: Sequence[str], at: int) -> bool:
    """Tell whether lines are at a place, up to the white space around them."""
    if not wanted or at + len(wanted) > len(lines):
        return False
    return all(line.strip() == lines[at + step].strip() for step, line in enumerate(wanted))


def _neighbours(span: Span, before: Sequence[str], at: int, now: Sequence[str]) -> int:
    """Count the lines around two places that are the same."""
    end = at + span[1] - span[0]
    pairs = [(span[0] - step, at - step) for step in range(1, NEIGHBOURS + 1)]
    pairs += [(span[1] + step, end + step) for step in range(NEIGHBOURS)]
    return sum(_line(before, a) == _line(now, b) for a, b in pairs)


def _line(lines: Sequence[str], at: int) -> str | None:
    return lines[at].strip() if 0 <= at < len(lines) else None
