"""A workspace as it is seen from a folder above it."""

from dataclasses import replace

from r1_assistant.context.facts import Definition, FileFacts, Workspace, stems_of


class Moved:
    """The protocol `Workspace`, of a folder whose paths begin with `prefix` ("lib/")."""

    def __init__(self, below: Workspace, prefix: str) -> None:
        self._below = below
        self._prefix = prefix

    def definitions(self, name: str, near: str = "", limit: int = 20) -> tuple[Definition, ...]:
        """Find where a name is defined."""
        found = self._below.definitions(name, self._inner(near) or "", limit)
        return tuple(map(self._definition, found))

    def file(self, path: str) -> FileFacts | None:
        """Give what is known of a file."""
        inner = self._inner(path)
        facts = None if inner is None else self._below.file(inner)
        if facts is None:
            return None
        return replace(
            facts, path=path, definitions=tuple(map(self._definition, facts.definitions))
        )

    def paths_of(self, stem: str) -> tuple[str, ...]:
        """Find the files of a name without suffix."""
        found = {*map(self._outer, self._below.paths_of(stem))}
        if (
            stem == self._prefix.rstrip("/").rpartition("/")[2]
        ):  # the folder's own files stand for it
            found |= {one for one in self.folder(self._prefix[:-1]) if stem in stems_of(one)}
        return tuple(sorted(found))

    def folder(self, path: str) -> tuple[str, ...]:
        """Find the files right in a folder."""
        inner = self._inner(f"{path}/")
        return () if inner is None else tuple(map(self._outer, self._below.folder(inner[:-1])))

    def users(self, name: str, near: str = "", limit: int = 200) -> tuple[str, ...]:
        """Find the files that call or import a name."""
        return tuple(map(self._outer, self._below.users(name, self._inner(near) or "", limit)))

    def text(self, path: str) -> str | None:
        """Give a file's text as it is now."""
        inner = self._inner(path)
        return None if inner is None else self._below.text(inner)

    def _inner(self, path: str) -> str | None:
        return path.removeprefix(self._prefix) if path.startswith(self._prefix) else None

    def _outer(self, path: str) -> str:
        return f"{self._prefix}{path}"

    def _definition(self, one: Definition) -> Definition:
        return replace(one, path=self._outer(one.path))
