"""A commit as the source of a repository's settings and notes: read by git, without a checkout.

**Invariant:** blobs are read as they are stored. No filter, no textconv, and no transport of a
partial clone runs, and neither links nor submodules are followed.
"""

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from r1_assistant.config.source import MAX_BYTES
from r1_assistant.domain.errors import GitError
from r1_assistant.git.discovery import Repository, discover
from r1_assistant.git.objects import contents, resolve, sizes

_NO_LAZY_FETCH = {"GIT_NO_LAZY_FETCH": "1"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a tree has under a name: the mode as in `stat`, and the object's id."""

    mode: int
    id: str

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)


class CommitSource:
    """The files of a commit in the repository that `cwd` is in; trees are read when asked for."""

    def __init__(self, cwd: Path, commit: str) -> None:
        """Find the commit; raises GitError if there is no usable repository, or no such commit."""
        repository = discover(cwd)
        environment = {**repository.environment, **_NO_LAZY_FETCH}
        self._repository: Repository = replace(repository, environment=environment)
        self._top = _tree_of(self._repository, commit)
        self._trees: dict[str, dict[str, _Entry]] = {}

    def read(self, path: str) -> str | None:
        """Give a file's text; None if the commit has no such file. Raises ValueError."""
        try:
            entry = self._entry(path)
            if entry is None or entry.is_folder:
                return None
            if not entry.is_file:
                raise ValueError("this is a link and is not followed")
            return self._text(entry.id)
        except GitError as error:
            raise ValueError(error.message) from error

    def files(self, folder: str) -> list[str]:
        """List the paths of all files below a folder, sorted. Raises OSError."""
        try:
            entry = self._entry(folder)
            if entry is None or not entry.is_folder:
                return []
            inside = _listed(self._repository, entry.id, "-r")
        except GitError as error:
            raise OSError(error.message) from error
        top = PurePosixPath(folder)
        return sorted((top / name).as_posix() for name, each in inside.items() if each.is_file)

    def _entry(self, path: str) -> _Entry | None:
        entry: _Entry | None = _Entry(stat.S_IFDIR, self._top)
        for name in PurePosixPath(path).parts:
            if entry is None or not entry.is_folder:
                return None
            entry = self._tree(entry.id).get(name)
        return entry

    def _tree(self, tree: str) -> dict[str, _Entry]:
        if tree not in self._trees:
            self._trees[tree] = _listed(self._repository, tree)
        return self._trees[tree]

    def _text(self, blob: str) -> str:
        size = sizes(self._repository, [blob]).get(blob)
        if size is None:
            raise ValueError("this clone lacks the file")
        if size > MAX_BYTES:
            raise ValueError(f"this is larger than {MAX_BYTES // 1000} KB")
        data = contents(self._repository, [blob])[blob]
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _tree_of(repository: Repository, commit: str) -> str:
    # a name with a space in it would be taken for git's answer
    safe = commit.isprintable() and commit == "".join(commit.split())
    (tree,) = resolve(repository, [f"{commit}^{{tree}}"]) if safe else (None,)
    if tree is None:
        raise GitError(
            f"There is no commit {commit!r} in this repository.",
            hint="Fetch it first: git fetch origin COMMIT.",
        )
    return tree


def _listed(repository: Repository, tree: str, *options: str) -> dict[str, _Entry]:
    """List a tree by the names in it; with `-r` all files below, by their paths from it on."""
    answer = repository.quick("ls-tree", "-z", "--full-tree", *options, tree)
    entries = {}
    for row in answer.split(b"\0")[:-1]:
        what, _, name = row.partition(b"\t")
        mode, _, object_id = what.decode("ascii").split(" ")
        entries[os.fsdecode(name)] = _Entry(int(mode, 8), object_id)
    return entries
