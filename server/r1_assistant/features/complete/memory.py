"""What is remembered from one suggestion to the next."""

from collections import OrderedDict
from dataclasses import dataclass, field

from r1_assistant.context.contexts import Context
from r1_assistant.features.complete.cache import SuggestionCache
from r1_assistant.features.tokens import TokenCounts

_DOCUMENTS = 16


@dataclass(slots=True)
class CompletionMemory:
    """Suggestions that were made, what lines cost, and what a model was shown last of a file."""

    suggestions: SuggestionCache = field(default_factory=SuggestionCache)
    counts: TokenCounts = field(default_factory=TokenCounts)
    _contexts: OrderedDict[str, Context] = field(default_factory=OrderedDict)

    def shown_last(self, path: str) -> Context | None:
        """Give the last context of a file."""
        return self._contexts.get(path)

    def show(self, path: str, context: Context) -> None:
        """Remember a file's context; those of the files used last are kept."""
        self._contexts[path] = context
        self._contexts.move_to_end(path)
        if len(self._contexts) > _DOCUMENTS:
            self._contexts.popitem(last=False)
