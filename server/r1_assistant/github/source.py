"""A commit on GitHub as the source of a repository's settings and notes."""

from r1_assistant.config.source import MAX_BYTES
from r1_assistant.github.tree import Tree


class ApiSource:
    """The files of a commit, over the API; links are not followed. GitHubError passes through."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def read(self, path: str) -> str | None:
        """Give a file's text; None if the commit has no such file. Raises ValueError."""
        entry = self._tree.entry(path)
        if entry is None or entry.mode & 0o170000 == 0o040000:
            return None
        if not entry.is_file:
            raise ValueError("this is a link and is not followed")
        if entry.size > MAX_BYTES:
            raise ValueError(f"this is larger than {MAX_BYTES // 1000} KB")
        text = self._tree.data(entry).decode("utf-8-sig")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def files(self, folder: str) -> list[str]:
        """List the paths of all files below a folder, sorted."""
        return self._tree.below(folder)
