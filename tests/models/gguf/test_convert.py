"""Imported decoders, run by onnxruntime-genai, against the same weights run by numpy."""

import json
from pathlib import Path

import numpy as np
import onnxruntime_genai as og
import pytest

from bench.reference import Reference
from models.gguf.conftest import MakeGguf
from r1_assistant.domain.errors import ImportFormatError
from r1_assistant.models.gguf import import_gguf
from r1_assistant.models.gguf.graph import FULL_LOGITS_ROWS

TOKENS = [int(n) for n in np.random.default_rng(3).integers(0, 90, 200)]
ALL_4 = {"blk": "Q4_K"}
MIXED = {"attn_v": "Q8_0", "ffn_down": "Q8_0", "blk": "Q4_1", "token": "Q8_0", "output": "Q8_0"}


def imported(source: Path) -> Path:
    target = source.with_suffix("")
    target.mkdir()
    import_gguf(source, target)
    return target


def run(folder: Path, sizes: list[int]) -> np.ndarray:
    """Feed TOKENS in chunks of these sizes; give all logits that come out."""
    model = og.Model(og.Config(str(folder)))
    params = og.GeneratorParams(model)
    params.set_search_options(max_length=256)
    generator = og.Generator(model, params)
    rows, start = [], 0
    for size in sizes:
        generator.append_tokens(np.array(TOKENS[start : start + size], np.int32))
        rows.append(generator.get_output("logits")[0].copy())
        start += size
    return np.concatenate(rows)


def nll(logits: np.ndarray) -> np.ndarray:
    logits = logits[:-1].astype(np.float64)
    total = np.log(np.exp(logits).sum(-1))
    return total - logits[np.arange(len(logits)), TOKENS[1 : len(logits) + 1]]


@pytest.mark.parametrize("family", ["qwen2", "llama"])
@pytest.mark.parametrize("kinds", [{"blk": "F16"}, {"blk": "Q8_0"}, ALL_4, MIXED])
def test_imported_model_agrees_with_float32(
    make_gguf: MakeGguf, family: str, kinds: dict[str, str]
) -> None:
    source = make_gguf(family, kinds, biases=family == "qwen2")
    ours = nll(run(imported(source), [FULL_LOGITS_ROWS, FULL_LOGITS_ROWS]))
    expected = Reference(source).nll(TOKENS[: 2 * FULL_LOGITS_ROWS])
    assert np.abs(ours - expected).max() < 0.4
    assert abs(ours.mean() - expected.mean()) < 0.03


def test_tied_embeddings_are_stored_once(make_gguf: MakeGguf) -> None:
    folder = imported(make_gguf("llama", tied=True, biases=False))
    source = folder.with_suffix(".gguf")
    assert b"head.integers" not in (folder / "model.onnx").read_bytes()
    ours = nll(run(folder, [FULL_LOGITS_ROWS]))
    expected = Reference(source).nll(TOKENS[:FULL_LOGITS_ROWS])
    assert abs(ours.mean() - expected.mean()) < 0.03


def test_a_long_chunk_computes_its_last_row_only(make_gguf: MakeGguf) -> None:
    folder = imported(make_gguf("qwen2", ALL_4))
    long = run(folder, [FULL_LOGITS_ROWS + 1])
    whole = run(folder, [FULL_LOGITS_ROWS, 1])
    assert not long[:-1].any()
    np.testing.assert_allclose(long[-1], whole[-1], atol=0.05)


def test_four_bit_tensors_take_four_bits(make_gguf: MakeGguf) -> None:
    sizes = [
        (imported(make_gguf(family, kinds, biases=False)) / "model.onnx.data").stat().st_size
        for family, kinds in (("qwen2", {"blk": "Q8_0"}), ("llama", ALL_4))
    ]
    assert sizes[1] < 0.75 * sizes[0]


def test_progress_ends_at_the_total(make_gguf: MakeGguf, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    seen: list[tuple[int, int]] = []
    import_gguf(make_gguf("qwen2", ALL_4), target, progress=lambda *at: seen.append(at))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_configuration_names_every_end_token(make_gguf: MakeGguf) -> None:
    config = json.loads((imported(make_gguf()) / "genai_config.json").read_text(encoding="utf-8"))
    assert config["model"]["eos_token_id"] == [97]
    assert config["model"]["context_length"] == 512


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"without": ("blk.1.ffn_up.weight",)}, "lacks the tensor blk.1.ffn_up.weight"),
        ({"family": "gemma"}, "family “gemma”"),
        ({"fields": {"model": "llama"}}, "tokenizer of the kind “llama”"),
        ({"fields": {"pre": "klingon"}}, "klingon"),
        ({"fields": {"scaling": "yarn"}}, "yarn"),
        ({"fields": {"parts": "3"}}, "one of 3 parts"),
    ],
)
def test_what_cannot_be_imported_is_named(
    make_gguf: MakeGguf, change: dict[str, object], words: str
) -> None:
    with pytest.raises(ImportFormatError, match=words):
        imported(make_gguf(**change))


@pytest.mark.parametrize("keep", [3, 40, 4000, -1000])
def test_a_file_that_is_cut_off_is_refused(make_gguf: MakeGguf, keep: int) -> None:
    source = make_gguf()
    source.write_bytes(source.read_bytes()[:keep])
    with pytest.raises(ImportFormatError, match=r"not a GGUF|incomplete"):
        imported(source)
