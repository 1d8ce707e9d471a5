"""The layers' weights as halves, each matrix as the factor on the right: (inputs, outputs)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from r1_assistant.models.gguf.source import GgufSource, Tensor
from r1_assistant.models.gguf.weights import WeightsFile

_LARGEST = float(np.finfo(np.float16).max)
_PARTS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")

Floats = NDArray[np.float32]


def write_layers(
    source: GgufSource, weights: WeightsFile, progress: Callable[[int], None]
) -> frozenset[str]:
    """Write all layers' weights, one matrix in memory at a time; say which have a bias."""
    biased = set()
    for layer in range(source.architecture.layers):
        for name in (f"blk.{layer}.attn_norm", f"blk.{layer}.ffn_norm"):
            weights.add(name, _halves(source.vector(f"{name}.weight")))
        for name in (f"blk.{layer}.{part}" for part in _PARTS):
            tensor = source.tensors[f"{name}.weight"]
            rows = _arranged(source, name, _matrix(source, tensor))
            weights.add(name, np.ascontiguousarray(_halves(rows).T))
            progress(tensor.size)
            if f"{name}.bias" in source.tensors:
                bias = source.vector(f"{name}.bias")[:, None]
                weights.add(f"{name}.bias", _halves(_arranged(source, name, bias)[:, 0]))
                biased.add(name)
    weights.add("output_norm", _halves(source.vector("output_norm.weight")))
    return frozenset(biased)


def _matrix(source: GgufSource, tensor: Tensor) -> Floats:
    return np.concatenate(list(source.floats(tensor)))


def _arranged(source: GgufSource, name: str, rows: Floats) -> Floats:
    """Bring what is turned by the position into halves, and scale the queries.

    Scaled here, the scores stay in the range of a half.
    """
    shape = source.architecture
    if name.endswith(("attn_q", "attn_k")) and shape.family == "llama":
        # files of the Llama family hold the rows of Q and K in pairs, as their code turns them
        pairs = rows.reshape(-1, shape.head_size // 2, 2, rows.shape[-1])
        rows = np.ascontiguousarray(pairs.transpose(0, 2, 1, 3)).reshape(rows.shape)
    if name.endswith("attn_q"):
        rows = rows * np.float32(shape.head_size**-0.5)
    return rows


def _halves(values: Floats) -> NDArray[np.float16]:
    return values.clip(-_LARGEST, _LARGEST).astype(np.float16)
