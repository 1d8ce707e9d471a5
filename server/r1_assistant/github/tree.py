"""The files of a commit, over the API."""

import base64
import stat
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from r1_assistant.github.client import Client
from r1_assistant.github.refusals import understood


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree has under a name: its mode as in `stat`, its object, and its size in bytes."""

    mode: int
    id: str
    size: int = 0

    @property
    def is_file(self) -> bool:
        """Tell whether it is a regular file: no link, no submodule, no folder."""
        return stat.S_ISREG(self.mode)


class Tree:
    """A commit's files; `repository` is the address of its repository within the API.

    All are listed at once, and folder by folder where there are too many for one list. Methods
    raise GitHubError.
    """

    def __init__(self, client: Client, repository: str, commit: str) -> None:
        self._client = client
        self._repository = repository
        self._commit = commit
        self._whole: dict[str, Entry] | None = None
        self._folders: dict[str, dict[str, Entry]] = {}
        self._truncated = False

    def entry(self, path: str) -> Entry | None:
        """Give what there is under a path."""
        whole = self._listed()
        if path in whole or not self._truncated:
            return whole.get(path)
        at: Entry | None = Entry(stat.S_IFDIR, self._commit)
        for part in PurePosixPath(path).parts:
            if at is None or not stat.S_ISDIR(at.mode):
                return None
            at = self._folder(at.id).get(part)
        return at

    def below(self, folder: str) -> list[str]:
        """List the regular files below a folder, sorted."""
        whole, top = self._listed(), f"{folder}/"
        if self._truncated:
            at = self.entry(folder)
            if at is None or not stat.S_ISDIR(at.mode):
                return []
            whole = {f"{top}{path}": each for path, each in self._inside(at.id).items()}
        return sorted(path for path, e in whole.items() if path.startswith(top) and e.is_file)

    def data(self, entry: Entry) -> bytes:
        """Get the bytes of a file."""
        what = f"a file of {self._commit[:10]}"
        answer = self._client.get(f"{self._repository}/git/blobs/{entry.id}", what)
        with understood(what):
            return base64.b64decode(answer["content"])

    def _inside(self, tree: str) -> dict[str, Entry]:
        """List all files below a folder, by their paths from it on."""
        inside, truncated = self._asked(tree, recursive=True)
        if not truncated:
            return inside
        inside = dict(self._folder(tree))
        for name, each in self._folder(tree).items():
            if stat.S_ISDIR(each.mode):
                inside |= {f"{name}/{path}": e for path, e in self._inside(each.id).items()}
        return inside

    def _listed(self) -> dict[str, Entry]:
        if self._whole is None:
            self._whole, self._truncated = self._asked(self._commit, recursive=True)
        return self._whole

    def _folder(self, tree: str) -> dict[str, Entry]:
        if tree not in self._folders:
            self._folders[tree] = self._asked(tree)[0]
        return self._folders[tree]

    def _asked(self, tree: str, *, recursive: bool = False) -> tuple[dict[str, Entry], bool]:
        """List a tree, and say whether there is more than the list holds."""
        what = f"the files of {self._commit[:10]}"
        parameters = {"recursive": "1"} if recursive else {}
        answer = self._client.get(f"{self._repository}/git/trees/{tree}", what, **parameters)
        with understood(what):
            return dict(map(_entry, answer["tree"])), bool(answer.get("truncated"))


def _entry(row: Any) -> tuple[str, Entry]:
    return row["path"], Entry(int(row["mode"], 8), str(row["sha"]), int(row.get("size") or 0))
