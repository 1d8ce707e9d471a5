"""What a review leaves out."""

from dataclasses import dataclass

LATE = "no time left"
"""How the reason ends for which a hunk was left out, in whole or in part, by a limit of time."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A file, or a hunk that begins at `line` (0 for a whole file), that is not looked at."""

    path: str
    line: int
    reason: str
