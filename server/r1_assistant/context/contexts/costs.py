"""What texts cost, counted line by line.

A text's tokens are at most those of its lines together: no tokenizer that the engine hosts joins
more than it splits at a line's end. Lines repeat from one context to the next, texts don't.
"""

from collections.abc import Iterable

from r1_assistant.context.contexts.shown import piece
from r1_assistant.context.contexts.values import Candidate, Count

_SIGNS = 4
"""Tokens around the name of a file or class: its mark, line ends."""


class Costs:
    """Counts tokens, each line once."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._lines: dict[str, int] = {}

    def of(self, text: str) -> int:
        """Count a text's tokens, or a few more."""
        return sum(self.line(line) for line in text.splitlines(keepends=True))

    def line(self, line: str) -> int:
        """Count the tokens of a line with its end."""
        found = self._lines.get(line)
        if found is None:
            found = self._lines[line] = self._count(line)
        return found

    def header(self, name: str) -> int:
        """Count what a file's or class's name takes above its snippets; nothing for no name."""
        return self.line(f"{name}\n") + _SIGNS if name else 0

    def snippet(self, candidate: Candidate) -> int:
        """Count a candidate's own text."""
        return self.of(piece(candidate.text, candidate.within))


def texts_of(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Give every text that is counted for candidates."""
    found: dict[str, None] = {}
    for one in candidates:
        found[piece(one.text, one.within)] = None
        found[f"{one.path}\n"] = None
        found[f"{one.within}\n"] = None
    return tuple(found)
