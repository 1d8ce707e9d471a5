"""What a rule saw, and what a rule is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from r1_assistant.analysis.sides import HunkView


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace of a defect on a line of the new side.

    `kind` is a key of `features.review.kinds.KINDS`, which has the words. `line` is 1-based: an
    added line, or what `HunkView.anchor` gives for what was taken away. `subject` is what the words
    are about, as it stands in the code (a name, a call). `basis` says in one line why this was
    raised, in words for the author ("3 callers still pass `timeout`"). `strength` between 0 and 1
    grades the rule's own certainty. `fix` replaces the lines `line` to `end_line` (`line` alone if
    0) where the rule knows how, with their indentation; None where it doesn't.
    """

    kind: str
    line: int
    subject: str
    basis: str
    strength: float = 1.0
    fix: str | None = None
    end_line: int = 0


Rule = Callable[[HunkView], Iterable[Trace]]
"""A rule is a pure function of a hunk. It raises nothing, and it names only lines of the hunk."""
