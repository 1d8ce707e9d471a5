"""Prefix caches: what a prompt shares with the last one of its kind need not be read again.

A prompt is always cut at multiples of `CHUNK` and a cache is only reused at multiples of `GRAIN`,
so that every token goes through the same arithmetic whether it was cached or not: a kernel treats
the rows of a chunk alike as long as they keep their place in its tiles, and a single row
differently. What was generated is never reused: it went through the model one row at a time.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from r1_assistant.engine.worker.model import KvCache

CHUNK = 128
"""Tokens of a prompt that are read in one step."""

GRAIN = 32
"""Tokens; a multiple of every kernel's rows per tile, and a divisor of `CHUNK`."""

CAPACITY_STEP = 512
"""Tokens; capacities are rounded up so that similar requests can share a cache."""

IDLE_BYTES = 256 * 1024 * 1024
"""Memory that caches may hold while nobody uses them; the latest one may be larger."""


@dataclass(slots=True)
class _Slot:
    cache: KvCache
    prefix: list[int]


class Slots:
    """The caches that nobody uses now, by name, latest last."""

    def __init__(
        self,
        open_cache: Callable[[int], KvCache],
        *,
        context_length: int,
        cache_bytes: int,
        grain: int = GRAIN,
        idle_bytes: int = IDLE_BYTES,
    ) -> None:
        """`cache_bytes` is what a token of capacity takes."""
        self._open = open_cache
        self._context_length = context_length
        self._cache_bytes = cache_bytes
        self._grain = grain
        self._idle_bytes = idle_bytes
        self._slots: OrderedDict[str, _Slot] = OrderedDict()

    def take(self, name: str, prompt: Sequence[int], size: int) -> KvCache:
        """Give a cache with room for `size` tokens that has read a beginning of `prompt`."""
        slot = self._slots.pop(name, None)
        if slot is not None and slot.cache.capacity >= size:
            slot.cache.rewind(self._reusable(slot.prefix, prompt))
            return slot.cache
        del slot  # its memory goes before the new one's comes
        capacity = -(-size // CAPACITY_STEP) * CAPACITY_STEP
        self._evict(capacity)
        return self._open(min(capacity, self._context_length))

    def give_back(self, name: str, cache: KvCache, prompt: Sequence[int]) -> None:
        """Keep a cache that read `prompt`, or the beginning of it that its length tells."""
        read = min(cache.length, len(prompt))
        prefix = list(prompt[: read // self._grain * self._grain])
        self._slots.pop(name, None)
        self._slots[name] = _Slot(cache, prefix)
        self._evict(0)

    @property
    def idle_tokens(self) -> int:
        """The capacity that is kept, in tokens."""
        return sum(slot.cache.capacity for slot in self._slots.values())

    def _evict(self, coming: int) -> None:
        keep = 0 if coming else 1
        while (
            len(self._slots) > keep
            and (self.idle_tokens + coming) * self._cache_bytes > self._idle_bytes
        ):
            self._slots.popitem(last=False)

    def _reusable(self, prefix: Sequence[int], prompt: Sequence[int]) -> int:
        """Say how many tokens need not be read again; at least one must be."""
        common = 0
        for old, new in zip(prefix, prompt, strict=False):
            if old != new:
                break
            common += 1
        length = min(common, len(prompt) - 1) // self._grain * self._grain
        if len(prompt) - length == 1 and length % CHUNK:
            length -= self._grain  # in an empty cache that token would not be a row of its own
        return max(length, 0)
