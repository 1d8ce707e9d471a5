"""A document within its workspace, as one context looks at them."""

from dataclasses import dataclass
from functools import cached_property

from r1_assistant.context.contexts.values import Document
from r1_assistant.context.facts import Workspace
from r1_assistant.context.references import Identifier, identifier_at
from r1_assistant.context.resolve import Resolved, Sources, resolve, resolve_name


@dataclass(frozen=True)
class Scope:
    """What one context reads: each thing once, so it must not outlive the context."""

    document: Document
    workspace: Workspace

    def name_at(self, offset: int) -> Identifier | None:
        """Give the name at an offset."""
        tree = self.document.tree
        return None if tree is None else identifier_at(tree, offset)

    def resolve(self, name: Identifier, limit: int, *, guess: bool = False) -> tuple[Resolved, ...]:
        """Find what a name of the document stands for, with `guess` also by name alone."""
        tree, path = self.document.tree, self.document.path
        if tree is None:
            return ()
        return resolve(tree, path, name, self.workspace, limit, self.sources, guess=guess)

    def resolve_name(self, name: str, limit: int) -> tuple[Resolved, ...]:
        """Find what a bare name stands for at the document's top level."""
        tree, path = self.document.tree, self.document.path
        if tree is None:
            return ()
        return resolve_name(name, tree, path, self.workspace, limit, self.sources)

    @cached_property
    def sources(self) -> Sources:
        """What resolutions have read so far; only for a document with a tree."""
        assert self.document.tree is not None  # noqa: S101 - its users have looked
        return Sources(self.document.tree, self.document.path, self.workspace)
