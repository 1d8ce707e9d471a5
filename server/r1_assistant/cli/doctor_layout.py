"""Text in columns that fits a terminal: the last column wraps, or goes below where it is narrow."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence

NARROWEST = 28
"""Characters that the last column needs to stand beside the others."""
WIDEST = 120
"""Characters of a line at most: longer ones are hard to read."""
INDENT = "  "
_GAP = "  "


def page_width() -> int:
    """Return the width of the terminal in characters, bounded; COLUMNS goes before it."""
    return max(40, min(WIDEST, shutil.get_terminal_size().columns))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Lay out rows below their heads; cells are single lines."""
    every = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(row[at]) for row in every) for at in range(len(heads) - 1)]
    rest = width - len(INDENT) - sum(each + len(_GAP) for each in widths)
    if rest >= NARROWEST:
        return [line for row in every for line in _beside(row, widths, width)]
    every[0] = (*every[0][:-1], "")
    return [line for row in every for line in _below(row, widths, width)]


def facts(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Lay out names and values; a value may have several lines, which stay lines."""
    widths = [max((len(name) for name, _ in pairs), default=0)]
    lines = []
    for name, value in pairs:
        for at, part in enumerate(value.split("\n")):
            lines += _beside((name if at == 0 else "", part), widths, width)
    return lines


def paragraph(text: str, width: int, indent: str = INDENT) -> list[str]:
    """Wrap a text; what can't be broken at a space is left whole."""
    return _wrapped(text, width, indent, indent)


def _beside(row: Sequence[str], widths: Sequence[int], width: int) -> list[str]:
    start = INDENT + "".join(
        f"{cell:<{each}}{_GAP}" for cell, each in zip(row, widths, strict=False)
    )
    if not row[-1]:
        return [start.rstrip()]
    return _wrapped(row[-1], width, start, " " * len(start))


def _below(row: Sequence[str], widths: Sequence[int], width: int) -> Iterator[str]:
    start = "".join(f"{cell:<{each}}{_GAP}" for cell, each in zip(row, widths, strict=False))
    yield (INDENT + start).rstrip()
    yield from paragraph(row[-1], width, INDENT * 3) if row[-1] else []


def _wrapped(text: str, width: int, first: str, later: str) -> list[str]:
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [first.rstrip()]
