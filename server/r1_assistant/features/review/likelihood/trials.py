"""Scoring the neighbours of suspicious lines in place, and what the best one gains. Pure.

A trial's text is the new window up to two lines behind the edited one. What is before the edit is
shared with the window, so that only the rest is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from r1_assistant.domain.generation import TokenScore
from r1_assistant.features.review.likelihood.lexemes import Edit
from r1_assistant.features.review.likelihood.measures import AddedLine
from r1_assistant.features.review.likelihood.neighbours import Ranked
from r1_assistant.features.review.likelihood.outcomes import Outcome
from r1_assistant.features.review.likelihood.places import Scored
from r1_assistant.features.review.likelihood.window import Window

ROWS_BEHIND = 2
"""Rows with text behind the edited line that are scored with it."""
REREAD = 16
"""Tokens before the edit that are read again, on the average; see `engine.worker.scoring`."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An edit of a line in its window, which ends with the row `last`."""

    line: AddedLine
    edit: Edit
    window: Window
    last: int


def trials(
    ranked: Iterable[tuple[AddedLine, Ranked]], new: Scored, tokens: int, lines: int
) -> tuple[Trial, ...]:
    """Choose the most promising edits whose scoring takes about so many `tokens`, at least one.

    They are on so many `lines` at most, and in the order in which each shares most with the one
    before: the last line first.
    """
    chosen: list[Trial] = []
    rows: set[int] = set()
    for line, each in sorted(ranked, key=lambda pair: -pair[1].promise):
        if len(rows | {line.row}) > lines:
            continue
        trial = _trial(line, each.edit, new)
        tokens -= _cost(trial, new)
        if tokens < 0 and chosen:
            break
        chosen.append(trial)
        rows.add(line.row)
    return tuple(sorted(chosen, key=lambda one: (-one.line.row, -one.edit.start)))


def outcome(trial: Trial, new: Scored, scored: Scored) -> Outcome:
    """Compare the trial's stretch with the same one as written."""
    # the first token that differs may be the end of the row before: that one counts too
    first = max(0, trial.line.row - 1)
    return _outcome(
        trial.edit, new.stretch(first, trial.last), scored.stretch(first, trial.last), new
    )


def undone(edit: Edit, old: Scored, new: Scored) -> Outcome:
    """Give the gain of taking back the whole change, which the old side has told already."""
    return _outcome(edit, new.stretch(), old.stretch(), new)


def _outcome(
    edit: Edit, ours: Sequence[TokenScore], theirs: Sequence[TokenScore], new: Scored
) -> Outcome:
    gain = sum(one.nll for one in ours) - sum(one.nll for one in theirs)
    return Outcome(edit, gain, gain - new.level * (len(ours) - len(theirs)))


def _trial(line: AddedLine, edit: Edit, new: Scored) -> Trial:
    rows = list(new.window.rows)
    rows[line.row] = replace(rows[line.row], text=edit.applied(rows[line.row].text))
    last = line.row
    left = ROWS_BEHIND
    while left and last + 1 < len(rows):
        last += 1
        left -= bool(rows[last].text.strip())
    return Trial(line, edit, Window(tuple(rows[: last + 1])), last)


def _cost(trial: Trial, new: Scored) -> int:
    """Estimate how many tokens a trial reads."""
    offset = new.window.starts[trial.line.row] + trial.edit.start
    rows = range(trial.line.row, trial.last + 1)
    behind = sum(score.end > offset for row in rows for score in new.tokens(row))
    return behind + REREAD
