"""The hunks of a case: where its two sides differ."""

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from evals.cases import Case

CONTEXT = 3
"""Lines around a change that belong to its hunk, as git shows them."""


@lru_cache(maxsize=4096)
def opcodes(old: str, new: str) -> tuple[tuple[str, int, int, int, int], ...]:
    """Give difflib's changes from one text to the other, by 0-based lines, ends exclusive.

    What both begin and end with is set aside first: files are long and changes are short.
    """
    before, after = old.split("\n"), new.split("\n")
    head = _same(before, after)
    most = min(len(before), len(after)) - head
    tail = min(most, _same(before[::-1], after[::-1]))
    matcher = difflib.SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    )
    return tuple(
        (tag, head + i, head + j, head + k, head + m)
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    )


def ranges(case: Case, context: int = CONTEXT) -> tuple[range, ...]:
    """Give the lines of the new side, 1-based, that each hunk shows."""
    size = case.new.count("\n") + 1
    spans = [(k - context, m + context) for _, _, _, k, m in opcodes(case.old, case.new)]
    return tuple(range(max(0, k) + 1, min(size, m) + 1) for k, m in _merged(spans))


def added(case: Case) -> tuple[int, ...]:
    """Give the lines that only the new side has, 1-based."""
    return tuple(n + 1 for _, _, _, k, m in opcodes(case.old, case.new) for n in range(k, m))


def changed_text(case: Case) -> tuple[str, str]:
    """Give all removed lines, and all added ones."""
    before, after = case.old.split("\n"), case.new.split("\n")
    changes = opcodes(case.old, case.new)
    removed = [line for _, i, j, _, _ in changes for line in before[i:j]]
    return "\n".join(removed), "\n".join(line for *_, k, m in changes for line in after[k:m])


def diff(case: Case, context: int = CONTEXT) -> Iterator[str]:
    """Give the lines of a unified diff, without a header, with the new side's line numbers."""
    before, after = case.old.split("\n"), case.new.split("\n")
    for group in _groups(opcodes(case.old, case.new), context):
        yield from _hunk(before, after, group, context)


def _hunk(
    before: Sequence[str],
    after: Sequence[str],
    group: Sequence[tuple[str, int, int, int, int]],
    context: int,
) -> Iterator[str]:
    at = max(0, group[0][3] - context)
    for _, i, j, k, m in group:
        yield from (f"  {n + 1:>5}  {after[n]}" for n in range(at, k))
        yield from (f"-        {line}" for line in before[i:j])
        yield from (f"+ {n + 1:>5}  {after[n]}" for n in range(k, m))
        at = m
    yield from (f"  {n + 1:>5}  {after[n]}" for n in range(at, min(len(after), at + context)))


def _groups(
    changes: Sequence[tuple[str, int, int, int, int]], context: int
) -> list[list[tuple[str, int, int, int, int]]]:
    groups: list[list[tuple[str, int, int, int, int]]] = []
    for change in changes:
        if groups and change[3] - groups[-1][-1][4] <= 2 * context:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the lines that two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def tokens(text: str) -> list[str]:
    """Split a text into words, numbers and signs, whatever its language."""
    return re.findall(r"\w+|[^\w\s]", text)
