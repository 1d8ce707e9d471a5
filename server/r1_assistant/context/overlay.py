"""A workspace in which some files have other texts: those of open documents, or of a change."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from r1_assistant.context.extraction import definition_of, facts_of
from r1_assistant.context.facts import Definition, FileFacts, Workspace, stems_of, uses
from r1_assistant.context.languages import Language, any_language_of
from r1_assistant.context.symbols import symbols
from r1_assistant.context.syntax import SyntaxTree, parse


class OverlaidFile:
    """A file's other text, None if the file is gone; it is parsed when it is asked about."""

    def __init__(self, path: str, text: str | None, tree: SyntaxTree | None = None) -> None:
        self.path = path
        self.text = text
        self._tree = tree

    @cached_property
    def tree(self) -> SyntaxTree | None:
        """The text's syntax, if it is in a language with symbols."""
        language = self.language
        if self._tree is not None or language is None or self.text is None:
            return self._tree
        return parse(self.text, language) if language.symbols else None

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """What the text defines."""
        if self.tree is None:
            return ()
        return tuple(definition_of(symbol, self.path) for symbol in symbols(self.tree))

    @cached_property
    def facts(self) -> FileFacts | None:
        """What is known of the text."""
        if self.language is None:
            return None
        if self.tree is None:
            return FileFacts(self.path, self.language.name)
        return facts_of(self.tree, self.path)

    @cached_property
    def language(self) -> Language | None:
        """What it is written in; None if that is not known, or the file is gone."""
        if self.text is None:
            return None
        return any_language_of(self.path, self.text[:200].partition("\n")[0])


class NoWorkspace:
    """The protocol `Workspace`, of no files at all."""

    def definitions(self, name: str, near: str = "", limit: int = 20) -> tuple[Definition, ...]:
        """Find nothing."""
        return ()

    def file(self, path: str) -> FileFacts | None:
        """Know nothing."""
        return None

    def paths_of(self, stem: str) -> tuple[str, ...]:
        """Find nothing."""
        return ()

    def folder(self, path: str) -> tuple[str, ...]:
        """Find nothing."""
        return ()

    def users(self, name: str, near: str = "", limit: int = 200) -> tuple[str, ...]:
        """Find nothing."""
        return ()

    def text(self, path: str) -> str | None:
        """Read nothing."""
        return None


class Overlay:
    """The protocol `Workspace`, of files that go before those of another workspace."""

    def __init__(self, below: Workspace, files: Iterable[OverlaidFile]) -> None:
        self._below = below
        self._files: Mapping[str, OverlaidFile] = {one.path: one for one in files}

    def definitions(self, name: str, near: str = "", limit: int = 20) -> tuple[Definition, ...]:
        """Find where a name is defined, in the other texts first."""
        below = self._below.definitions(name, near, limit + len(self._files))
        all_own = (found for one in self._files.values() for found in one.definitions)
        own = [found for found in all_own if found.name == name]
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
        own = [facts.path for facts in self._known() if uses(facts, name)]
        below = self._below.users(name, near, limit + len(self._files))
        return (*own, *(path for path in below if path not in self._files))[:limit]

    def text(self, path: str) -> str | None:
        """Give a file's text as it is now."""
        own = self._files.get(path)
        return self._below.text(path) if own is None else own.text

    def _present(self) -> list[str]:
        return [path for path, one in self._files.items() if one.language is not None]

    def _known(self) -> list[FileFacts]:
        return [one.facts for one in self._files.values() if one.facts is not None]
