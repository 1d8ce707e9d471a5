"""GGUF files of some megabytes: decoders of Qwen2's or Llama's shape with random weights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, quants
from numpy.typing import NDArray

HEADS, KV_HEADS, LAYERS = 4, 2, 2
WORDS = [chr(n) for n in range(33, 126)] + ["Ġ", "Ċ", "!!", "<|pad|>", "<|end|>"]
CONTROL, NORMAL = 3, 1
CONTEXT = 512
_BIASED = ("attn_q", "attn_k", "attn_v")


@dataclass(frozen=True, slots=True)
class Small:
    """A decoder with random weights; Llama's has no biases.

    `kinds` gives the format of matrices by a part of their name, else float32. `without` names
    tensors that are left out, and `fields` what a test wants to differ: `model` and `pre` of the
    tokenizer, `parts` of the file, `scaling` of the context.
    """

    family: str = "qwen2"
    hidden: int = 128
    kinds: Mapping[str, str] = field(default_factory=lambda: {"": "Q8_0"})
    tied: bool = False
    biases: bool = True
    without: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    seed: int = 11
    scale: float = 0.1

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Give the tensors by their names."""
        shapes: dict[str, tuple[int, ...]] = {
            "token_embd.weight": (len(WORDS), self.hidden),
            "output_norm.weight": (self.hidden,),
        }
        if not self.tied:
            shapes["output.weight"] = (len(WORDS), self.hidden)
        for layer in range(LAYERS):
            for norm in ("attn_norm", "ffn_norm"):
                shapes[f"blk.{layer}.{norm}.weight"] = (self.hidden,)
            for name, shape in self._matrices().items():
                shapes[f"blk.{layer}.{name}.weight"] = shape
                if self.biases and self.family == "qwen2" and name in _BIASED:
                    shapes[f"blk.{layer}.{name}.bias"] = shape[:1]
        return {name: shape for name, shape in shapes.items() if name not in self.without}

    def _matrices(self) -> dict[str, tuple[int, int]]:
        narrow, wide = self.hidden * KV_HEADS // HEADS, 2 * self.hidden
        return {
            "attn_q": (self.hidden, self.hidden),
            "attn_k": (narrow, self.hidden),
            "attn_v": (narrow, self.hidden),
            "attn_output": (self.hidden, self.hidden),
            "ffn_gate": (wide, self.hidden),
            "ffn_up": (wide, self.hidden),
            "ffn_down": (self.hidden, wide),
        }


def write_small_gguf(path: Path, model: Small | None = None) -> Path:
    """Write a model; without another wish one in 8 bits."""
    model = model or Small()
    writer = GGUFWriter(path, model.family)
    _describe(writer, model)
    random = np.random.default_rng(model.seed)
    for name, shape in model.shapes().items():
        values = (random.standard_normal(shape) * model.scale).astype(np.float32)
        values += np.float32(name.endswith("norm.weight"))
        _add(writer, name, values, model.kinds)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def random_q4_k(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Bytes of Q4_K rows with random integers, scales and minimums: (rows, bytes of a row)."""
    random = np.random.default_rng(values.size)
    blocks = random.integers(0, 256, (values.size // 256, 144), dtype=np.uint8)
    factors = random.uniform(2e-4, 4e-4, (len(blocks), 2)) * (1, 7)
    blocks[:, :4] = factors.astype(np.float16).view(np.uint8)
    return blocks.reshape(len(values), -1)


def _add(
    writer: GGUFWriter, name: str, values: NDArray[np.float32], kinds: Mapping[str, str]
) -> None:
    kind = next((kind for part, kind in kinds.items() if part in name), "F32")
    if values.ndim == 1 or kind == "F32":
        writer.add_tensor(name, values)
        return
    number = GGMLQuantizationType[kind]
    data = random_q4_k(values) if kind == "Q4_K" else quants.quantize(values, number)
    writer.add_tensor(name, data, raw_dtype=number)


def _describe(writer: GGUFWriter, model: Small) -> None:
    writer.add_name("Small Test 1M")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(model.hidden)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(2 * model.hidden)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10_000.0)
    writer.add_tokenizer_model(model.fields.get("model", "gpt2"))
    writer.add_tokenizer_pre(model.fields.get("pre", "qwen2"))
    writer.add_token_list(WORDS)
    writer.add_token_types([NORMAL] * (len(WORDS) - 2) + [CONTROL] * 2)
    writer.add_token_merges(["! !"])
    writer.add_eos_token_id(len(WORDS) - 1)
    writer.add_pad_token_id(len(WORDS) - 1)
    writer.add_chat_template("{% for m in messages %}{{ m.content }}<|end|>{% endfor %}")
    if "parts" in model.fields:
        writer.add_uint16("split.count", int(model.fields["parts"]))
    if "scaling" in model.fields:
        writer.add_string(f"{model.family}.rope.scaling.type", model.fields["scaling"])
