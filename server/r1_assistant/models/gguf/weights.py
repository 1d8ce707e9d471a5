"""The weights' file beside a graph, written piece by piece: no model is ever whole in memory."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import onnx
from numpy.typing import NDArray

ALIGNMENT = 64  # bytes; what the runtime's vector loads like best


class WeightsFile:
    """Collects initializers whose values lie in an external file, in the order of writing."""

    def __init__(self, path: Path) -> None:
        self.initializers: list[onnx.TensorProto] = []
        self._name = path.name
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, name: str, values: NDArray[np.generic]) -> str:
        """Write an array and give its name back."""
        return self.stream(name, values.shape, [values], values.dtype)

    def stream(
        self,
        name: str,
        shape: tuple[int, ...],
        pieces: Iterable[NDArray[np.generic]],
        kind: np.dtype[np.generic],
    ) -> str:
        """Write an array of `shape` and `kind` that comes in pieces of its first dimension."""
        self._file.write(b"\0" * (-self._file.tell() % ALIGNMENT))
        start = self._file.tell()
        for piece in pieces:
            self._file.write(np.ascontiguousarray(piece, kind).data)
        self.initializers.append(self._tensor(name, shape, kind, start))
        return name

    def _tensor(
        self, name: str, shape: tuple[int, ...], kind: np.dtype[np.generic], start: int
    ) -> onnx.TensorProto:
        tensor = onnx.TensorProto(name=name, dims=shape)
        tensor.data_type = onnx.helper.np_dtype_to_tensor_dtype(kind)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        length = self._file.tell() - start
        for key, value in (("location", self._name), ("offset", start), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))
        return tensor
