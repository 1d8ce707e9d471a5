"""A workspace made of texts: all that the index knows, without a disk."""

from r1_assistant.context.extraction import facts_of
from r1_assistant.context.facts import Definition, FileFacts, stems_of, uses
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import SyntaxTree, parse


class MemoryWorkspace:
    """The protocol `Workspace` for texts by their paths; `trees` has those that have symbols."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = dict(files)
        self.trees: dict[str, SyntaxTree] = {}
        self._facts: dict[str, FileFacts] = {}
        for path, text in self.files.items():
            language = any_language_of(path, text.partition("\n")[0])
            tree = parse(text, language) if language and language.symbols else None
            if tree is not None:
                self.trees[path] = tree
                self._facts[path] = facts_of(tree, path)
            elif language is not None:
                self._facts[path] = FileFacts(path, language.name)

    def definitions(self, name: str, near: str = "", limit: int = 20) -> tuple[Definition, ...]:
        found = (
            definition
            for path in self._nearest(near)
            for definition in self._facts[path].definitions
            if definition.name == name
        )
        return tuple(found)[:limit]

    def file(self, path: str) -> FileFacts | None:
        return self._facts.get(path)

    def paths_of(self, stem: str) -> tuple[str, ...]:
        return tuple(sorted(path for path in self._facts if stem in stems_of(path)))

    def folder(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(one for one in self._facts if one.rpartition("/")[0] == path))

    def users(self, name: str, near: str = "", limit: int = 200) -> tuple[str, ...]:
        found = (path for path in self._nearest(near) if uses(self._facts[path], name))
        return tuple(found)[:limit]

    def text(self, path: str) -> str | None:
        return self.files.get(path)

    def _nearest(self, near: str) -> list[str]:
        return sorted(self._facts, key=lambda path: (-_common(path, near), path))


def _common(one: str, other: str) -> int:
    """Count the folders that two paths share; a file is nearest to itself."""
    if one == other:
        return len(one)
    shared = 0
    for mine, theirs in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared
