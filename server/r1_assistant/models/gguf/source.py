"""A GGUF file: what it says of its model, and its tensors, read piece by piece.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader
from numpy.typing import NDArray

from r1_assistant.domain.errors import ImportFormatError

FAMILIES = ("llama", "qwen2")
MAGIC = b"GGUF"
_MATRICES = tuple(
    f"{group}_{part}"
    for group, parts in (("attn", ("q", "k", "v", "output")), ("ffn", ("gate", "up", "down")))
    for part in parts
)

# Rows are converted in pieces of about this many weights: small enough that the float32 copies of a
# piece stay in tens of megabytes, large enough that numpy's cost per call does not count.
PIECE_WEIGHTS = 4_000_000


@dataclass(frozen=True, slots=True)
class Architecture:
    """The shape of a decoder; sizes in elements."""

    family: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_size: int
    norm_epsilon: float
    rope_base: float
    rope_factor: float
    context_length: int
    vocabulary: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A matrix (or a vector: one row) in the file: `rows` x `columns`, row by row.

    `kind` is ggml's name of the number format, such as "Q4_K".
    """

    name: str
    kind: str
    rows: int
    columns: int
    offset: int
    size: int

    @property
    def row_size(self) -> int:
        """Bytes of a row."""
        return self.size // self.rows


class GgufSource:
    """An open GGUF file.

    Raises:
        ImportFormatError: the file is not a GGUF, is cut off, or is of a family we can't convert.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            if file.read(4) != MAGIC:
                raise ImportFormatError(f"{path.name} is not a GGUF file.")
        try:
            self._reader = GGUFReader(path)
        except Exception as error:
            raise ImportFormatError(
                f"{path.name} is damaged or incomplete.", hint="Fetch it again."
            ) from error
        self.tensors = {t.name: _tensor(t) for t in self._reader.tensors}
        self._check_complete()

    @property
    def family(self) -> str:
        """Name of the architecture, such as "qwen2"."""
        return str(self.field("general.architecture", ""))

    @property
    def name(self) -> str:
        """What the model calls itself; the file's name where it says nothing."""
        return str(self.field("general.name", "")) or self.path.stem

    def field(self, key: str, default: Any = None) -> Any:
        """Read a metadata value, as Python numbers, strings and lists."""
        found = self._reader.fields.get(key)
        return default if found is None else found.contents()

    @cached_property
    def architecture(self) -> Architecture:
        """The decoder's shape, from the metadata."""
        family = self.family
        if family not in FAMILIES:
            raise ImportFormatError(
                f"{self.path.name} is of the family “{family}”, which can't be imported.",
                hint="Models of the Llama and Qwen2 families can.",
            )
        heads = self._number("attention.head_count")
        hidden = self._number("embedding_length")
        return Architecture(
            family=family,
            layers=self._number("block_count"),
            hidden=hidden,
            heads=heads,
            kv_heads=int(self.field(f"{family}.attention.head_count_kv", heads)),
            head_size=int(self.field(f"{family}.attention.key_length", hidden // heads)),
            norm_epsilon=float(self.field(f"{family}.attention.layer_norm_rms_epsilon", 1e-5)),
            rope_base=float(self.field(f"{family}.rope.freq_base", 10_000.0)),
            rope_factor=self._rope_factor(),
            context_length=self._number("context_length"),
            vocabulary=self.tensors["token_embd.weight"].rows,
        )

    def vector(self, name: str) -> NDArray[np.float32]:
        """Read a small tensor whole, as float32 in one dimension."""
        tensor = self.tensors[name]
        return np.concatenate(list(self.floats(tensor))).reshape(-1)

    def floats(self, tensor: Tensor) -> Iterator[NDArray[np.float32]]:
        """Yield a tensor's rows in pieces, as float32 of shape (rows of the piece, columns)."""
        return (dequantize(tensor, piece) for piece in self.pieces(tensor))

    def pieces(self, tensor: Tensor) -> Iterator[NDArray[np.uint8]]:
        """Yield a tensor's rows in pieces, as they are in the file: (rows, bytes of a row).

        Plain reads and no memory map: mapped pages would count as this process's memory.
        """
        step = max(1, PIECE_WEIGHTS // tensor.columns)
        with self.path.open("rb") as file:
            file.seek(tensor.offset)
            for start in range(0, tensor.rows, step):
                rows = min(step, tensor.rows - start)
                data = file.read(rows * tensor.row_size)
                yield np.frombuffer(data, np.uint8).reshape(rows, tensor.row_size)

    def _rope_factor(self) -> float:
        prefix = f"{self.family}.rope.scaling"
        kind = self.field(f"{prefix}.type", "none")
        if kind not in ("none", "linear"):
            raise ImportFormatError(
                f"{self.path.name} stretches its context by “{kind}”, which can't be imported."
            )
        return float(self.field(f"{prefix}.factor", 1.0)) if kind == "linear" else 1.0

    def _number(self, key: str) -> int:
        value = self.field(f"{self.family}.{key}")
        if not isinstance(value, int):
            raise ImportFormatError(f"{self.path.name} does not say its {key.replace('_', ' ')}.")
        return value

    def _check_complete(self) -> None:
        parts = self.field("split.count", 1)
        if parts > 1:
            raise ImportFormatError(
                f"{self.path.name} is one of {parts} parts of a model.",
                hint="Join them with llama.cpp's llama-gguf-split --merge, and import the result.",
            )
        end = max((t.offset + t.size for t in self.tensors.values()), default=0)
        if end > self.path.stat().st_size or "token_embd.weight" not in self.tensors:
            raise ImportFormatError(f"{self.path.name} is incomplete.", hint="Fetch it again.")


def check_tensors(source: GgufSource) -> None:
    """Refuse a file that lacks a tensor, or has one that a plain decoder has no place for.

    Raises:
        ImportFormatError: naming the first such tensor.
    """
    parts = [f"{name}.weight" for name in (*_MATRICES, "attn_norm", "ffn_norm")]
    blocks = [f"blk.{n}" for n in range(source.architecture.layers)]
    needed = {f"{block}.{part}" for block in blocks for part in parts}
    needed |= {"token_embd.weight", "output_norm.weight"}
    allowed = needed | {f"{block}.{name}.bias" for block in blocks for name in _MATRICES}
    allowed |= {"output.weight", "rope_freqs.weight"}
    for name in sorted(needed - source.tensors.keys()):
        raise ImportFormatError(f"{source.path.name} lacks the tensor {name}.")
    for name in sorted(source.tensors.keys() - allowed):
        raise ImportFormatError(f"{source.path.name} has a tensor that is not known here: {name}.")


def dequantize(tensor: Tensor, piece: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn raw rows into float32 of shape (rows, columns)."""
    from gguf import GGMLQuantizationType, quants

    kind = GGMLQuantizationType[tensor.kind]
    try:
        values = quants.dequantize(piece, kind)
    except NotImplementedError as error:
        raise ImportFormatError(
            f"{tensor.name} is stored as {tensor.kind}, which can't be imported.",
            hint="Take the model's Q4_K_M or Q8_0 file instead.",
        ) from error
    return np.asarray(values, np.float32).reshape(len(piece), tensor.columns)


def _tensor(tensor: Any) -> Tensor:
    shape = [int(n) for n in tensor.shape]
    rows = int(np.prod(shape[1:])) if len(shape) > 1 else 1
    return Tensor(
        str(tensor.name),
        str(tensor.tensor_type.name),
        rows,
        shape[0],
        int(tensor.data_offset),
        int(tensor.n_bytes),
    )
