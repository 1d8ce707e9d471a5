"""Penalised logistic regression by Newton's method, in plain numpy."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 50
"""Newton's method ends after these at the latest; ten are enough where it converges."""
_CLOSE = 1e-8
_STEEPEST = 30.0
"""Bounds the exponent; the logistic function of it is 1 within 1e-13."""


def newton(
    matrix: Floats, labels: Floats, offset: Floats, penalties: Floats, weights: Floats | None = None
) -> Floats:
    """Minimise the penalised logistic loss by Newton's method, from all terms at 0.

    A step that does not lower the loss is halved, which keeps the method from overshooting. Rows
    count as their `weights`, once each without.
    """
    terms = np.zeros(matrix.shape[1])
    each = np.ones(len(labels)) if weights is None else weights
    for _ in range(STEPS):
        sure = logistic(matrix @ terms + offset)
        slope = matrix.T @ (each * (sure - labels)) + penalties * terms
        spread = np.maximum(each * sure * (1 - sure), 1e-10)
        curve = (matrix * spread[:, None]).T @ matrix + np.diag(penalties + 1e-9)
        step = np.linalg.solve(curve, slope)
        before = objective(matrix, labels, offset, penalties, terms, each)
        while objective(matrix, labels, offset, penalties, terms - step, each) > before + _CLOSE:
            step = step / 2
        terms = terms - step
        if np.abs(step).max() < _CLOSE:
            break
    return terms


def objective(
    matrix: Floats,
    labels: Floats,
    offset: Floats,
    penalties: Floats,
    terms: Floats,
    weights: Floats | None = None,
) -> float:
    """Give the penalised loss: the sum of negative log-likelihoods and half the squares."""
    exponent = matrix @ terms + offset
    loss = np.logaddexp(0, exponent) - labels * exponent
    loss = loss if weights is None else loss * weights
    return float(loss.sum() + (penalties * terms**2).sum() / 2)


def fitted_line(matrix: Floats, labels: NDArray[np.bool_]) -> Floats:
    """Give a regression's terms on a table's own columns, without the bias."""
    deviation = matrix.std(axis=0)
    deviation[deviation == 0] = 1.0
    table = np.column_stack([np.ones(len(matrix)), (matrix - matrix.mean(axis=0)) / deviation])
    penalties = np.array([0.0, *[1.0] * matrix.shape[1]])
    terms = newton(table, labels.astype(float), np.zeros(len(matrix)), penalties)
    return np.asarray(terms[1:] / deviation)


def logistic(exponent: Floats) -> Floats:
    """Give 1 / (1 + e^-x)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(exponent, -_STEEPEST, _STEEPEST))))


def logit(share: float) -> float:
    """Give ln(p / (1 - p)), with p kept between 0.001 and 0.999."""
    share = min(max(share, 0.001), 0.999)
    return float(np.log(share / (1 - share)))
