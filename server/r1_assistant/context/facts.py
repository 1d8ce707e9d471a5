"""What is known of a workspace's files, and the view that resolution and contexts have of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

_PACKAGE_FILES = {"__init__", "index", "mod", "lib"}
"""Files that stand for their folder."""


@dataclass(frozen=True, slots=True)
class Import:
    """A name that a file takes from elsewhere.

    `module` is as it is written, without quotes ("a.b", "..b", "./x", "java.util", "crate::a",
    "stdio.h"). `name` is what is taken from it, "" for the module itself and "*" for everything.
    `alias` is what the file calls it, "" if nothing is bound. Lines count from 1.
    """

    module: str
    name: str
    alias: str
    line: int


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition somewhere in a workspace; lines count from 1, the path is relative with `/`.

    `line` is that of the name, `end_line` the definition's last.
    """

    path: str
    name: str
    line: int
    end_line: int
    kind: str
    container: str
    signature: str
    doc: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file defines, imports and calls (name: lines, one for each call)."""

    path: str
    language: str
    definitions: tuple[Definition, ...] = ()
    imports: tuple[Import, ...] = ()
    calls: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Workspace(Protocol):
    """What can be asked of a workspace. Nothing is raised: what can't be read is not there."""

    def definitions(self, name: str, near: str = "", limit: int = 20) -> tuple[Definition, ...]:
        """Find where a name is defined, in files near to the path `near` first."""
        ...

    def file(self, path: str) -> FileFacts | None:
        """Give what is known of a file."""
        ...

    def paths_of(self, stem: str) -> tuple[str, ...]:
        """Find the files of a name without suffix, in their order.

        A package's file (`__init__`, `index`, `mod`, `lib`) is also found by its folder's name.
        """
        ...

    def folder(self, path: str) -> tuple[str, ...]:
        """Find the files right in a folder ("" is the root), in their order."""
        ...

    def users(self, name: str, near: str = "", limit: int = 200) -> tuple[str, ...]:
        """Find the files that call or import a name, those near to the path `near` first."""
        ...

    def text(self, path: str) -> str | None:
        """Give a file's text as it is now."""
        ...


def stems_of(path: str) -> set[str]:
    """Give the names by which a file is found: its own, and its folder's if it stands for that."""
    folder, _, name = path.rpartition("/")
    dot = name.rfind(".")
    stem = name[:dot] if 0 < dot < len(name) - 1 else name
    above = folder.rpartition("/")[2]
    return {stem, above} if above and stem in _PACKAGE_FILES else {stem}


def uses(facts: FileFacts, name: str) -> bool:
    """Tell whether a file calls or imports a name."""
    return name in facts.calls or any(one.name == name for one in facts.imports)
