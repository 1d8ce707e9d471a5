import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.engine.worker.sampling import Bitmask, Logits, Sampler, chooser, greedy

SIZE = 100


def logits_of(probabilities: list[float]) -> Logits:
    """Give logits with these probabilities for the first tokens and next to none for others."""
    logits = np.full(SIZE, -50.0, dtype=np.float32)
    logits[: len(probabilities)] = np.log(probabilities)
    return logits


def mask_of(*tokens: int) -> Bitmask:
    mask = np.zeros((SIZE + 31) // 32, dtype=np.uint32)
    for token in tokens:
        mask[token >> 5] |= np.uint32(1 << (token & 31))
    return mask.view(np.int32)


def frequencies(sampler: Sampler, logits: Logits, mask: Bitmask | None = None) -> list[float]:
    draws = [sampler(logits, mask) for _ in range(4000)]
    return [draws.count(token) / len(draws) for token in range(4)]


def test_greedy_takes_the_first_of_the_best() -> None:
    logits = logits_of([0.2, 0.4, 0.4])
    assert greedy(logits, None) == 1
    assert greedy(logits, mask_of(0, 2)) == 2


@pytest.mark.parametrize("token", [0, 31, 32, 63, 99])
def test_greedy_finds_the_only_allowed_token(token: int) -> None:
    logits = np.zeros(SIZE, dtype=np.float32)
    logits[5] = 40.0
    logits[token] = min(logits[token], -3.0e38)
    assert greedy(logits, mask_of(token)) == token


@given(st.integers(0, 2**32), st.lists(st.integers(0, SIZE - 1), min_size=1))
def test_greedy_is_the_best_of_the_allowed(seed: int, allowed: list[int]) -> None:
    logits = np.random.default_rng(seed).normal(0, 30, SIZE).astype(np.float32)
    best = max(sorted(set(allowed)), key=lambda token: logits[token])
    assert greedy(logits, mask_of(*allowed)) == best


def test_a_mask_must_allow_something() -> None:
    with pytest.raises(ValueError, match="no token"):
        greedy(logits_of([0.5, 0.5]), mask_of())


def test_draws_follow_the_distribution() -> None:
    got = frequencies(Sampler(1.0, 1.0, 1), logits_of([0.5, 0.3, 0.15, 0.05]))
    assert got == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.03)


def test_temperature_sharpens() -> None:
    got = frequencies(Sampler(0.5, 1.0, 1), logits_of([0.6, 0.3, 0.1]))
    assert got == pytest.approx([0.36 / 0.46, 0.09 / 0.46, 0.01 / 0.46, 0.0], abs=0.03)


@pytest.mark.parametrize(
    ("top_p", "expected"),
    [
        (1.0, [0.5, 0.3, 0.15, 0.05]),
        (0.81, [0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0.0]),
        (0.79, [0.625, 0.375, 0.0, 0.0]),
        (0.5, [1.0, 0.0, 0.0, 0.0]),
        (0.0, [1.0, 0.0, 0.0, 0.0]),
    ],
)
def test_top_p_keeps_the_shortest_head(top_p: float, expected: list[float]) -> None:
    got = frequencies(Sampler(1.0, top_p, 1), logits_of([0.5, 0.3, 0.15, 0.05]))
    assert got == pytest.approx(expected, abs=0.03)


def test_a_mask_leaves_the_proportions_of_the_rest() -> None:
    got = frequencies(Sampler(1.0, 1.0, 1), logits_of([0.5, 0.3, 0.1, 0.1]), mask_of(1, 2))
    assert got == pytest.approx([0.0, 0.75, 0.25, 0.0], abs=0.03)


def test_the_seed_decides() -> None:
    logits = logits_of([0.25, 0.25, 0.25, 0.25])

    def draws(seed: int) -> list[int]:
        sampler = Sampler(1.0, 1.0, seed)
        return [sampler(logits, None) for _ in range(50)]

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)
    assert draws(-1) == draws(-1)


def test_temperature_zero_is_greedy() -> None:
    assert chooser(0.0, 0.9, 1) is greedy
    assert isinstance(chooser(0.6, 0.95, 1), Sampler)


def test_infinite_logits_are_never_drawn() -> None:
    logits = np.full(SIZE, -np.inf, dtype=np.float32)
    logits[7] = 0.0
    assert Sampler(1.0, 1.0, 1)(logits, None) == 7
