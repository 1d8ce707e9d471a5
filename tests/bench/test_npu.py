import numpy as np
import pytest

from bench.npu import METRICS, compare


def rows(*choices: int) -> np.ndarray:
    """Give rows of three logits whose highest is where it is told."""
    return np.eye(3, dtype=np.float32)[list(choices)]


def test_agreement_is_told_for_both_graphs() -> None:
    cpu, npu = rows(0, 1, 2, 0), rows(0, 1, 1, 0)
    result = compare(cpu, npu, 3, {"load_s": 1.5})
    assert result.value == 0.75
    assert result.details["prompt_agreement"] == pytest.approx(2 / 3)
    assert result.details["token_agreement"] == 1.0
    assert result.details["widest_margin_nats"] == 1.0
    assert result.details["load_s"] == 1.5
    assert not METRICS[0].passed(result.value)
