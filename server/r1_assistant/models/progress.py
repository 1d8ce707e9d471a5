"""How far an installation is."""

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """The steps of an installation, in order; a model may skip some."""

    DOWNLOADING = "downloading"
    CONVERTING = "converting"
    COMPILING = "compiling"
    COPYING = "copying"
    CHECKING = "checking"


InstallProgress = Callable[[Stage, int, int], None]
"""Called with the step, the bytes done, and the bytes in all (of that step)."""


def silent(stage: Stage, done: int, total: int) -> None:
    """Tell nobody."""
