"""A workspace in which some files have other texts: those of open documents, or of a change."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import PurePosixPath

from r1_assistant.context.extraction import facts_of
from r1_assistant.context.facts import Definition, FileFacts, Workspace
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import SyntaxTree, parse

PACKAGE_FILES = {"__init__", "index", "mod", "lib"}
"""Files that stand for their folder."""


class OverlaidFile:
    """A file's other text, None if the file is gone; it is parsed when it is asked about."""

    def __init__(self, path: str, text: str | None, tree: SyntaxTree | None = None) -> None:
        self.path = path
        self.text = text
        self._tree = tree

    @cached_property
    def facts(self) -> FileFacts | None:
        """What is known of the text."""
        if self.text is None:
            return None
        language = any_language_of(self.path, self.text[:200].partition("\n")[0])
        if language is None:
            return None
        tree = self._tree or (parse(self.text, language) if language.symbols else None)
        return FileFacts(self.path, language.name) if tree is None else facts_of(tree, self.path)


class Overlay:
    """The protocol `Workspace`, of files that go before those of another workspace."""

    def __init__(self, below: Workspace, files: Iterable[OverlaidFile]) -> None:
        self._below = below
        self._files: Mapping[str, OverlaidFile] = {one.path: one for one in files}

    def definitions(self, name: str, near: str = "", limit: int = 20) -> tuple[Definition, ...]:
        """Find where a name is defined, in the other texts first."""
        below = self._below.definitions(name, near, limit + len(self._files))
        own = [
            found for facts in self._known() for found in facts.definitions if found.name == name
        ]
        others = [found for found in below if found.path not in self._files]
        return (*own, *others)[:limit]

    def file(self, path: str) -> FileFacts | None:
        """Give what is known of a file."""
        own = self._files.get(path)
        return self._below.file(path) if own is None else own.facts

    def paths_of(self, stem: str) -> tuple[str, ...]:
        """Find the files of a name without suffix."""
        own = {path for path in self._present() if stem in stems_of(path)}
        below = set(self._below.paths_of(stem)) - self._files.keys()
        return tuple(sorted(own | below))

    def folder(self, path: str) -> tuple[str, ...]:
        """Find the files right in a folder."""
        own = {one for one in self._present() if one.rpartition("/")[0] == path}
        below = set(self._below.folder(path)) - self._files.keys()
        return tuple(sorted(own | below))

    def users(self, name: str, near: str = "", limit: int = 200) -> tuple[str, ...]:
        """Find the files that call or import a name."""
        own = [facts.path for facts in self._known() if _uses(facts, name)]
        below = self._below.users(name, near, limit + len(self._files))
        return (*own, *(path for path in below if path not in self._files))[:limit]

    def text(self, path: str) -> str | None:
        """Give a file's text as it is now."""
        own = self._files.get(path)
        return self._below.text(path) if own is None else own.text

    def _present(self) -> list[str]:
        return [path for path, one in self._files.items() if one.text is not None]

    def _known(self) -> list[FileFacts]:
        return [one.facts for one in self._files.values() if one.facts is not None]


def stems_of(path: str) -> set[str]:
    """Give the names by which a file is found: its own, and its folder's if it stands for that."""
    name = PurePosixPath(path)
    return {name.stem} | ({name.parent.name} if name.stem in PACKAGE_FILES else set())


def _uses(facts: FileFacts, name: str) -> bool:
    return name in facts.calls or any(one.name == name for one in facts.imports)
