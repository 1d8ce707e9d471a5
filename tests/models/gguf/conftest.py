"""Small GGUF files made on the spot: real decoders with random weights."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from gguf import GGMLQuantizationType, GGUFWriter, quants

from r1_assistant.models.catalog import IndexSource, load_catalog
from r1_assistant.models.index_source import fetch_from_index
from r1_assistant.models.progress import silent

HIDDEN, FEED, HEADS, KV_HEADS, LAYERS = 256, 512, 4, 2, 2
WORDS = [chr(n) for n in range(33, 127)] + ["Ġ", "Ċ", "!!", "<|end|>"]
MATRICES = {
    "attn_q": (HIDDEN, HIDDEN),
    "attn_k": (HIDDEN // 2, HIDDEN),
    "attn_v": (HIDDEN // 2, HIDDEN),
    "attn_output": (HIDDEN, HIDDEN),
    "ffn_gate": (FEED, HIDDEN),
    "ffn_up": (FEED, HIDDEN),
    "ffn_down": (HIDDEN, FEED),
}

MakeGguf = Callable[..., Path]


@pytest.fixture
def make_gguf(tmp_path: Path) -> MakeGguf:
    """Write a GGUF: `kinds` gives the format of matrices by the end of their name."""

    def make(
        family: str = "qwen2",
        kinds: dict[str, str] | None = None,
        *,
        tied: bool = False,
        biases: bool = True,
        without: tuple[str, ...] = (),
        fields: dict[str, str] | None = None,
    ) -> Path:
        path = tmp_path / f"{family}.gguf"
        writer = GGUFWriter(path, family)
        _metadata(writer, family, fields or {})
        rng = np.random.default_rng(7)
        for name, shape in _shapes(tied=tied, biases=biases).items():
            if name not in without:
                values = (rng.standard_normal(shape) * 0.08).astype(np.float32)
                values += np.float32(name.endswith("norm.weight"))
                _add(writer, name, values, kinds or {})
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return path

    return make


@pytest.fixture(scope="session")
def gguf_of_real_model() -> Path:
    """The file of smollm2-135m, kept in R1_TEST_HOME or else in the user's cache folder."""
    source = load_catalog().entries["smollm2-135m"].sources[0]
    assert isinstance(source, IndexSource)
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    folder = Path(kept) / "gguf"
    folder.mkdir(parents=True, exist_ok=True)
    return fetch_from_index(source, folder, silent)


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
        for name, shape in MATRICES.items():
            shapes[f"blk.{layer}.{name}.weight"] = shape
            if biases and name in ("attn_q", "attn_k", "attn_v"):
                shapes[f"blk.{layer}.{name}.bias"] = shape[:1]
    return shapes


def _add(writer: GGUFWriter, name: str, values: np.ndarray, kinds: dict[str, str]) -> None:
    kind = next((kind for end, kind in kinds.items() if end in name), "F32")
    if values.ndim == 1 or kind == "F32":
        writer.add_tensor(name, values)
        return
    number = GGMLQuantizationType[kind]
    data = random_q4_k(values) if kind == "Q4_K" else quants.quantize(values, number)
    writer.add_tensor(name, data, raw_dtype=number)


def random_q4_k(values: np.ndarray) -> np.ndarray:
    """Bytes of Q4_K rows with random integers, scales and minimums: (rows, bytes of a row)."""
    rng = np.random.default_rng(values.size)
    blocks = rng.integers(0, 256, (values.size // 256, 144), dtype=np.uint8)
    factors = rng.uniform(2e-4, 4e-4, (len(blocks), 2)) * (1, 7)
    blocks[:, :4] = factors.astype(np.float16).view(np.uint8)
    return blocks.reshape(len(values), -1)


def _metadata(writer: GGUFWriter, family: str, fields: dict[str, str]) -> None:
    writer.add_context_length(512)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10_000.0)
    writer.add_tokenizer_model(fields.get("model", "gpt2"))
    writer.add_tokenizer_pre(fields.get("pre", "qwen2"))
    writer.add_token_list(WORDS)
    writer.add_token_types([1] * (len(WORDS) - 1) + [3])
    writer.add_token_merges(["! !"])
    writer.add_eos_token_id(len(WORDS) - 1)
    if "parts" in fields:
        writer.add_uint16("split.count", int(fields["parts"]))
    if "scaling" in fields:
        writer.add_string(f"{family}.rope.scaling.type", fields["scaling"])
