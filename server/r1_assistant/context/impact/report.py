"""What is said of a change's impact."""

from dataclasses import dataclass
from enum import Enum


class ChangeKind(Enum):
    """What happened to a definition."""

    SIGNATURE = "signature"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Changed:
    """A definition that a change touched; lines count from 1.

    `path` and `line` are those of the new side, or for what is gone those where it stood on the
    old one. `end_line` is the last of the lines with its signature. `now` is the new name of what
    was renamed and the new path of what was moved. Signatures are "" on the side that has none.
    """

    kind: ChangeKind
    name: str
    container: str
    path: str
    line: int
    end_line: int
    old_signature: str
    new_signature: str
    now: str = ""

    @property
    def is_gone(self) -> bool:
        """Nothing has this name at this place any more."""
        return self.kind in (ChangeKind.REMOVED, ChangeKind.RENAMED, ChangeKind.MOVED)


@dataclass(frozen=True, slots=True)
class Broken:
    """A place that no longer fits a change: `reason` goes on "This line ...".

    `is_override` tells a method that overrides the changed one from a use of it.
    """

    change: Changed
    path: str
    line: int
    text: str
    reason: str
    is_override: bool = False


@dataclass(frozen=True, slots=True)
class Touching:
    """A test that uses a changed definition; `test` is the function's name, "" outside of any."""

    path: str
    line: int
    test: str
    name: str


@dataclass(frozen=True, slots=True)
class Impact:
    """A change's impact on its workspace.

    `unaffected` counts the callers that were looked at and still fit. `unseen` has a sentence for
    each thing that was not looked at.
    """

    changes: tuple[Changed, ...] = ()
    broken: tuple[Broken, ...] = ()
    tests: tuple[Touching, ...] = ()
    unaffected: int = 0
    unseen: tuple[str, ...] = ()
