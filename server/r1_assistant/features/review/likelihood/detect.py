"""What of a hunk surprises a scoring model, and what it would rather have read."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from r1_assistant.analysis.sides import HunkView
from r1_assistant.domain.errors import ContextTooLong, ScoringUnsupported
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.likelihood.measures import (
    AddedLine,
    added_lines,
    hunk_features,
    line_features,
    suspicion,
)
from r1_assistant.features.review.likelihood.neighbours import Ranked, edits, names_in
from r1_assistant.features.review.likelihood.outcomes import (
    Outcome,
    best_first,
    fix_features,
    quoted,
    strength,
)
from r1_assistant.features.review.likelihood.places import Scored
from r1_assistant.features.review.likelihood.trials import outcome, trials, undone
from r1_assistant.features.review.likelihood.window import Role, windows

MOST_LINES = 3
"""Lines of a hunk whose neighbours are tried."""
TOKENS = 520
"""Tokens that a hunk's scoring may take in all, about; the window comes first."""
LEAST_TOKENS = 140
"""Tokens that are left for neighbours in any case."""
LEAST_GAIN = 1.0
"""Nats; from there on a fix is proposed."""


@dataclass(frozen=True, slots=True)
class LineSuspicion:
    """A line (1-based) of the new side and how suspicious it is.

    `features` are those of `measures` and `trials`, by stable names. `fix` is the whole line that
    would be likelier, "" if none is; `written` and `expected` are where the two differ. `basis`
    says in one line why the line was raised.
    """

    line: int
    features: Mapping[str, float]
    fix: str
    written: str
    expected: str
    basis: str


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What the scores of a hunk's two sides say; empty if the model can't tell."""

    features: Mapping[str, float] = field(default_factory=dict)
    lines: tuple[LineSuspicion, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sides:
    old: Scored
    new: Scored
    added: tuple[AddedLine, ...]
    hunk: Mapping[str, float]
    comments: Sequence[str]


async def slips(view: HunkView, engine: Engine) -> Likelihood:
    """Find the lines that are unlikely as written, the most suspicious one first.

    A hunk with a subject has at least one, however likely. Raises EngineError, but for a model that
    can't score, or a text that is too long for it: these tell nothing.
    """
    try:
        return await _slips(view, engine)
    except (ScoringUnsupported, ContextTooLong):
        return Likelihood()


async def _slips(view: HunkView, engine: Engine) -> Likelihood:
    old_window, new_window = await asyncio.to_thread(windows, view)
    if not new_window.rows:
        return Likelihood()
    # the new side last: its cache serves the neighbours
    old_scores, new_scores = await engine.score_each((old_window.text, new_window.text))
    comments = view.sides.language.comments
    old = Scored(old_window, old_scores, comments)
    new = Scored(new_window, new_scores, comments)
    added = added_lines(old, new, view.hunk.lines)
    sides = _Sides(old, new, added, hunk_features(old, new, added), comments)
    lines = [line for line in added if new_window.rows[line.row].number in view.subjects]
    measured = {line.row: line_features(line, old, new) for line in lines}
    outcomes = await _outcomes(lines, sides, engine)

    def rank(line: AddedLine) -> tuple[float, float]:
        return -strength(outcomes[line.row]), -suspicion(measured[line.row])

    chosen = sorted(lines, key=rank)[:MOST_LINES]
    found = [_suspicion(line, measured[line.row], outcomes[line.row], sides) for line in chosen]
    return Likelihood(sides.hunk, tuple(found))


async def _outcomes(
    lines: Sequence[AddedLine], sides: _Sides, engine: Engine
) -> dict[int, tuple[Outcome, ...]]:
    """Score the neighbours of lines, by row; the old side may be one whose scores are known."""
    found: dict[int, list[Outcome]] = {}
    left: list[tuple[AddedLine, Ranked]] = []
    names = names_in(sides.new)
    for line in lines:
        ranked = edits(line, sides.old, sides.new, names)
        known = _known(line, ranked, sides)
        found[line.row] = [undone(each.edit, sides.old, sides.new) for each in known]
        left += [(line, each) for each in ranked if each not in known]
    chosen = trials(left, sides.new, _tokens_left(sides), MOST_LINES)
    scored = await engine.score_each([each.window.text for each in chosen]) if chosen else ()
    for trial, scores in zip(chosen, scored, strict=True):
        there = Scored(trial.window, scores, sides.comments)
        found[trial.line.row].append(outcome(trial, sides.new, there))
    return {row: best_first(each) for row, each in found.items()}


def _known(line: AddedLine, ranked: Sequence[Ranked], sides: _Sides) -> list[Ranked]:
    """Give the edit that takes the hunk's only change back: the old side has been scored."""
    changed = [row.text for row in sides.old.window.rows if row.role is Role.CHANGED]
    if line.old_row is None or len(sides.added) != 1 or len(changed) != 1:
        return []
    text = sides.new.window.rows[line.row].text
    return [each for each in ranked if each.edit.applied(text) == changed[0]][:1]


def _tokens_left(sides: _Sides) -> int:
    new, old = sides.new.window, sides.old.window
    spent = sum(len(sides.new.tokens(row)) for row in range(len(new.rows)))
    spent += sum(
        len(sides.old.tokens(row))
        for row, one in enumerate(old.rows)
        if one.role is not Role.BEFORE
    )
    return max(LEAST_TOKENS, TOKENS - spent)


def _suspicion(
    line: AddedLine, measured: Mapping[str, float], outcomes: Sequence[Outcome], sides: _Sides
) -> LineSuspicion:
    row = sides.new.window.rows[line.row]
    best = (
        outcomes[0] if outcomes and min(outcomes[0].gain, outcomes[0].fair) >= LEAST_GAIN else None
    )
    fix = best.edit.applied(row.text) if best is not None else ""
    written, expected = quoted(row.text, fix) if fix else ("", "")
    features = {
        **sides.hunk,
        **measured,
        **fix_features(outcomes, row.text, sides.comments),
    }
    fix = fix + row.tail if fix else ""
    return LineSuspicion(row.number, features, fix, written, expected, _basis(best, expected))


def _basis(best: Outcome | None, expected: str) -> str:
    if best is None:
        return "this line is less likely than others here"
    times = exp(min(best.gain, 7.0))
    factor = f"{times:.0f} times" if best.gain < 7.0 else "over 1000 times"
    if not expected:
        return f"this line is unlikely as written; without this it is {factor} as likely"
    before = ", which stood there before," if best.edit.undo else ""
    return (
        f"this line is unlikely as written; `{expected}`{before} is what the surrounding code "
        f"suggests ({factor} as likely)"
    )
