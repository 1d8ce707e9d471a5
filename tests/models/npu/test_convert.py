"""The graphs for NPUs, computed by the CPU here, against the same weights run by numpy."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from bench.reference import Reference
from r1_assistant.domain.errors import UsageError
from r1_assistant.engine.worker.pipeline.model import PipelineModel
from r1_assistant.models.npu import import_for_npu
from support.npu_target import CPU
from support.small_gguf import Small, write_small_gguf

TOKENS = [int(n) for n in np.random.default_rng(3).integers(0, 90, 150)]


@pytest.fixture(autouse=True)
def _nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("r1_assistant.models.npu.prepare.PACKAGE", "no_such_package")


def imported(source: Path, context: int = 192) -> Path:
    target = source.with_suffix("")
    target.mkdir()
    import_for_npu(source, target, context=context)
    return target


def nll(folder: Path, sizes: list[int]) -> np.ndarray:
    """Feed TOKENS in steps of these sizes; give the likelihoods of all tokens but the first."""
    cache = PipelineModel(folder, 2, 512, CPU).open(150)
    rows, start = [], 0
    for size in sizes:
        cache.feed(TOKENS[start : start + size])
        rows.append(cache.rows())
        start += size
    logits = np.concatenate(rows)[:-1].astype(np.float64)
    total = np.log(np.exp(logits).sum(-1))
    return total - logits[np.arange(len(logits)), TOKENS[1:start]]


@pytest.mark.parametrize(("family", "tied"), [("qwen2", False), ("llama", True)])
def test_both_graphs_agree_with_float32(tmp_path: Path, family: str, tied: bool) -> None:
    source = write_small_gguf(tmp_path / "model.gguf", Small(family, tied=tied))
    ours = nll(imported(source), [64, 1, 1, 30, 2, 50])  # both graphs, and windows that are padded
    expected = Reference(source).nll(TOKENS[:148])
    assert np.abs(ours - expected).max() < 0.1
    assert abs(ours.mean() - expected.mean()) < 0.01


def test_all_shapes_of_the_layers_are_fixed(graphs_for_npu: Path) -> None:
    for name, tokens in (("prompt", 64), ("token", 1)):
        graph = onnx.load(graphs_for_npu / f"{name}.onnx", load_external_data=False).graph
        for value in (*graph.input, *graph.output):
            shape = value.type.tensor_type.shape.dim
            assert all(dimension.dim_value > 0 for dimension in shape), value.name
            assert value.type.tensor_type.elem_type == onnx.TensorProto.FLOAT16
        assert graph.input[0].type.tensor_type.shape.dim[1].dim_value == tokens


def test_the_weights_are_stored_once_for_both_graphs(graphs_for_npu: Path) -> None:
    files = {
        entry.value
        for name in ("prompt", "token")
        for tensor in onnx.load(
            graphs_for_npu / f"{name}.onnx", load_external_data=False
        ).graph.initializer
        for entry in tensor.external_data
        if entry.key == "location"
    }
    assert files == {"npu.onnx.data"}


def test_the_configuration_describes_a_pipeline(graphs_for_npu: Path) -> None:
    model = json.loads((graphs_for_npu / "genai_config.json").read_text(encoding="utf-8"))["model"]
    assert (model["type"], model["context_length"]) == ("decoder-pipeline", 192)
    (pipeline,) = model["decoder"]["pipeline"]
    assert [stage["filename"] for stage in pipeline.values()] == [
        "embeddings.onnx",
        "prompt.onnx",
        "token.onnx",
        "head.onnx",
    ]
    for name in ("prompt", "token"):
        options = pipeline[name]["session_options"]
        assert options["session.disable_cpu_ep_fallback"] == "1"
        assert "qnn" in options["provider_options"][0]


def test_windows_are_filled_with_a_token_that_no_prompt_has(graphs_for_npu: Path) -> None:
    # the file names the end of a turn, with which each message of a prompt ends
    model = json.loads((graphs_for_npu / "genai_config.json").read_text(encoding="utf-8"))["model"]
    tokenizer = json.loads((graphs_for_npu / "tokenizer.json").read_text(encoding="utf-8"))
    assert tokenizer["model"]["vocab"]["<|pad|>"] == model["pad_token_id"]
    assert model["pad_token_id"] not in model["eos_token_id"]


@pytest.mark.parametrize("context", [0, 64, 100, 576])
def test_a_context_that_does_not_fit_is_refused(tmp_path: Path, context: int) -> None:
    source = write_small_gguf(tmp_path / "model.gguf")
    with pytest.raises(UsageError, match=f"A context of {context} tokens does not fit"):
        imported(source, context)


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    source = write_small_gguf(tmp_path / "model.gguf")
    target = tmp_path / "out"
    target.mkdir()
    seen: list[tuple[int, int]] = []
    import_for_npu(source, target, context=128, progress=lambda *at: seen.append(at))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
