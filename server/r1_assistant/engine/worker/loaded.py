"""What the worker needs of a model in memory, whichever runtime drives it."""

from typing import Any, Protocol

from r1_assistant.domain.generation import Sampling
from r1_assistant.engine.worker.model import KvCache
from r1_assistant.engine.worker.shape import Shape


class LoadedModel(Protocol):
    """A loaded model: `on_cpu` and `steppable` say how its cache may be used."""

    shape: Shape
    on_cpu: bool
    steppable: bool

    def open(self, capacity: int) -> KvCache:
        """Begin a text of at most `capacity` tokens, whose cache is allocated now."""

    def open_plain(self, capacity: int, sampling: Sampling, grammar: str | None) -> Any:
        """Give a generator that chooses tokens itself, held to a grammar in Lark's form."""
