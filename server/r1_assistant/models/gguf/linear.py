"""Quantised matrices on their way from a GGUF into the weights' file."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from r1_assistant.models.gguf.blocks import (
    BLOCK4,
    FOUR_BIT,
    Blocks,
    block8,
    eight_bits,
    four_bits,
    pack,
)
from r1_assistant.models.gguf.source import GgufSource, Tensor, dequantize
from r1_assistant.models.gguf.weights import WeightsFile

_THREADS = 2  # numpy is busy on one while the file is read and written by the other

Quantise = Callable[[Tensor, NDArray[np.uint8]], Blocks]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A written matrix: attributes of its `MatMulNBits`, and its inputs from the second on.

    `columns` counts the columns with shifts too, if there are any.
    """

    rows: int
    columns: int
    bits: int
    block: int
    inputs: tuple[str, ...]

    @property
    def attributes(self) -> dict[str, int]:
        """The operator's attributes."""
        return {"K": self.columns, "N": self.rows, "bits": self.bits, "block_size": self.block}


class MatrixWriter:
    """Quantises tensors of a source into a weights file, piece by piece, on threads of its own.

    `progress` is called with the bytes of each piece.
    """

    def __init__(
        self, source: GgufSource, weights: WeightsFile, progress: Callable[[int], None]
    ) -> None:
        self.weights = weights
        self._source = source
        self._progress = progress
        self._pool = ThreadPoolExecutor(_THREADS)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)

    def write(self, name: str, tensors: Sequence[Tensor]) -> Matrix:
        """Write tensors of one width, one below the other, at 4 bits if all of them have 4."""
        if all(tensor.kind in FOUR_BIT for tensor in tensors):
            return self._write4(name, tensors)
        return self.write8(name, tensors)

    def write8(self, name: str, tensors: Sequence[Tensor]) -> Matrix:
        """Write tensors of one width, one below the other, at 8 bits."""
        columns, rows = tensors[0].columns, sum(t.rows for t in tensors)
        block = block8(columns)
        quantised = self._quantise(tensors, lambda t, p: eight_bits(dequantize(t, p), block))
        inputs = self._store(name, quantised, (rows, columns // block, block))
        return Matrix(rows, columns, 8, block, inputs)

    def _write4(self, name: str, tensors: Sequence[Tensor]) -> Matrix:
        columns = tensors[0].columns + tensors[0].columns // BLOCK4
        rows = sum(t.rows for t in tensors)
        shape = (rows, -(-columns // BLOCK4), BLOCK4 // 2)
        inputs = self._store(name, self._quantise(tensors, four_bits), shape)
        return Matrix(rows, columns, 4, BLOCK4, inputs)

    def _quantise(self, tensors: Sequence[Tensor], quantise: Quantise) -> Iterator[Blocks]:
        """Quantise pieces in order, no more than a few ahead of the writer."""
        pending: deque[Future[Blocks]] = deque()
        for tensor in tensors:
            for piece in self._source.pieces(tensor):
                pending.append(self._pool.submit(quantise, tensor, piece))
                self._progress(piece.nbytes)
                if len(pending) > _THREADS:
                    yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()

    def _store(
        self, name: str, pieces: Iterator[Blocks], shape: tuple[int, ...]
    ) -> tuple[str, ...]:
        scales: list[NDArray[np.float32]] = []
        zeros: list[NDArray[np.uint8]] = []

        def integers() -> Iterator[NDArray[np.uint8]]:
            for piece in pieces:
                scales.append(piece.scales)
                if piece.zero_points is not None:
                    zeros.append(pack(piece.zero_points))
                yield piece.integers

        kind = np.dtype(np.uint8)
        inputs = [self.weights.stream(f"{name}.integers", shape, integers(), kind)]
        inputs.append(self.weights.add(f"{name}.scales", np.concatenate(scales)))
        if zeros:
            inputs.append(self.weights.add(f"{name}.zero_points", np.concatenate(zeros)))
        return tuple(inputs)
