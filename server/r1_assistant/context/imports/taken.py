"""What an import statement takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """An import without its line: `at` is the offset in the statement where it stands."""

    module: str
    name: str
    alias: str
    at: int = 0
