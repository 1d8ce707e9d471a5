import numpy as np

from bench.reference import BLOCK, attend


def test_blocks_of_rows_see_what_whole_matrices_see() -> None:
    random = np.random.default_rng(7)
    q, k, v = random.standard_normal((3, 2 * BLOCK + 40, 8)).astype(np.float32)
    scores = q @ k.T / np.sqrt(8) + np.triu(np.full((len(q), len(q)), -np.inf), 1)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    expected = weights / weights.sum(-1, keepdims=True) @ v
    np.testing.assert_allclose(attend(q, k, v), expected, atol=1e-5)
