"""A model of a few kilobytes: a real GGUF file of the Llama family with random weights."""

from pathlib import Path

import numpy as np
from gguf import GGUFWriter

HIDDEN, HEADS, FEED_FORWARD = 64, 2, 128
CONTROL, NORMAL = 3, 1
WORDS = ["<|im_start|>", "<|im_end|>", *(chr(code) for code in range(33, 127)), "Ġ", "Ċ"]


def write_tiny_gguf(path: Path, *, seed: int = 0, name: str = "Tiny Test 1K") -> Path:
    random = np.random.default_rng(seed)
    writer = GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_block_count(1)
    writer.add_context_length(128)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(WORDS)
    writer.add_token_types([CONTROL, CONTROL] + [NORMAL] * (len(WORDS) - 2))
    writer.add_token_merges([])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    writer.add_chat_template("{% for m in messages %}{{ m.content }}{% endfor %}")
    for tensor, shape in _shapes().items():
        writer.add_tensor(tensor, random.normal(0, 0.02, shape).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _shapes() -> dict[str, tuple[int, ...]]:
    square, up, down = (HIDDEN, HIDDEN), (FEED_FORWARD, HIDDEN), (HIDDEN, FEED_FORWARD)
    block = {
        "attn_norm": (HIDDEN,),
        "attn_q": square,
        "attn_k": square,
        "attn_v": square,
        "attn_output": square,
        "ffn_norm": (HIDDEN,),
        "ffn_gate": up,
        "ffn_up": up,
        "ffn_down": down,
    }
    return {
        "token_embd.weight": (len(WORDS), HIDDEN),
        "output_norm.weight": (HIDDEN,),
        **{f"blk.0.{name}.weight": shape for name, shape in block.items()},
    }
