"""A GGUF's own weights in float32, run by numpy alone: the yardstick for imported models.

It shares no code with the imported graph: a plain decoder (RMS norm, rotary attention, gated
feed-forward), one layer's weights in memory at a time.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from gguf import GGUFReader, dequantize
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK = 256
"""Tokens at a time where all at once would take gigabytes."""


def perplexity(path: Path, tokens: Sequence[int]) -> float:
    """Give exp of the mean negative log-likelihood of all tokens but the first."""
    nll = Reference(path).nll(tokens)
    return float(np.exp(nll.mean()))


class Reference:
    """A decoder over the tensors of a GGUF of the Llama or Qwen2 family."""

    def __init__(self, path: Path) -> None:
        reader = GGUFReader(path)
        self._tensors = {t.name: t for t in reader.tensors}
        fields = {k: v.contents() for k, v in reader.fields.items() if not k.startswith("tok")}
        self._family = family = fields["general.architecture"]
        self._heads = fields[f"{family}.attention.head_count"]
        self._kv_heads = fields[f"{family}.attention.head_count_kv"]
        self._layers = fields[f"{family}.block_count"]
        self._epsilon = fields[f"{family}.attention.layer_norm_rms_epsilon"]
        self._base = fields[f"{family}.rope.freq_base"]

    def nll(self, tokens: Sequence[int]) -> Floats:
        """Give the negative log-likelihood of each token but the first, in nats."""
        x = self._matrix("token_embd.weight")[np.asarray(tokens)]
        for layer in range(self._layers):
            x = x + self._attention(f"blk.{layer}", x)
            x = x + self._feed_forward(f"blk.{layer}", x)
        x = self._norm(x, "output_norm.weight")
        tied = "output.weight" not in self._tensors
        head = self._matrix("token_embd.weight" if tied else "output.weight").T
        pieces = [
            _nll(x[start : start + BLOCK] @ head, tokens[start + 1 : start + BLOCK + 1])
            for start in range(0, len(tokens) - 1, BLOCK)
        ]
        return np.concatenate(pieces)

    def _attention(self, block: str, x: Floats) -> Floats:
        hidden = self._norm(x, f"{block}.attn_norm.weight")
        q, k, v = (self._heads_of(hidden, f"{block}.attn_{part}") for part in "qkv")
        q, k = self._rotate(q), self._rotate(k)
        group = self._heads // self._kv_heads
        outputs = [
            attend(q[:, head], k[:, head // group], v[:, head // group])
            for head in range(self._heads)
        ]
        return np.concatenate(outputs, -1) @ self._matrix(f"{block}.attn_output.weight").T

    def _feed_forward(self, block: str, x: Floats) -> Floats:
        hidden = self._norm(x, f"{block}.ffn_norm.weight")
        gate = hidden @ self._matrix(f"{block}.ffn_gate.weight").T
        up = hidden @ self._matrix(f"{block}.ffn_up.weight").T
        return (gate / (1 + np.exp(-gate)) * up) @ self._matrix(f"{block}.ffn_down.weight").T

    def _heads_of(self, hidden: Floats, name: str) -> Floats:
        y = hidden @ self._matrix(f"{name}.weight").T
        if f"{name}.bias" in self._tensors:
            y = y + self._matrix(f"{name}.bias").reshape(-1)
        heads = self._heads if name.endswith("q") else self._kv_heads
        return y.reshape(len(hidden), heads, -1)

    def _rotate(self, x: Floats) -> Floats:
        """Rotate pairs of elements: neighbours in the Llama family, halves in Qwen2's."""
        length, _, size = x.shape
        frequencies = self._base ** (-np.arange(0, size, 2) / size)
        angles = np.arange(length)[:, None, None] * frequencies
        cos, sin = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
        pairs = self._family == "llama"
        a, b = (x[..., 0::2], x[..., 1::2]) if pairs else np.split(x, 2, -1)
        turned = (a * cos - b * sin, a * sin + b * cos)
        return np.stack(turned, -1).reshape(x.shape) if pairs else np.concatenate(turned, -1)

    def _norm(self, x: Floats, name: str) -> Floats:
        scale = 1 / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(self._epsilon))
        return np.asarray(x * scale * self._matrix(name).reshape(-1), np.float32)

    def _matrix(self, name: str) -> Floats:
        tensor = self._tensors[name]
        values = dequantize(tensor.data, tensor.tensor_type)
        return values.reshape([int(n) for n in tensor.shape[::-1]]).astype(np.float32)


def attend(q: Floats, k: Floats, v: Floats) -> Floats:
    """Let each row of a head see the rows up to its own, a block of rows at a time."""
    pieces = []
    for start in range(0, len(q), BLOCK):
        rows = q[start : start + BLOCK]
        end = start + len(rows)
        scores = rows @ k[:end].T / np.float32(q.shape[-1] ** 0.5)
        scores += np.triu(np.full(scores.shape, -np.inf, np.float32), start + 1)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        pieces.append(scores / scores.sum(-1, keepdims=True) @ v[:end])
    return np.concatenate(pieces)


def _nll(logits: Floats, following: Sequence[int]) -> Floats:
    rows = logits[: len(following)]
    peak = rows.max(-1)
    total = peak + np.log(np.exp(rows - peak[:, None]).sum(-1))
    return np.asarray(total - rows[np.arange(len(following)), np.asarray(following)], np.float32)
