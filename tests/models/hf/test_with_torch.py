"""The model builder itself, with stand-ins; needs the extra `build`, which is large.

R1_REQUIRE_BUILD=1 turns a missing extra from a reason to skip into a failure.
"""

import os
import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import onnx
import pytest

from r1_assistant.models.hf.build_hf import build_model
from r1_assistant.models.hf.builder import NEEDED
from r1_assistant.models.hf.options import recipe
from support.stand_in import LLAMA, R1, StandIn
from support.stand_in_files import write_folder
from support.worker import Worker, ask

MISSING = [name for name in NEEDED if find_spec(name) is None]
pytestmark = [
    pytest.mark.usefixtures("home"),
    pytest.mark.skipif(
        bool(MISSING) and not os.environ.get("R1_REQUIRE_BUILD"),
        reason=f"the extra build is not installed: {', '.join(MISSING)}",
    ),
]


@pytest.mark.parametrize(("kind", "thought"), [(LLAMA, ""), (R1, "Wait, the bound is off by one.")])
def test_a_folder_is_built_and_says_what_its_original_would(
    tmp_path: Path, kind: StandIn, thought: str
) -> None:
    folder = write_folder(tmp_path / kind.title, kind)
    model, verdict = build_model(folder, recipe("cpu"))
    assert verdict.startswith("compared with the original: ")
    assert (model.device, model.reasoning) == ("cpu", bool(thought))
    assert model.context_length == 32_768
    worker = Worker(model.folder, reasoning=model.reasoning)
    said = worker.run(ask("Why?", reasoning_tokens=50 if thought else 0, max_tokens=30))
    assert (said[0].strip(), said[1]) == (thought, "It adds two numbers!")


def test_a_folder_is_built_for_a_gpu(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / LLAMA.title, LLAMA)
    model, verdict = build_model(folder, recipe("gpu", "webgpu"))
    assert model.device == "gpu"
    assert verdict


def tied_folder(folder: Path, kind: StandIn, **shape: int) -> Path:
    """Write a model whose head is its embedding table, with random weights, as its library does."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    write_folder(folder, replace(kind, tied=True))
    config = AutoConfig.from_pretrained(folder)
    for name, value in shape.items():
        setattr(config, name, value)
    torch.manual_seed(4)
    model = AutoModelForCausalLM.from_config(config)
    assert model.lm_head.weight is model.model.embed_tokens.weight
    model.save_pretrained(folder)
    return folder


@pytest.mark.parametrize(
    ("kind", "shape", "block"),
    [
        (LLAMA, {"hidden_size": 256, "head_dim": 64}, 128),
        (R1, {"hidden_size": 128}, 64),
        (LLAMA, {"hidden_size": 96, "num_attention_heads": 3, "num_key_value_heads": 1}, 32),
    ],
)
def test_a_model_with_one_table_for_both_ends_is_like_its_original(
    tmp_path: Path, kind: StandIn, shape: dict[str, int], block: int
) -> None:
    model, verdict = build_model(tied_folder(tmp_path / "tied", kind, **shape), recipe("cpu"))
    found = re.search(r"(\d+) of 64 next tokens alike, logits differ by ([\d.]+)", verdict)
    assert found is not None
    assert int(found[1]) >= 56
    assert float(found[2]) < 0.2
    graph = onnx.load(model.folder / "model.onnx", load_external_data=False).graph
    products = [node for node in graph.node if node.op_type == "MatMulNBits"]
    sizes = {each.i for node in products for each in node.attribute if each.name == "block_size"}
    assert sizes == {block}
    worker = Worker(model.folder, reasoning=model.reasoning)
    *_, finished = worker.run(ask("Why?", max_tokens=5))
    assert finished.answer_tokens == 5
