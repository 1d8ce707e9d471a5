"""Shares, areas and their bootstrap intervals.

A metric is computed for many weightings of the results at once: the first gives each result the
weight 1, the others draw pairs of cases with replacement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.reviewing import Result

Floats = NDArray[np.float64]
RESAMPLES = 1000
PERCENTILES = (2.5, 97.5)

Part = tuple[float, float]
Share = Callable[[Result], Part]
"""What a result adds to the numerator and the denominator of a share."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval; `n` is the denominator. All NaN where there is nothing."""

    value: float
    low: float
    high: float
    n: float


def weightings(results: Sequence[Result], seed: int, times: int = RESAMPLES) -> Floats:
    """Give a matrix of weights, a row for each weighting, the plain one first.

    The cases of a pair are drawn together.
    """
    keys = [min(r.case.id, r.case.pair or r.case.id) for r in results]
    _, cluster = np.unique(np.array(keys, dtype=object), return_inverse=True)
    count = int(cluster.max()) + 1 if len(keys) else 0
    if not count:
        return np.ones((times + 1, 0))
    draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=times)
    return np.vstack([np.ones(len(keys)), draws[:, cluster]])


def parts(share: Share, results: Sequence[Result]) -> Floats:
    """Give what each result adds: a row of numerator and denominator for each."""
    return np.array([share(result) for result in results], dtype=float).reshape(-1, 2)


def ratios(share: Share, results: Sequence[Result], weights: Floats) -> Floats:
    """Give a share for each weighting; NaN where its denominator is 0."""
    sums = weights @ parts(share, results)
    return divided(sums[:, 0], sums[:, 1])


def divided(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where the divisor is 0."""
    found: Floats = np.full(len(above), np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found


def harmonic(one: Floats, other: Floats) -> Floats:
    """Give the harmonic mean, 0 where both are; an undefined precision counts as 0."""
    one, other = np.nan_to_num(one), np.nan_to_num(other)
    total = one + other
    return np.divide(2 * one * other, total, out=np.zeros(len(one)), where=total > 0)


def areas(scores: Floats, planted: NDArray[np.bool_], weights: Floats) -> Floats:
    """Give the area under the ROC curve for each weighting; a tie counts half."""
    values, inverse = np.unique(scores, return_inverse=True)
    places = np.eye(len(values))[inverse]
    wrong, clean = (weights * planted) @ places, (weights * ~planted) @ places
    below = np.cumsum(clean, axis=1) - clean / 2
    return divided((wrong * below).sum(axis=1), wrong.sum(axis=1) * clean.sum(axis=1))


def recalls_at(
    share: float,
    scores: Floats,
    planted: NDArray[np.bool_],
    right: NDArray[np.bool_],
    weights: Floats,
) -> Floats:
    """Give the recall where at most `share` of the clean cases is flagged, for each weighting.

    Cases from a threshold up are flagged, never those of score 0. A planted case counts where
    `right` holds too.
    """
    values, inverse = np.unique(-scores, return_inverse=True)
    places = np.eye(len(values))[inverse] * (scores > 0)[:, None]
    clean = (weights * ~planted) @ places
    found = (weights * (planted & right)) @ places
    allowed = share * (weights * ~planted).sum(axis=1, keepdims=True) + 1e-9
    reached = (np.cumsum(clean, axis=1) <= allowed) * np.cumsum(found, axis=1)
    best = reached.max(axis=1, initial=0.0)
    return divided(best, (weights * planted).sum(axis=1))


def estimate(values: Floats, n: float) -> Estimate:
    """Sum up a metric's values; the first is that of the results as they are."""
    rest = values[1:][~np.isnan(values[1:])]
    if np.isnan(values[0]) or not len(rest):
        return Estimate(float(values[0]), float("nan"), float("nan"), n)
    low, high = np.percentile(rest, PERCENTILES)
    return Estimate(float(values[0]), float(low), float(high), n)
