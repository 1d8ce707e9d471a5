"""A document as it was at one version; it stays as it is while the document goes on."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from r1_assistant.lsp.positions import Encoding, Position, Range, to_code_points, to_units


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A text with what an editor says of it.

    `lines` have their ends, and the last one, maybe empty, is the only one without. `version` is
    None for a file that is not open, and `language_id` is empty then. `oversized` says why the text
    should not be analysed ("larger than 5 MB", "binary", "minified"). Offsets are code points from
    the text's beginning; lines and characters are 0-based, the latter in units of `encoding`.
    Whatever lies outside of the text or of a line is taken for its nearest end.
    """

    uri: str
    language_id: str
    version: int | None
    lines: tuple[str, ...]
    encoding: Encoding
    oversized: str = ""

    @cached_property
    def text(self) -> str:
        """The whole text; it may hold lone surrogates, as an editor may send them."""
        return "".join(self.lines)

    def offset(self, line: int, character: int) -> int:
        """Convert a position to an offset."""
        if line < 0:
            return 0
        if line >= len(self.lines):
            return self._starts[-1]
        return self._starts[line] + to_code_points(self.lines[line], character, self.encoding)

    def position(self, offset: int) -> Position:
        """Convert an offset to a position; one between CR and LF is before the CR."""
        offset = max(0, min(offset, self._starts[-1]))
        line = self.line_of(offset) - 1
        return Position(
            line, to_units(self.lines[line], offset - self._starts[line], self.encoding)
        )

    def line_of(self, offset: int) -> int:
        """Give the 1-based line that an offset is in."""
        return max(1, bisect_right(self._starts, offset, hi=len(self.lines)))

    def range_of(self, start: int, end: int) -> Range:
        """Convert two offsets to a range."""
        return Range(*self.position(start), *self.position(end))

    @cached_property
    def _starts(self) -> list[int]:
        """Offset of every line's beginning, and of the text's end."""
        return list(accumulate(map(len, self.lines), initial=0))
