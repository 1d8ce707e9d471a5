"""A GGUF of a few megabytes with the shape of Qwen2: shared heads, biases, halves that turn."""

from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, quants

HIDDEN, FEED, HEADS, KV_HEADS, LAYERS = 128, 256, 4, 2, 2
WORDS = [chr(n) for n in range(33, 127)] + ["Ġ", "Ċ", "<|pad|>", "<|end|>"]
CONTROL, NORMAL = 3, 1
CONTEXT = 512
_MATRICES = {
    "attn_q": (HIDDEN, HIDDEN),
    "attn_k": (HIDDEN // 2, HIDDEN),
    "attn_v": (HIDDEN // 2, HIDDEN),
    "attn_output": (HIDDEN, HIDDEN),
    "ffn_gate": (FEED, HIDDEN),
    "ffn_up": (FEED, HIDDEN),
    "ffn_down": (HIDDEN, FEED),
}
_BIASED = ("attn_q", "attn_k", "attn_v")


def write_small_gguf(path: Path, family: str = "qwen2", *, tied: bool = False) -> Path:
    """Write a decoder with random weights in 8 bits; Llama's has no biases."""
    writer = GGUFWriter(path, family)
    _metadata(writer)
    random = np.random.default_rng(11)
    for name, shape in _shapes(tied=tied, biases=family == "qwen2").items():
        values = (random.standard_normal(shape) * 0.1).astype(np.float32)
        if len(shape) == 1:
            writer.add_tensor(name, values + np.float32(name.endswith("norm.weight")))
        else:
            data = quants.quantize(values, GGMLQuantizationType.Q8_0)
            writer.add_tensor(name, data, raw_dtype=GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _shapes(*, tied: bool, biases: bool) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (len(WORDS), HIDDEN),
        "output_norm.weight": (HIDDEN,),
    }
    if not tied:
        shapes["output.weight"] = (len(WORDS), HIDDEN)
    for layer in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            shapes[f"blk.{layer}.{norm}.weight"] = (HIDDEN,)
        for name, shape in _MATRICES.items():
            shapes[f"blk.{layer}.{name}.weight"] = shape
            if biases and name in _BIASED:
                shapes[f"blk.{layer}.{name}.bias"] = shape[:1]
    return shapes


def _metadata(writer: GGUFWriter) -> None:
    writer.add_name("Small Test 1M")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10_000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(WORDS)
    writer.add_token_types([NORMAL] * (len(WORDS) - 2) + [CONTROL] * 2)
    writer.add_token_merges([])
    writer.add_eos_token_id(len(WORDS) - 1)
    writer.add_pad_token_id(len(WORDS) - 1)
    writer.add_chat_template("{% for m in messages %}{{ m.content }}<|end|>{% endfor %}")
