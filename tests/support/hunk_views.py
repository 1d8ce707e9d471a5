"""The hunks that a review would look at, in the change of one file made from its two sides."""

from collections.abc import Iterator
from dataclasses import replace

from r1_assistant.analysis.sides import HunkView, sides_of
from r1_assistant.analysis.trace import Rule, Trace
from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.domain.change import Change
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.select import select
from support.changes import change_of


def views(path: str, old: str, new: str, *, whole: bool = True) -> Iterator[HunkView]:
    """Give what rules look at; without `whole`, only the patch's lines are known."""
    (file,) = change_of(path, old, new).files
    if whole:
        file = replace(file, old_text=old, new_text=new)
    change = Change("a change", (file,))
    for piece in select(change, ReviewConfig()).pieces:
        subjects = frozenset(line.new_number or 0 for line in piece.subjects)
        sides = sides_of(file, piece.language)
        yield HunkView(sides, piece.hunk, subjects, change, NoWorkspace())


def traced(rule: Rule, path: str, old: str, new: str, *, whole: bool = True) -> list[Trace]:
    """Collect a rule's traces."""
    return [trace for view in views(path, old, new, whole=whole) for trace in rule(view)]
