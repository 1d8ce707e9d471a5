"""Facts of files that were asked for last, unpacked, up to a number of bytes."""

from collections import OrderedDict

from r1_assistant.context.facts import FileFacts

_LARGEST = 1 << 20
"""Bytes of the texts from which the facts were unpacked; as objects they take about five times."""

_Key = tuple[int, bytes]


class FactsCache:
    """Facts by the number of the file's row and the hash of its content."""

    def __init__(self) -> None:
        self._facts: OrderedDict[_Key, tuple[FileFacts, int]] = OrderedDict()
        self._size = 0

    def get(self, key: _Key) -> FileFacts | None:
        """Give facts, if they are there."""
        found = self._facts.get(key)
        if found is None:
            return None
        self._facts.move_to_end(key)
        return found[0]

    def put(self, key: _Key, facts: FileFacts, size: int) -> None:
        """Remember facts that are not there yet, and forget the oldest if there are too many."""
        self._facts[key] = facts, size
        self._size += size
        while self._size > _LARGEST and len(self._facts) > 1:
            _, (_, freed) = self._facts.popitem(last=False)
            self._size -= freed

    def clear(self) -> None:
        """Forget everything."""
        self._facts.clear()
        self._size = 0
