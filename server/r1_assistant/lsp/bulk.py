"""Which texts are too much to analyse: large, binary, minified."""

from collections.abc import Iterable
from dataclasses import dataclass

from r1_assistant.lsp.positions import content_length

MAX_BYTES = 5_000_000
"""Bytes of a text in UTF-8."""
MAX_LINE = 20_000
"""Code points; a longer line is minified code, or data."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What there is of a text, or by how much an edit changes that."""

    bytes: int
    nulls: int
    long_lines: int

    @property
    def reason(self) -> str:
        """Why the text should not be analysed; empty if it may be."""
        if self.nulls:
            return "binary"
        if self.bytes > MAX_BYTES:
            return f"larger than {MAX_BYTES / 1e6:g} MB"
        return "minified" if self.long_lines else ""

    def __add__(self, other: "Bulk") -> "Bulk":
        return Bulk(
            self.bytes + other.bytes,
            self.nulls + other.nulls,
            self.long_lines + other.long_lines,
        )

    def __sub__(self, other: "Bulk") -> "Bulk":
        return Bulk(
            self.bytes - other.bytes,
            self.nulls - other.nulls,
            self.long_lines - other.long_lines,
        )


def weigh(text: str, lines: Iterable[str]) -> Bulk:
    """Measure a text, and the lines that it makes or is in."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    long = sum(1 for line in lines if len(line) > MAX_LINE and content_length(line) > MAX_LINE)
    return Bulk(size, text.count("\0"), long)
