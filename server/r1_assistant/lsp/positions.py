r"""Columns of a line, in what a client counts and in code points.

Lines end in `\n`, `\r\n` or `\r` and in nothing else, as the protocol says; form feeds, U+0085 and
U+2028 are characters like others. Lone surrogates count as one unit of UTF-16 and three of UTF-8.
"""

import io
from enum import StrEnum
from typing import NamedTuple


class Encoding(StrEnum):
    """What a client counts columns in; the values are the protocol's names."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Position(NamedTuple):
    """A place in a text: 0-based line, and column in the client's units."""

    line: int
    character: int


class Range(NamedTuple):
    """A stretch of text: 0-based lines, columns in the client's units, the end not included."""

    start_line: int
    start_character: int
    end_line: int
    end_character: int


def split_lines(text: str) -> list[str]:
    """Split into lines with their ends; the last one, maybe empty, is the only one without."""
    lines = list(io.StringIO(text, newline=""))
    if not lines or lines[-1].endswith(("\n", "\r")):
        lines.append("")
    return lines


def content_length(line: str) -> int:
    """Code points of a line without its end."""
    if line.endswith("\n"):
        return len(line) - (2 if line.endswith("\r\n") else 1)
    return len(line) - line.endswith("\r")


def to_code_points(line: str, units: int, encoding: Encoding) -> int:
    """Convert a client's column to code points.

    A column beyond the content is its end, before the line end. A column within a surrogate pair,
    or within the bytes of a character, is the character's beginning.
    """
    end = content_length(line)
    if encoding is Encoding.UTF32 or line.isascii():
        return max(0, min(units, end))
    return _longest_prefix(line, min(units, end), units, encoding)


def to_units(line: str, column: int, encoding: Encoding) -> int:
    """Convert a column in code points to what the client counts; beyond the content is its end."""
    column = max(0, min(column, content_length(line)))
    if encoding is Encoding.UTF32 or line.isascii():
        return column
    return _width(line[:column], encoding)


def _longest_prefix(line: str, most: int, units: int, encoding: Encoding) -> int:
    """Find how many code points, at most `most`, fit into so many units.

    A binary search that counts every half once only: linear in the line's length, even if the
    line is a whole file.
    """
    low, used, high = 0, 0, most
    while low < high:
        middle = (low + high + 1) // 2
        width = used + _width(line[low:middle], encoding)
        if width <= units:
            low, used = middle, width
        else:
            high = middle - 1
    return low


def _width(text: str, encoding: Encoding) -> int:
    if text.isascii():
        return len(text)
    if encoding is Encoding.UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
