"""A piece of a document that is shown as far as there is room, cut where statements begin."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.context.contexts.costs import Costs
from r1_assistant.context.contexts.values import Candidate, Document, Reason

if TYPE_CHECKING:
    from tree_sitter import Node

GAP = "…"
_MOST_CHARACTERS = 16
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Passage:
    """The lines of a document from `start` to `end` (offsets); those around `keep` go last."""

    document: Document
    start: int
    end: int
    keep: int
    reason: Reason = Reason.SUBJECT

    @property
    def lines(self) -> list[str]:
        """The whole lines, without their common indentation."""
        text = self.document.text
        first = text.rfind("\n", 0, self.start) + 1
        found = text[first : self.end].split("\n")[:_MOST_LINES]
        margins = [len(line) - len(line.lstrip()) for line in found if line.strip()]
        margin = min(margins, default=0)
        return [line[margin:].rstrip() for line in found]

    @property
    def first(self) -> int:
        """The number of the first line, from 1."""
        return self.document.text.count("\n", 0, self.start) + 1

    def fit(self, budget: int, costs: Costs) -> Candidate:
        """Take the first line, and as many others around `keep` as there is room for."""
        lines = self.lines
        kept = self._kept(lines, budget, costs)
        text = "\n".join(_with_gaps(lines, kept))
        if len(kept) == 1 and costs.of(text) > budget:
            text = _within(lines[kept[0]][: budget * _MOST_CHARACTERS], budget, costs)
        last = self.first + max(kept, default=0)
        return Candidate(self.document.path, self.first, last, text, self.reason, 1.0)

    def _kept(self, lines: list[str], budget: int, costs: Costs) -> list[int]:
        prices = [costs.line(f"{line}\n") for line in lines]
        if sum(prices) <= budget:
            return list(range(len(lines)))
        gaps = 2 * costs.line(f"{GAP}\n")
        middle = self.document.text.count("\n", 0, max(self.keep, self.start)) + 1 - self.first
        middle = min(max(middle, 0), len(lines) - 1)
        low, high = _grown(prices, middle, budget - gaps - prices[0])
        starts = [row for row in _statements(self) if low < row <= middle]
        low = starts[0] if low and starts else low
        ends = [row for row in _statements(self) if middle < row < high]
        high = ends[-1] if high < len(lines) and ends else high
        return sorted({0, *range(low, high)}) if high > low else [0]


def _grown(prices: list[int], middle: int, room: int) -> tuple[int, int]:
    """Grow a range of lines around one while there is room, evenly to both sides."""
    low = high = middle
    while True:
        down = high < len(prices) and prices[high] <= room
        if down:
            room -= prices[high]
            high += 1
        up = low > 0 and prices[low - 1] <= room
        if up:
            low -= 1
            room -= prices[low]
        if not (up or down):
            return low, high


def _statements(passage: Passage) -> list[int]:
    """List the lines of a passage, from 0, where a statement or a definition begins."""
    tree = passage.document.tree
    if tree is None:
        return []
    first = passage.first - 1
    low, high = tree.offsets.byte(passage.start), tree.offsets.byte(passage.end)
    rows = {node.start_point.row - first for node in _inside(tree.root, low, high)}
    return sorted(row for row in rows if row >= 0)


def _inside(root: "Node", low: int, high: int) -> "Iterator[Node]":
    """Give the named nodes of a range of bytes that begin a line of a block."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if node.end_byte < low or node.start_byte > high:
            continue
        children = node.named_children
        rows = [child.start_point.row for child in children]
        if len(set(rows)) == len(rows) > 1 and low <= node.start_byte:
            yield from children
        nodes.extend(child for child in children if child.named_child_count)


def _with_gaps(lines: list[str], kept: list[int]) -> Iterator[str]:
    last = -1
    for row in kept:
        if row != last + 1:
            yield GAP
        yield lines[row]
        last = row
    if last + 1 < len(lines):
        yield GAP


def _within(line: str, budget: int, costs: Costs) -> str:
    while line and costs.of(line) > budget:
        line = line[: len(line) * 3 // 4]
    return line
