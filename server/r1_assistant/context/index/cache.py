"""What was read last, up to a size."""

from collections import OrderedDict
from typing import Generic, TypeVar

_Key = tuple[int, bytes]
_T = TypeVar("_T")


class Cache(Generic[_T]):
    """Values by a number and a hash or name; the oldest go when all are too large."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._values: OrderedDict[_Key, tuple[_T, int]] = OrderedDict()
        self._size = 0

    def get(self, key: _Key) -> _T | None:
        """Give a value, if it is there."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: _Key, value: _T, size: int) -> None:
        """Remember a value, and forget the oldest if they are too large."""
        if key in self._values:
            self._size -= self._values.pop(key)[1]
        self._values[key] = value, size
        self._size += size
        while self._size > self._largest and len(self._values) > 1:
            _, (_, freed) = self._values.popitem(last=False)
            self._size -= freed
