"""Stand-ins as files: GGUF, and folders of Hugging Face's transformers."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFWriter
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from support.stand_in import (
    CONTROL,
    FEED_FORWARD,
    HEADS,
    HIDDEN,
    KV_HEADS,
    LAYERS,
    MERGES,
    R1,
    WORDS,
    StandIn,
)

_NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
"""GGUF's names of tensors, and those of transformers."""


def write_gguf(path: Path, model: StandIn = R1) -> Path:
    """Write a stand-in as a GGUF file of 16-bit numbers."""
    writer = GGUFWriter(path, model.family)
    writer.add_name(model.title)
    writer.add_block_count(LAYERS)
    writer.add_context_length(16_384)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10_000.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("deepseek-r1-qwen" if model.family == "qwen2" else "llama-bpe")
    writer.add_token_list(model.tokens())
    writer.add_token_types(model.types())
    writer.add_token_merges([" ".join(pair) for pair in MERGES])
    writer.add_bos_token_id(model.begin)
    writer.add_eos_token_id(model.end)
    if model.template:
        writer.add_chat_template(model.template)
    for name, values in weights(model):
        writer.add_tensor(name, values if values.ndim == 1 else values.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_folder(folder: Path, model: StandIn = R1) -> Path:
    """Write a stand-in as a folder of Hugging Face's transformers."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True)
    _tokenizer(model).save(str(folder / "tokenizer.json"))
    names = {number: name for number, (name, _) in model.special.items()}
    ends = {"bos_token": names[model.begin], "eos_token": names[model.end]}
    form = {"tokenizer_class": "PreTrainedTokenizerFast", "chat_template": model.template}
    _write_json(folder / "tokenizer_config.json", ends | form)
    _write_json(folder / "config.json", _config(model))
    tensors = {_theirs(name): values.astype(np.float16) for name, values in weights(model)}
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    return folder


def weights(model: StandIn, seed: int = 7) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Give the tensors by GGUF's names."""
    random = np.random.default_rng(seed)
    embeddings = random.normal(0, 1, (model.vocabulary, HIDDEN)).astype(np.float32)
    yield "token_embd.weight", embeddings
    if not model.tied:
        yield "output.weight", _chain(model, embeddings)
    yield "output_norm.weight", np.ones(HIDDEN, np.float32)
    for layer in range(LAYERS):
        for name, shape in _shapes(model).items():
            scale = 0.002 if name.startswith(("attn_output", "ffn_down")) else 0.05
            values = random.normal(0, scale, shape).astype(np.float32)
            yield f"blk.{layer}.{name}", 1 + values if "norm" in name else values


def _chain(model: StandIn, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Make a head that gives the next token of the chain, by a wide margin, after each one."""
    numbers = {token: number for number, token in enumerate(model.tokens())}
    head = np.zeros_like(embeddings)
    for chain in model.chains:
        for before, after in itertools.pairwise(chain):
            head[numbers[after]] += embeddings[numbers[before]] * (40 / HIDDEN)
    return head


def _shapes(model: StandIn) -> dict[str, tuple[int, ...]]:
    narrow = HIDDEN // HEADS * KV_HEADS
    shapes: dict[str, tuple[int, ...]] = {
        "attn_norm.weight": (HIDDEN,),
        "attn_q.weight": (HIDDEN, HIDDEN),
        "attn_k.weight": (narrow, HIDDEN),
        "attn_v.weight": (narrow, HIDDEN),
        "attn_output.weight": (HIDDEN, HIDDEN),
        "ffn_norm.weight": (HIDDEN,),
        "ffn_gate.weight": (FEED_FORWARD, HIDDEN),
        "ffn_up.weight": (FEED_FORWARD, HIDDEN),
        "ffn_down.weight": (HIDDEN, FEED_FORWARD),
    }
    if model.family == "qwen2":
        shapes |= {"attn_q.bias": (HIDDEN,), "attn_k.bias": (narrow,), "attn_v.bias": (narrow,)}
    return shapes


def _theirs(name: str) -> str:
    *block, tensor, kind = name.split(".")
    prefix = f"model.layers.{block[1]}." if block else ""
    return f"{prefix}{_NAMES[tensor]}.{kind}"


def _tokenizer(model: StandIn) -> Tokenizer:
    plain = {token: number for number, token in enumerate(model.tokens()[: min(model.special)])}
    tokenizer = Tokenizer(models.BPE(plain, MERGES))
    split = pre_tokenizers.Split(Regex(WORDS), "isolated")
    whole = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, whole])
    tokenizer.decoder = decoders.ByteLevel()
    text = json.loads(tokenizer.to_str())
    text["added_tokens"] = [
        {"id": number, "content": name, "special": kind == CONTROL, **_PLAIN_MATCH}
        for number, (name, kind) in sorted(model.special.items())
    ]
    return Tokenizer.from_str(json.dumps(text))


_PLAIN_MATCH = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}


def _config(model: StandIn) -> dict[str, Any]:
    qwen = model.family == "qwen2"
    return {
        "architectures": ["Qwen2ForCausalLM" if qwen else "LlamaForCausalLM"],
        "model_type": model.family,
        "hidden_size": HIDDEN,
        "intermediate_size": FEED_FORWARD,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KV_HEADS,
        "head_dim": HIDDEN // HEADS,
        "hidden_act": "silu",
        "max_position_embeddings": 131_072,
        "rms_norm_eps": 1e-6,
        "rope_theta": 10_000.0,
        "vocab_size": model.vocabulary,
        "tie_word_embeddings": model.tied,
        "bos_token_id": model.begin,
        "eos_token_id": model.end,
        "dtype": "float16",
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
