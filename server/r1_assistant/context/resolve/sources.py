"""What a resolution reads of a workspace, each thing once; the open text comes before the index.

Nothing here is kept longer than one answer takes, for the workspace may change at any time.
"""

import posixpath
from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple, Unpack, cast

from r1_assistant.context.extraction import without_calls
from r1_assistant.context.facts import Definition, FileFacts, Workspace
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import SyntaxTree

_Key = TypeVarTuple("_Key")
_T = TypeVar("_T")

_FAMILIES = (
    ("javascript", "typescript", "tsx"),
    ("c", "cpp"),
    ("java", "kotlin", "scala"),
)
_MOST = 60
"""Definitions of one name that are looked at."""

_EXPRESSIONS = 150
"""Expressions that one resolution looks at."""


class Sources:
    """A workspace as one resolution sees it, beginning in the file `path` with its tree."""

    def __init__(self, tree: SyntaxTree, path: str, workspace: Workspace) -> None:
        self.tree = tree
        self.path = path
        self.language = tree.language.name
        self._workspace = workspace
        self._files: dict[str, FileFacts | None] = {path: without_calls(tree, path)}
        self._texts: dict[str, str | None] = {path: tree.text}
        self.spans: dict[tuple[str, int, int], str] = {}
        self.modules: dict[tuple[str, str], tuple[str, ...]] = {}
        self._found: dict[tuple[Any, ...], Any] = {}
        self._named: dict[str, dict[str, tuple[Definition, ...]]] = {}
        self._left = _EXPRESSIONS
        self.guess = True
        self._lines: dict[str, list[str]] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._definitions: dict[str, tuple[Definition, ...]] = {}

    def begin(self, *, guess: bool = True) -> None:
        """Begin with another name, for which as much is looked at as for the first.

        With `guess` it may be found by its name alone.
        """
        self._left = _EXPRESSIONS
        self.guess = guess

    def spend(self) -> bool:
        """Count an expression that is looked at; False if there were too many."""
        self._left -= 1
        return self._left > 0

    def once(self, find: Callable[["Sources", Unpack[_Key]], _T], *key: *_Key) -> _T:
        """Give what a function finds in these sources, computed the first time."""
        known = self._found
        if (find, key) not in known:
            known[find, key] = find(self, *key)
        return cast("_T", known[find, key])

    def file(self, path: str) -> FileFacts | None:
        """Give what is known of a file; of the open one as it is in the editor."""
        if path not in self._files:
            self._files[path] = self._workspace.file(path)
        return self._files[path]

    def named(self, name: str, path: str) -> tuple[Definition, ...]:
        """Find a file's definitions of a name, in their order."""
        if path not in self._named:
            facts = self.file(path)
            by_name: dict[str, tuple[Definition, ...]] = {}
            for one in facts.definitions if facts else ():
                by_name[one.name] = (*by_name.get(one.name, ()), one)
            self._named[path] = by_name
        return self._named[path].get(name, ())

    def text(self, path: str) -> str:
        """Give a file's text, "" if there is none."""
        if path not in self._texts:
            self._texts[path] = self._workspace.text(path)
        return self._texts[path] or ""

    def lines(self, path: str) -> list[str]:
        """Give a file's lines, without their ends."""
        if path not in self._lines:
            self._lines[path] = self.text(path).split("\n")
        return self._lines[path]

    def paths_of(self, stem: str) -> tuple[str, ...]:
        """Find the files of a name without suffix."""
        if stem not in self._paths:
            self._paths[stem] = self._workspace.paths_of(stem) if stem else ()
        return self._paths[stem]

    def folder(self, path: str) -> tuple[str, ...]:
        """Find the files right in a folder."""
        return self._workspace.folder(path)

    def exists(self, path: str) -> bool:
        """Tell whether the workspace has a source file."""
        return path in self.paths_of(stem_of(path))

    def definitions(self, name: str) -> tuple[Definition, ...]:
        """Find where a name is defined in files of the open file's languages, near ones first."""
        if name not in self._definitions:
            found = self._workspace.definitions(name, self.path, _MOST)
            self._definitions[name] = (
                *self.named(name, self.path),
                *(one for one in found if one.path != self.path and self._fits(one.path)),
            )
        return self._definitions[name]

    def _fits(self, path: str) -> bool:
        language = any_language_of(path)
        return language is None or language.name in family(self.language)


def stem_of(path: str) -> str:
    """Give a file's name without its last suffix."""
    return posixpath.splitext(posixpath.basename(path))[0]


def folder_of(path: str) -> str:
    """Give the folder that a file or folder is in, "" for the root."""
    return posixpath.dirname(path)


def family(language: str) -> tuple[str, ...]:
    """Give the languages whose files can use one another's definitions."""
    return next((names for names in _FAMILIES if language in names), (language,))
