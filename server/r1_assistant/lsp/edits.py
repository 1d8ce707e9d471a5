"""The places that were edited last."""

from collections import OrderedDict

MOST_PLACES = 8
"""Places of edits that are remembered."""

_ONE_PLACE = 20
"""Lines within which two edits are at one place."""


class Edits:
    """The last places that were edited, by document."""

    def __init__(self) -> None:
        self._places: OrderedDict[tuple[str, int], int] = OrderedDict()

    def note(self, uri: str, line: int) -> None:
        """Remember an edit of a line, from 1."""
        key = uri, line // _ONE_PLACE
        self._places.pop(key, None)
        self._places[key] = line
        if len(self._places) > MOST_PLACES:
            self._places.popitem(last=False)

    def elsewhere(self, uri: str, line: int) -> list[tuple[str, int]]:
        """Give the places that are not near a line, the newest first."""
        places = [(other, at) for (other, _), at in reversed(self._places.items())]
        return [
            (other, at) for other, at in places if other != uri or abs(at - line) > 2 * _ONE_PLACE
        ]
