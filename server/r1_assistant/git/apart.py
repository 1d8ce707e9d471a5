"""The difference of two commits, apart from the work tree: of a change that nobody trusts yet.

git takes the attributes of files (what is binary, generated, or has a driver) from the work tree,
which may hold the change itself. Here they come from the base of the change.

**Invariant:** neither the work tree nor the index is read.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from r1_assistant.domain.change import Change, FileChange
from r1_assistant.domain.errors import UsageError
from r1_assistant.git.comparison import Comparison, compare
from r1_assistant.git.discovery import Repository, discover
from r1_assistant.git.files import file_changes
from r1_assistant.git.objects import contents
from r1_assistant.git.revisions import find_ends, parse_range

_ATTRIBUTES = ".gitattributes"


def added_since(
    cwd: Path, base: str, head: str, paths: Sequence[str] = (), *, max_bytes: int
) -> Change:
    """Take what `head` adds since it left `base`, both ids of commits that the clone has.

    `paths` are relative to the repository's top.

    Raises:
        GitError: there is no usable repository, no common history, or git fails.
    """
    repository = discover(cwd)
    ends = find_ends(repository, (base, head, True))
    return Change(f"{base[:10]}...{head[:10]}", _files(repository, ends, base, paths, max_bytes))


def between_apart(
    cwd: Path, revisions: str, base: str, paths: Sequence[str] = (), *, max_bytes: int
) -> Change:
    """Take the difference of two commits, `A..B` or `A...B`, with the attributes of `base`.

    `paths` are relative to `cwd`.

    Raises:
        UsageError: `revisions` is not a range, or a path is outside of the repository.
        GitError: a commit does not exist here, there is no usable repository, or git fails.
    """
    parsed = parse_range(revisions)
    repository = discover(cwd)
    ends = find_ends(repository, parsed)
    wanted = [_from_top(repository, cwd, path) for path in paths]
    return Change(revisions, _files(repository, ends, base, wanted, max_bytes))


def _files(
    repository: Repository,
    ends: tuple[str, str],
    base: str,
    paths: Sequence[str],
    max_bytes: int,
) -> tuple[FileChange, ...]:
    with _apart(repository, base) as alone:
        differences = compare(alone, Comparison(ends, tuple(paths)), max_bytes)
        return tuple(file_changes(alone, differences, max_bytes))


def _from_top(repository: Repository, cwd: Path, path: str) -> str:
    top = (repository.root or repository.cwd).resolve()
    found = Path(os.path.normpath(cwd.resolve() / path))
    if not found.is_relative_to(top):
        raise UsageError(f"The path {path!r} is outside of this repository.")
    return found.relative_to(top).as_posix()


@contextmanager
def _apart(repository: Repository, base: str) -> Iterator[Repository]:
    """Give the repository with a work tree that holds nothing but a commit's attributes."""
    git_folder = os.fsdecode(repository.quick("rev-parse", "--absolute-git-dir")).rstrip("\n")
    with TemporaryDirectory(prefix="r1-") as name:
        top = Path(name, "top")
        top.mkdir()
        for path, data in _attributes(repository, base):
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(data)
        own = {
            "GIT_DIR": git_folder,
            "GIT_WORK_TREE": str(top),
            "GIT_INDEX_FILE": str(Path(name, "index")),
        }
        environment = {**repository.environment, **own}
        yield replace(repository, cwd=top, root=top, environment=environment)


def _attributes(repository: Repository, commit: str) -> Iterator[tuple[str, bytes]]:
    """Give the files of a commit that say what holds for others."""
    rows = repository.quick("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
    found = {}
    for row in rows[:-1]:
        what, _, name = row.partition(b"\t")
        path = PurePosixPath(os.fsdecode(name))
        if path.name == _ATTRIBUTES and what.startswith(b"100") and _is_inside(path):
            found[path.as_posix()] = what.split(b" ")[2].decode("ascii")
    blobs = contents(repository, found.values())
    return ((path, blobs[blob]) for path, blob in found.items() if blob in blobs)


def _is_inside(path: PurePosixPath) -> bool:
    return not path.is_absolute() and not {"..", ".git"} & {part.lower() for part in path.parts}
