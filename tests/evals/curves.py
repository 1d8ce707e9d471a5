"""The points of the report's curves."""

from collections.abc import Sequence

from evals import metrics
from evals.plots import Point
from evals.reviewing import Result


def roc(results: Sequence[Result]) -> list[Point]:
    """Give (share of clean cases flagged, share of planted ones), from the highest threshold."""
    planted = sum(result.planted for result in results)
    clean = len(results) - planted
    points = [(0.0, 0.0)]
    for flagged in _from_the_top(results):
        right = sum(result.planted for result in flagged)
        points.append(((len(flagged) - right) / max(1, clean), right / max(1, planted)))
    return [*points, (1.0, 1.0)]


def precision_recall(results: Sequence[Result]) -> list[Point]:
    """Give (recall, precision) where the strongest candidate of each case counts, on its line."""
    planted = sum(result.planted for result in results)
    points = []
    for flagged in _from_the_top(results):
        right = sum(result.placed for result in flagged)
        points.append((right / max(1, planted), right / len(flagged)))
    return points


def at_threshold(results: Sequence[Result]) -> Point:
    """Give where the shown findings lie on the ROC curve's plane."""
    shares = metrics.shares(results)
    planted = [result for result in results if result.planted]
    flagged = sum(result.flagged for result in planted) / max(1, len(planted))
    return shares["clean_flagged"].value, flagged


def _from_the_top(results: Sequence[Result]) -> list[list[Result]]:
    """Give the results that each threshold flags; thresholds are the scores, none is 0."""
    ranked = sorted(
        (result for result in results if result.reviewed.score > 0),
        key=lambda result: -result.reviewed.score,
    )
    cuts = [
        at
        for at in range(1, len(ranked) + 1)
        if at == len(ranked) or ranked[at].reviewed.score != ranked[at - 1].reviewed.score
    ]
    return [ranked[:cut] for cut in cuts]
