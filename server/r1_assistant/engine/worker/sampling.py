"""Choosing a token from logits.

Everything is a function of the logits and of a uniform draw, so that the same seed gives the same
tokens whatever was drafted, cached or interleaved.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]
Bitmask = NDArray[np.int32]
"""One bit a token, lowest bit first, 32 to a word."""

NEGLIGIBLE = 15.0
"""In units of temperature below the best logit: exp(-15) is 3e-7 of the best one's weight."""


class Choose(Protocol):
    """Chooses the next token."""

    def __call__(self, logits: Logits, mask: Bitmask | None) -> int:
        """Give the token's id; `mask`, if any, must allow at least one."""
        ...


def greedy(logits: Logits, mask: Bitmask | None) -> int:
    """Take the most likely token, the lowest id among equals."""
    best = int(logits.argmax())
    if mask is None or mask[best >> 5] >> (best & 31) & 1:
        return best
    # the best allowed token is seldom far behind; looking at all of them takes a millisecond
    for reach in (8.0, 32.0, np.inf):
        near = _allowed(np.flatnonzero(logits >= logits[best] - reach), mask)
        if near.size:
            return int(near[logits[near].argmax()])
    raise ValueError("the mask allows no token")


class Sampler:
    """Draws by temperature and top-p from a stream of its own."""

    def __init__(self, temperature: float, top_p: float, seed: int) -> None:
        self._temperature = temperature
        self._top_p = top_p
        self._random = np.random.Generator(np.random.PCG64(seed & 0xFFFF_FFFF_FFFF_FFFF))

    def __call__(self, logits: Logits, mask: Bitmask | None) -> int:
        """Draw a token; every call uses exactly one draw."""
        draw = self._random.random()
        ids, weights = _candidates(logits, mask, self._temperature)
        return int(ids[_nucleus(weights, self._top_p, draw)])


def chooser(temperature: float, top_p: float, seed: int) -> Choose:
    """Give the way of choosing that a request asks for."""
    return greedy if temperature <= 0 else Sampler(temperature, top_p, seed)


def _candidates(
    logits: Logits, mask: Bitmask | None, temperature: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give the ids that have any chance, likeliest first, and their weights."""
    best = float(logits[greedy(logits, mask)])
    ids = np.flatnonzero(logits >= best - NEGLIGIBLE * temperature)
    if mask is not None:
        ids = _allowed(ids, mask)
    values = logits[ids].astype(np.float64)
    order = np.argsort(-values, kind="stable")
    return ids[order], np.exp((values[order] - best) / temperature)


def _nucleus(weights: NDArray[np.float64], top_p: float, draw: float) -> int:
    """Give the index drawn from the shortest head of `weights` that holds `top_p` of its sum."""
    cumulative = weights.cumsum()
    size = int(np.searchsorted(cumulative, top_p * cumulative[-1], side="left")) + 1
    size = min(size, len(weights))
    return int(np.searchsorted(cumulative[:size], draw * cumulative[size - 1], side="right"))


def _allowed(ids: NDArray[np.intp], mask: Bitmask) -> NDArray[np.intp]:
    """Give those of `ids` whose bit is set."""
    bits = (mask[ids >> 5] >> (ids & 31)) & 1
    allowed: NDArray[np.intp] = ids[bits == 1]
    return allowed
