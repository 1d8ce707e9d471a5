"""What files have in them, unpacked: of those that were asked for last, up to a number of bytes."""

from collections import OrderedDict
from typing import Generic, TypeVar

_Key = tuple[int, bytes]
_T = TypeVar("_T")


class Cache(Generic[_T]):
    """Values by the number of a file's row and the hash of its content."""

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
        """Remember a value that is not there yet, and forget the oldest if they are too large."""
        self._values[key] = value, size
        self._size += size
        while self._size > self._largest and len(self._values) > 1:
            _, (_, freed) = self._values.popitem(last=False)
            self._size -= freed
