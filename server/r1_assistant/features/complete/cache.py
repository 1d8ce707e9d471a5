"""Suggestions that were made already, also for who types on along one."""

from collections import OrderedDict

_BEFORE = 2_000
_AFTER = 500
"""Code points before and behind the cursor that must be the same for a suggestion to hold."""

Key = tuple[str, str, str]


class SuggestionCache:
    """The last `capacity` suggestions; what is used longest ago goes first."""

    def __init__(self, capacity: int = 250) -> None:
        self._capacity = capacity
        self._texts: OrderedDict[Key, str] = OrderedDict()
        self._longest = 0

    def put(self, path: str, before: str, after: str, suggestion: str) -> None:
        """Keep what was suggested between two texts; "" if that was nothing."""
        key = _key(path, before, after)
        self._texts[key] = suggestion
        self._texts.move_to_end(key)
        self._longest = max(self._longest, len(suggestion))
        if len(self._texts) > self._capacity:
            self._texts.popitem(last=False)

    def get(self, path: str, before: str, after: str) -> str | None:
        """Give what is left of a suggestion after what was typed since; None if there is none.

        "" says that nothing was suggested here. The suggestion that was typed least of is best.
        """
        for typed in range(min(self._longest, len(before)) + 1):
            start = len(before) - typed
            key = _key(path, before[:start][-_BEFORE:], after)
            text = self._texts.get(key)
            if (
                text is None
                or not text.startswith(before[start:])
                or (typed and typed == len(text))
            ):
                continue
            self._texts.move_to_end(key)
            return text[typed:]
        return None


def _key(path: str, before: str, after: str) -> Key:
    return path, before[-_BEFORE:], after[:_AFTER]
