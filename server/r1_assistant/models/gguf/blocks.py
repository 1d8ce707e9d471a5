"""Weights as `MatMulNBits` wants them: integers in blocks along a row, with a scale each.

A weight is `scale * (integer - zero_point)`. Four-bit GGUF formats have a scale and a minimum for
every 32 weights, `scale * integer - minimum`; their integers are kept as they are. A zero point is
an integer, so what `minimum / scale` lacks to the next integer (at most half a scale, the same for
all 32 weights of a block) is left over: the block's shift. A product with the input needs the
shift only times the sum of the input's block, so the shifts stand as further columns of the matrix
and the sums as further elements of the input: 3 % more weights, and nothing of the file is lost.
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from r1_assistant.models.gguf.source import Tensor

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

BLOCK4 = 32
_TINY = np.float32(1e-12)  # in place of the scale 0 of a block of zeros


@dataclass(frozen=True, slots=True)
class Blocks:
    """Quantised rows.

    `integers` has the shape (rows, blocks, bytes of a block), two integers to a byte at 4 bits, the
    earlier one in the low half. `scales` and `zero_points` are (rows, blocks); where `zero_points`
    is None, the zero point is the middle of the range.
    """

    integers: Bytes
    scales: Floats
    zero_points: Bytes | None = None


def block8(columns: int) -> int:
    """Give the largest block of at most 128 that divides a row: for 8-bit weights.

    128 is the size at which the kernels for 8 bits are fastest.
    """
    return next(size for size in (128, 64, 32, 16) if columns % size == 0)


def eight_bits(weights: Floats, block: int) -> Blocks:
    """Round rows to 8 bits around zero."""
    values = weights.reshape(len(weights), -1, block)
    scales = np.maximum(np.abs(values).max(-1) / np.float32(127), _TINY)
    scaled = values / scales[..., None]
    np.rint(scaled, out=scaled)
    scaled += np.float32(128)
    return Blocks(scaled.astype(np.uint8), scales)


def four_bits(tensor: Tensor, piece: Bytes) -> Blocks:
    """Take the integers of 4-bit rows over, and append the columns with the blocks' shifts.

    Args:
        tensor: a tensor of one of the `FOUR_BIT` formats.
        piece: some of its rows, as they are in the file.
    """
    integers, scales, minimums = _READERS[tensor.kind](piece)
    rows = len(piece)
    scales, minimums = scales.reshape(rows, -1), minimums.reshape(rows, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.nan_to_num(minimums / scales, posinf=15.0, neginf=0.0)
    zeros = np.rint(exact).clip(0, 15)
    shift, shift_scales, shift_zeros = _round4(scales * zeros - minimums)
    return Blocks(
        np.concatenate([pack(integers).reshape(rows, -1, BLOCK4 // 2), shift], axis=1),
        np.concatenate([scales, shift_scales], axis=1),
        np.concatenate([zeros.astype(np.uint8), shift_zeros], axis=1),
    )


def pack(values: Bytes) -> Bytes:
    """Put pairs of 4-bit integers along the last axis into bytes, the first in the low half."""
    even = values if values.shape[-1] % 2 == 0 else np.pad(values, ((0, 0), (0, 1)))
    return even[..., 0::2] | (even[..., 1::2] << np.uint8(4))


def _round4(weights: Floats) -> tuple[Bytes, Floats, Bytes]:
    """Round rows to packed blocks, scales and zero points; zeros fill the last block."""
    padded = np.pad(weights, ((0, 0), (0, -weights.shape[1] % BLOCK4)))
    values = padded.reshape(len(weights), -1, BLOCK4)
    low = np.minimum(values.min(-1), 0)
    scales = np.maximum((np.maximum(values.max(-1), 0) - low) / np.float32(15), _TINY)
    zeros = np.rint(-low / scales).clip(0, 15)
    integers = np.rint(values / scales[..., None] + zeros[..., None]).clip(0, 15)
    return pack(integers.astype(np.uint8)), scales, zeros.astype(np.uint8)


def _half(data: Bytes) -> Floats:
    return np.ascontiguousarray(data).view(np.float16).astype(np.float32)


def _q4_k(piece: Bytes) -> tuple[Bytes, Floats, Floats]:
    """144 bytes for 256 weights: two factors, eight 6-bit scales and minimums, the integers."""
    from gguf.quants import Q4_K

    blocks = piece.reshape(-1, 144)
    scales, minimums = Q4_K.get_scale_min(np.ascontiguousarray(blocks[:, 4:16]))
    factors = _half(blocks[:, :4])
    packed = blocks[:, 16:].reshape(len(blocks), 4, 32)
    integers = np.stack([packed & np.uint8(15), packed >> np.uint8(4)], axis=2)
    return integers.reshape(-1, 32), factors[:, :1] * scales, factors[:, 1:] * minimums


def _q4_1(piece: Bytes) -> tuple[Bytes, Floats, Floats]:
    """20 bytes for 32 weights: a scale, what is added, the integers (first half low)."""
    blocks = piece.reshape(-1, 20)
    factors = _half(blocks[:, :4])
    return _halves(blocks[:, 4:]), factors[:, 0], -factors[:, 1]


def _q4_0(piece: Bytes) -> tuple[Bytes, Floats, Floats]:
    """18 bytes for 32 weights: a scale, the integers around 8 (first half low)."""
    blocks = piece.reshape(-1, 18)
    scales = _half(blocks[:, :2])[:, 0]
    return _halves(blocks[:, 2:]), scales, scales * np.float32(8)


def _halves(packed: Bytes) -> Bytes:
    return np.concatenate([packed & np.uint8(15), packed >> np.uint8(4)], axis=1)


_READERS: dict[str, Callable[[Bytes], tuple[Bytes, Floats, Floats]]] = {
    "Q4_K": _q4_k,
    "Q4_1": _q4_1,
    "Q4_0": _q4_0,
}
FOUR_BIT = frozenset(_READERS)
