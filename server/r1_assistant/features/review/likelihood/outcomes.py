"""What edits of a line gain: numbers by stable names, and where two texts differ. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from r1_assistant.features.review.likelihood.lexemes import (
    KINDS,
    Edit,
    Lexeme,
    differences,
    lexemes,
)
from r1_assistant.features.review.likelihood.mistaken import GROUPS

FORMER = 2.0
"""Nats; code that was there has been read and run, an edit of the model's has not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an edit gains: nats by which the stretch is likelier with it than as written.

    `fair` is the gain at equal length: each token that the edit saves is charged what a token of
    this file costs, since a shorter text is always likelier.
    """

    edit: Edit
    gain: float
    fair: float


def best_first(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Sort outcomes by their fair gain; of two that gain the same, the smaller edit first.

    What stood there before has `FORMER` nats ahead of what only the model suggests.
    """

    def key(one: Outcome) -> tuple[float, int]:
        ahead = FORMER if one.edit.undo else 0.0
        return -round(one.fair + ahead, 3), max(len(one.edit.text), one.edit.end - one.edit.start)

    return tuple(sorted(outcomes, key=key))


def strength(outcomes: Sequence[Outcome]) -> float:
    """Rank lines of one hunk by their best outcome, in nats.

    An operator counts fully; what is the author's free choice, or a change of the code's form,
    surprises without being a slip and counts half.
    """
    halved = (*_FAMILIES["free"], *_FAMILIES["structure"])
    weighed = (one.fair / 2 if one.edit.kind in halved else one.fair for one in outcomes)
    return max(0.0, *weighed, 0.0)


def fix_features(
    outcomes: Sequence[Outcome], text: str, comments: Sequence[str]
) -> dict[str, float]:
    """Measure the outcomes of a line's edits, the best one first."""
    best = outcomes[0] if outcomes else Outcome(Edit(0, 0, "", "structure"), 0.0, 0.0)
    runner_up = outcomes[1].fair if len(outcomes) > 1 else 0.0
    gain = _bounded(best.gain)
    written, expected = pieces(text, best.edit.applied(text), comments)
    changed = max(1, len(written), len(expected))
    undo = max((one.fair for one in outcomes if one.edit.undo), default=0.0)
    own = max((one.fair for one in outcomes if not one.edit.undo), default=0.0)
    features = {
        "fix.gain": gain,
        "fix.fair": _bounded(best.fair),
        "fix.gain_per_lexeme": gain / changed,
        "fix.runner_up": _bounded(runner_up),
        "fix.lead": _bounded(best.fair - runner_up),
        "fix.undo": 1.0 if best.edit.undo else 0.0,
        "fix.gain_undo": _bounded(undo),
        "fix.gain_own": _bounded(own),
        "fix.tried": float(len(outcomes)),
        "fix.lexemes": float(changed if outcomes else 0),
    }
    for kind in KINDS:
        is_it = bool(outcomes) and best.edit.kind == kind
        features[f"fix.is_{kind}"] = 1.0 if is_it else 0.0
    for name, kinds in _FAMILIES.items():
        of_it = (one.fair for one in outcomes if one.edit.kind in kinds)
        features[f"fix.gain_{name}"] = _bounded(max(of_it, default=0.0))
    return features


_FAMILIES: dict[str, tuple[str, ...]] = {
    "operator": (*(kind for kind in GROUPS if kind != "twin"), "negation", "offset"),
    "free": ("name", "member", "number", "string"),
    "order": ("order",),
    "twin": ("twin",),
    "structure": ("structure",),
}


def pieces(
    text: str, fixed: str, comments: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the lexemes of a line that differ from its fix, and those there instead."""
    ours, theirs = lexemes(text, comments), lexemes(fixed, comments)
    groups = differences(ours, theirs)
    written = tuple(part.text for one in groups for part in ours[one.first : one.last])
    expected = tuple(part.text for one in groups for part in theirs[one.at : one.end])
    return written, expected


def quoted(text: str, fixed: str) -> tuple[str, str]:
    """Give what is written and what is expected, as they stand in a line and in its fix.

    Where one of the two would be nothing, both have the lexeme before, or the one behind.
    """
    ours, theirs = lexemes(text, ()), lexemes(fixed, ())
    shortest = min(len(ours), len(theirs))
    first = _common(ours, theirs, shortest)
    last = _common(ours[::-1], theirs[::-1], shortest - first)
    if first + last == shortest:
        first, last = (first - 1, last) if first else (first, max(0, last - 1))
    return _cut(text, ours, first, last), _cut(fixed, theirs, first, last)


def _common(ours: Sequence[Lexeme], theirs: Sequence[Lexeme], most: int) -> int:
    """Count the lexemes that both begin with."""
    pairs = zip(ours[:most], theirs[:most], strict=True)
    return sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, pairs))


def _cut(text: str, parts: Sequence[Lexeme], first: int, last: int) -> str:
    kept = parts[first : len(parts) - last]
    return text[kept[0].start : kept[-1].end] if kept else ""


def _bounded(nats: float) -> float:
    return max(-30.0, min(30.0, nats))
