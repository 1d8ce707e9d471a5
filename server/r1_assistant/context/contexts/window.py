"""The text around a cursor: as many lines as there is room for, from where something begins."""

from bisect import bisect_right
from collections.abc import Sequence

from r1_assistant.context.contexts.costs import Costs
from r1_assistant.context.contexts.values import Document
from r1_assistant.context.definitions import symbols

MOST_BEFORE = 400
MOST_AFTER = 150
"""Lines that are looked at, above and below the cursor."""

_AFTER_SHARE = 0.3
_STEP = 16
_SLACK = 24
"""Lines that may be given up for a window that begins where a definition does."""

_MOST_CHARACTERS = 8
"""Characters a token, at least: what is beyond that many is not worth counting."""


class Window:
    """The lines around an offset of a document; `texts` are those that may be shown."""

    def __init__(self, document: Document, offset: int) -> None:
        text = document.text
        self._head = text[:offset].splitlines(keepends=True)
        if not self._head or self._head[-1].endswith(("\n", "\r")):
            self._head.append("")
        self._first = max(0, len(self._head) - MOST_BEFORE)
        self._before = self._head[self._first :]
        self._after = text[offset:].splitlines(keepends=True)[:MOST_AFTER] or [""]
        self._starts = _starts(document)

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines that are counted."""
        return (*self._before, *self._after)

    def cost(self, most: int, costs: Costs) -> int:
        """Count everything that could be shown, no further than to `most`."""
        return _total(self.texts, most, costs)

    def fit(self, budget: int, costs: Costs) -> tuple[str, str]:
        """Give the texts before and behind the offset that fit into a budget of tokens."""
        most = budget * _MOST_CHARACTERS
        line, rest = self._before[-1][-most:], self._after[0][:most]
        while line and costs.of(line) > budget:
            line = line[len(line) // 4 + 1 :]
        while rest and costs.of(line) + costs.of(rest) > budget:
            rest = rest[: len(rest) * 3 // 4]
        if (line, rest) != (self._before[-1], self._after[0]):
            return line, rest
        room = budget - costs.of(line) - costs.of(rest)
        above = self._before[-2::-1]
        share = max(round(room * _AFTER_SHARE), room - _total(above, room, costs))
        below = _fitting(self._after[1:], share, costs)
        left = room - sum(map(costs.line, below))
        start = self._boundary(len(above) - len(_fitting(above, left, costs)))
        return "".join(self._before[start:]), "".join(self._after[: len(below) + 1])

    def _boundary(self, start: int) -> int:
        """Choose a start at or below a line that stays when a line is added."""
        line = self._first + start  # from 0
        if line == 0:
            return 0
        last = min(line + _SLACK, len(self._head) - 1)
        found = bisect_right(self._starts, line - 1)
        if found < len(self._starts) and self._starts[found] <= last:
            return self._starts[found] - self._first
        stepped = (line + _STEP - 1) // _STEP * _STEP
        return (stepped if stepped <= last else line) - self._first


def _starts(document: Document) -> list[int]:
    """List the lines, from 0, where definitions begin with what is above their names."""
    if document.tree is None:
        return []
    found, row, last = [], 0, 0
    for one in symbols(document.tree):
        row += document.text.count("\n", last, one.start) if one.start > last else 0
        last = max(last, one.start)
        found.append(row)
    return sorted(set(found))


def _fitting(lines: Sequence[str], room: int, costs: Costs) -> list[str]:
    """Give the first lines that fit together; no line behind them is counted."""
    kept: list[str] = []
    for line in lines:
        room -= costs.line(line)
        if room < 0:
            break
        kept.append(line)
    return kept


def _total(lines: Sequence[str], most: int, costs: Costs) -> int:
    """Count lines, no further than to `most`."""
    total = 0
    for line in lines:
        total += costs.line(line)
        if total >= most:
            return most
    return total
