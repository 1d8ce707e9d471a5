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
    if mask is None or _allows(mask, best):
        return best
    allowed = _allowed(mask, logits.size)
    return int(allowed[logits[allowed].argmax()])


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
    ids = None if mask is None else _allowed(mask, logits.size)
    values = logits if ids is None else logits[ids]
    near = np.flatnonzero(values >= values.max() - NEGLIGIBLE * temperature)
    kept = values[near].astype(np.float64)
    order = np.argsort(-kept, kind="stable")
    weights = np.exp((kept[order] - kept[order[0]]) / temperature)
    chosen = near[order]
    return (chosen if ids is None else ids[chosen]), weights


def _nucleus(weights: NDArray[np.float64], top_p: float, draw: float) -> int:
    """Give the index drawn from the shortest head of `weights` that holds `top_p` of its sum."""
    cumulative = weights.cumsum()
    size = int(np.searchsorted(cumulative, top_p * cumulative[-1], side="left")) + 1
    size = min(size, len(weights))
    return int(np.searchsorted(cumulative[:size], draw * cumulative[size - 1], side="right"))


def _allows(mask: Bitmask, token: int) -> bool:
    return bool(mask[token >> 5] >> (token & 31) & 1)


def _allowed(mask: Bitmask, size: int) -> NDArray[np.intp]:
    bits = np.unpackbits(mask.view(np.uint8), count=size, bitorder="little")
    return np.flatnonzero(bits)
