"""What `git status` says of a work tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from r1_assistant.git.comparison import literal
from r1_assistant.git.discovery import Repository

_STATUS = (
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=all",
    "--ignored=no",
    "--no-renames",
    "--ignore-submodules=dirty",
)


@dataclass(frozen=True, slots=True)
class Status:
    """Paths: in conflict, different from the last commit, and neither known nor ignored."""

    unmerged: frozenset[bytes]
    changed: frozenset[bytes]
    untracked: tuple[bytes, ...]


def read_status(repository: Repository, paths: Sequence[str]) -> Status:
    """Look at the work tree, or at some paths of it; repositories within it are left out.

    Unlike a comparison it looks into files that were written, however large they are.
    """
    output = repository.run(*_STATUS, "--", *map(literal, paths))
    records = [(record[:2], record[3:]) for record in output.split(b"\0") if record]
    tracked = [(code, name) for code, name in records if code != b"??"]
    return Status(
        frozenset(name for code, name in tracked if b"U" in code or code in (b"DD", b"AA")),
        frozenset(name for _, name in tracked),
        tuple(name for code, name in records if code == b"??" and not name.endswith(b"/")),
    )
