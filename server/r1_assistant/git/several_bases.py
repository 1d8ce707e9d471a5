"""A change with several bases, as a merge has them: what differs from each of them. Pure.

What a merge brings over from one side unchanged was written, and can be reviewed, there.
"""

from collections.abc import Sequence
from dataclasses import replace

from r1_assistant.domain.change import FileChange, Hunk, LineKind


def differs_from_all(changes: Sequence[Sequence[FileChange]]) -> list[FileChange]:
    """Keep what differs from all bases; each of `changes` is the whole difference from one.

    Of a file that differs from all, the least difference is kept, with those hunks that touch
    lines which the other differences touch, too. `git diff --cc` shows merges in this way.
    """
    by_path = [{file.path: file for file in change} for change in changes]
    common = [path for path in by_path[0] if all(path in files for files in by_path)]
    kept = (_least([files[path] for files in by_path]) for path in common)
    return [file for file in kept if file is not None]


def _least(files: Sequence[FileChange]) -> FileChange | None:
    """Choose one of a file's differences, and narrow it down; None if nothing is left of it."""
    least = min(files, key=_size)
    if not least.hunks:
        return least
    touched = [frozenset().union(*map(_touched, file.hunks)) for file in files]
    hunks = tuple(hunk for hunk in least.hunks if all(_touched(hunk) & one for one in touched))
    return replace(least, hunks=hunks) if hunks else None


def _size(file: FileChange) -> int:
    return sum(len(hunk.added) + len(hunk.removed) for hunk in file.hunks)


def _touched(hunk: Hunk) -> frozenset[int]:
    """Give the numbers of added lines, and of the lines behind which something is gone."""
    numbers, last = set(), hunk.new_start - 1
    for line in hunk.lines:
        last = last if line.new_number is None else line.new_number
        if line.kind is not LineKind.CONTEXT:
            numbers.add(last)
    return frozenset(numbers)
