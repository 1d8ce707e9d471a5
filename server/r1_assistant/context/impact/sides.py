"""A workspace as it was before a change, and as it is after it."""

from collections.abc import Mapping

from r1_assistant.context.facts import Workspace
from r1_assistant.context.languages import language_of
from r1_assistant.context.overlay import OverlaidFile, Overlay
from r1_assistant.context.syntax import SyntaxTree, parse


def tree_of(path: str, text: str) -> SyntaxTree | None:
    """Parse a file's text; None for a language without symbols."""
    language = language_of(path, text[:200].partition("\n")[0])
    return parse(text, language) if language is not None and language.symbols else None


class Side(Overlay):
    """A workspace in which some files have other texts, None for those that are not there."""

    def __init__(self, workspace: Workspace, texts: Mapping[str, str | None]) -> None:
        self._trees = {
            path: None if text is None else tree_of(path, text) for path, text in texts.items()
        }
        self.changed = frozenset(texts)
        files = [OverlaidFile(path, texts[path], tree) for path, tree in self._trees.items()]
        self._stems: dict[str, tuple[str, ...]] = {}
        super().__init__(workspace, files)

    def paths_of(self, stem: str) -> tuple[str, ...]:
        """Find the files of a name without suffix; many uses ask for the same ones."""
        if stem not in self._stems:
            self._stems[stem] = super().paths_of(stem)
        return self._stems[stem]

    def tree(self, path: str) -> SyntaxTree | None:
        """Parse a file as it is on this side; the result is remembered."""
        if path not in self._trees:
            text = self.text(path)
            self._trees[path] = None if text is None else tree_of(path, text)
        return self._trees[path]

    def knows(self, path: str) -> bool:
        """Tell whether a file was parsed already."""
        return path in self._trees
