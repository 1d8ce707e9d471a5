"""Quantised blocks against the values that gguf itself reads out of a file."""

import numpy as np
import pytest
from gguf import GGMLQuantizationType, quants
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.models.gguf.blocks import (
    BLOCK4,
    FOUR_BIT,
    Blocks,
    block8,
    eight_bits,
    four_bits,
    pack,
)
from r1_assistant.models.gguf.source import Tensor

COLUMNS = 1024


def dense(blocks: Blocks, columns: int) -> np.ndarray:
    """What the operator multiplies by: (rows, columns), shifts applied to their blocks."""
    integers = np.stack([blocks.integers & 15, blocks.integers >> 4], -1)
    integers = integers.reshape(*blocks.scales.shape, BLOCK4).astype(np.float64)
    assert blocks.zero_points is not None
    values = (integers - blocks.zero_points[..., None]) * blocks.scales[..., None]
    values = values.reshape(len(values), -1)
    shifts = values[:, columns : columns + columns // BLOCK4]
    return values[:, :columns] + np.repeat(shifts, BLOCK4, axis=1)


def raw(kind: str, rows: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((rows, COLUMNS)).astype(np.float32)
    if kind != "Q4_K":
        return quants.quantize(values, GGMLQuantizationType[kind])
    blocks = rng.integers(0, 256, (rows * COLUMNS // 256, 144), dtype=np.uint8)
    blocks[:, :4] = rng.uniform(0, 0.01, (len(blocks), 2)).astype(np.float16).view(np.uint8)
    return blocks.reshape(rows, -1)


@pytest.mark.parametrize("kind", sorted(FOUR_BIT))
@given(rows=st.integers(1, 5), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_four_bit_integers_are_kept_to_a_thirtieth_of_a_scale(
    kind: str, rows: int, seed: int
) -> None:
    piece = raw(kind, rows, seed)
    tensor = Tensor("x", kind, rows, COLUMNS, 0, piece.nbytes)
    expected = quants.dequantize(piece, GGMLQuantizationType[kind]).reshape(rows, COLUMNS)
    blocks = four_bits(tensor, piece)
    # A shift is rounded to 4 bits over the range of the 32 shifts beside it.
    bound = np.abs(blocks.scales[:, COLUMNS // BLOCK4 :]).max() * 0.51 + 1e-6
    assert np.abs(dense(blocks, COLUMNS) - expected).max() <= bound


def test_q4_0_needs_no_shift() -> None:
    piece = raw("Q4_0", 3, 1)
    tensor = Tensor("x", "Q4_0", 3, COLUMNS, 0, piece.nbytes)
    expected = quants.dequantize(piece, GGMLQuantizationType.Q4_0).reshape(3, COLUMNS)
    np.testing.assert_allclose(dense(four_bits(tensor, piece), COLUMNS), expected, atol=1e-6)


@given(st.integers(0, 2**32 - 1), st.sampled_from([16, 32, 64, 128]))
@settings(max_examples=30, deadline=None)
def test_eight_bits_round_to_half_a_step(seed: int, block: int) -> None:
    weights = np.random.default_rng(seed).standard_normal((4, 256)).astype(np.float32)
    weights[0] = 0
    blocks = eight_bits(weights, block)
    values = (blocks.integers.astype(np.float64) - 128) * blocks.scales[..., None]
    error = np.abs(values.reshape(4, 256) - weights).reshape(4, -1, block)
    assert (error <= blocks.scales[..., None] * 0.5001).all()


def test_blocks_divide_rows() -> None:
    assert [block8(n) for n in (1536, 576, 96, 48)] == [128, 64, 32, 16]


def test_packing_puts_the_first_integer_low() -> None:
    assert pack(np.array([[1, 2, 3]], np.uint8)).tolist() == [[0x21, 0x03]]
