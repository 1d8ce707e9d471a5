"""The folders that the editor has open: each with its settings and its index."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from r1_assistant.config.settings import Settings, layered
from r1_assistant.context.index.reader import Index

if TYPE_CHECKING:
    from r1_assistant.context.index.process import IndexProcess

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Workspace:
    """A folder, or what lies outside of all folders (`root` None).

    `editor` is what the editor's settings say for the folder. The index process is there while it
    builds and follows the index; the reader finds nothing until there is one. `skipped` counts the
    files that are not in it, by reason; `indexed_without` are the patterns that it leaves out, None
    while there is none.
    """

    root: Path | None
    settings: Settings = field(default_factory=Settings)
    editor: Mapping[str, Any] = field(default_factory=dict)
    index: Index | None = None
    process: "IndexProcess | None" = None
    skipped: Mapping[str, int] = field(default_factory=dict)
    indexed_without: tuple[str, ...] | None = None

    def relative(self, path: Path) -> str:
        """Name a file below the root with `/` between its parts, another one by its own name."""
        if self.root is None or not path.is_relative_to(self.root):
            return path.name
        return path.relative_to(self.root).as_posix()


class Workspaces:
    """All folders; `problem` is told each sentence about wrong settings, once."""

    def __init__(self, problem: Callable[[str], None]) -> None:
        self._outside = Workspace(None)
        self._folders: dict[Path, Workspace] = {}
        self._problem = problem
        self._told: set[str] = set()
        self._turn = asyncio.Lock()

    @property
    def all(self) -> tuple[Workspace, ...]:
        """Every folder, and the outside last."""
        return (*self._folders.values(), self._outside)

    @property
    def first(self) -> Workspace:
        """The folder that a command means when it names none."""
        return self.all[0]

    def add(self, root: Path) -> Workspace:
        """Take a folder in; one that is there already stays."""
        if root not in self._folders:
            self._folders[root] = Workspace(root, index=Index(root))
        return self._folders[root]

    async def remove(self, root: Path) -> None:
        """Let a folder go, and end its index process."""
        workspace = self._folders.pop(root, None)
        if workspace is not None and workspace.process is not None:
            await workspace.process.aclose()

    def of(self, path: Path | None) -> Workspace:
        """Find the innermost folder that a file is in."""
        if path is None:
            return self.first
        inside = [root for root in self._folders if path.is_relative_to(root)]
        if not inside:
            return self._outside
        return self._folders[max(inside, key=lambda root: len(root.parts))]

    async def load_settings(self, workspace: Workspace, *, trusted: bool | None) -> None:
        """Resolve a folder's settings anew; what is wrong in them is told once."""
        async with self._turn:  # else an older reading could end after a newer one
            workspace.settings, problems = await asyncio.to_thread(
                layered, workspace.root, workspace.editor, trusted=trusted
            )
        for problem in problems:
            if problem not in self._told:
                self._told.add(problem)
                self._problem(problem)

    async def aclose(self) -> None:
        """End every index process."""
        for workspace in self._folders.values():
            if workspace.process is not None:
                await workspace.process.aclose()
