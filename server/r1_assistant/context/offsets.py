"""Between code points, in which the program counts, and UTF-8 bytes, in which parsers count."""

from bisect import bisect_right
from itertools import accumulate

_STEP = 1024
"""Code points between two remembered places: what one conversion reads at most."""


class Offsets:
    """A text, its bytes, and the way between offsets into both.

    A lone surrogate has no bytes of its own and becomes a question mark.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = text.encode("utf-8", "replace")
        self._starts: list[int] | None = None
        if len(self.data) != len(text):
            pieces = (text[at : at + _STEP] for at in range(0, len(text), _STEP))
            sizes = (len(piece.encode("utf-8", "replace")) for piece in pieces)
            self._starts = list(accumulate(sizes, initial=0))

    def byte(self, offset: int) -> int:
        """Give the byte at which the code point at this offset begins."""
        offset = min(max(offset, 0), len(self.text))
        if self._starts is None:
            return offset
        step = offset // _STEP
        head = self.text[step * _STEP : offset]
        return self._starts[step] + len(head.encode("utf-8", "replace"))

    def offset(self, byte: int) -> int:
        """Give the offset of the code point that begins at this byte."""
        if self._starts is None:
            return byte
        step = bisect_right(self._starts, byte) - 1
        head = self.data[self._starts[step] : byte]
        return min(step * _STEP + len(head.decode("utf-8", "ignore")), len(self.text))
