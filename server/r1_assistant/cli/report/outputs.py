"""What may be asked for; the command line is read with it, so nothing heavy is imported here."""

from dataclasses import dataclass
from pathlib import Path

TEXT = "text"
"""The format that is written while the review runs."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file to write, and in which format."""

    form: str
    path: Path
