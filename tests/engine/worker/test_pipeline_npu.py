"""Pipelines on Qualcomm's NPU, or on its simulator: the small model, in this process."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engine.worker.test_pipeline import SCHEMA, TOKENS, Worker, ask
from r1_assistant.domain.errors import EngineError
from r1_assistant.engine import codec
from r1_assistant.engine.placement import target_to_wire
from r1_assistant.engine.worker.loaded import LoadedModel
from r1_assistant.engine.worker.model import Model
from r1_assistant.engine.worker.pipeline.model import PipelineModel, load_model
from r1_assistant.engine.worker.pipeline.sessions import Opener
from r1_assistant.engine.worker.pipeline.stages import Stage, read_stages
from support.npu_target import CPU, npu_target

pytestmark = pytest.mark.npu


@pytest.fixture(scope="module")
def worker(small_model_for_npu: Path) -> Worker:
    return Worker(small_model_for_npu, target=target_to_wire(npu_target()))


@pytest.fixture(scope="module")
def plain(small_model_for_npu: Path) -> Worker:
    """A worker that leaves the pipeline to onnxruntime-genai."""
    return Worker(small_model_for_npu, target=target_to_wire(npu_target()), plain=True)


def test_the_layers_run_on_the_npu_alone(small_model_for_npu: Path) -> None:
    stages = read_stages(small_model_for_npu)
    opener = Opener(small_model_for_npu, 2, npu_target())
    for stage, first in (
        (stages.embeddings, "CPUExecutionProvider"),
        (stages.prompt, "QNNExecutionProvider"),
        (stages.token, "QNNExecutionProvider"),
        (stages.head, "CPUExecutionProvider"),
    ):
        assert opener.open(stage).providers[0] == first


def test_what_the_npu_cannot_run_is_not_run_by_the_cpu(
    small_model_for_npu: Path, tmp_path: Path
) -> None:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT16, [4])
    found = helper.make_tensor_value_info("y", TensorProto.INT64, [1, None])
    node = helper.make_node("NonZero", ["x"], ["y"])
    graph = helper.make_graph([node], "g", [value], [found])
    opsets = [helper.make_opsetid("", 21)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), tmp_path / "g.onnx")
    options = read_stages(small_model_for_npu).prompt.options
    with pytest.raises(EngineError, match=r"g\.onnx cannot be loaded"):
        Opener(tmp_path, 2, npu_target()).open(Stage("g.onnx", ("x",), ("y",), options))
    Opener(tmp_path, 2, CPU).open(Stage("g.onnx", ("x",), ("y",), options))


@pytest.mark.parametrize(("usual", "least"), [(False, 0.97), (True, 0.9)])
def test_it_chooses_what_the_cpu_chooses(
    small_model_for_npu: Path, small_model_for_cpu: Path, usual: bool, least: float
) -> None:
    """The same graphs on the CPU do so but for halves; the usual import rounds its inputs, too."""
    ours = PipelineModel(small_model_for_npu, 2, 512, npu_target())
    same = PipelineModel(small_model_for_npu, 2, 512, CPU)
    other = Model(small_model_for_cpu, 2, 512) if usual else same
    agreed = [
        agrees
        for text in (TOKENS[:100], TOKENS[90:])
        for agrees in np.equal(_choices(ours, text), _choices(other, text))
    ]
    assert len(agreed) == 200
    assert np.mean(agreed) >= least


def _choices(model: LoadedModel, text: list[int]) -> list[int]:
    """Give the likeliest next token after each one of a text, read in windows and one by one."""
    cache = model.open(len(text))
    rows = []
    for start, end in ((0, 64), (64, 65), (65, 66), (66, len(text))):
        cache.feed(text[start:end])
        rows += list(cache.rows().argmax(-1))
    return rows


def test_a_text_that_was_cut_goes_on(small_model_for_npu: Path) -> None:
    model = PipelineModel(small_model_for_npu, 2, 512, npu_target())
    cache, fresh = model.open(190), model.open(190)
    cache.feed([*TOKENS[:64], *[7] * 30])
    cache.rewind(64)
    cache.feed(TOKENS[64:80])
    fresh.feed(TOKENS[:64])
    fresh.feed(TOKENS[64:80])
    np.testing.assert_allclose(cache.rows(), fresh.rows(), atol=0.02)


def test_it_thinks_and_answers(worker: Worker) -> None:
    request = ask("why?" * 30, max_tokens=30, reasoning_tokens=8, answer_schema=SCHEMA)
    thought, answer, finished = worker.run(request)
    assert thought
    assert finished.prompt_tokens > 64
    assert json.loads(answer)["line"] in (12, 13)


def test_texts_are_scored(worker: Worker) -> None:
    frame = worker.call({"op": "score", "texts": ["def add(a,b):return" * 5]})
    (scores,) = codec.scores_from_wire(frame["scores"])
    assert len(scores) > 90


def test_the_library_drives_it_too(worker: Worker, plain: Worker) -> None:
    request = ask("what is this? " * 9, max_tokens=10)
    answers = [side.run(request) for side in (worker, plain)]
    assert answers[0][1] == answers[1][1]
    assert answers[1][2].prompt_tokens > 64
    assert answers[1][2].answer_tokens > 2


def test_the_library_keeps_to_a_schema(plain: Worker) -> None:
    answer = plain.run(ask("why?", max_tokens=30, answer_schema=SCHEMA))[1]
    assert json.loads(answer)["line"] in (12, 13)


def test_what_was_compiled_for_another_driver_is_compiled_anew(
    small_model_for_npu: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(small_model_for_npu, folder)
    binary = folder / "prompt_ctx_qnn.bin"
    binary.write_bytes(b"\x7f" * binary.stat().st_size)
    cache = load_model(folder, 2, 512, npu_target()).open(190)
    assert "prompt.onnx is compiled now" in caplog.text
    cache.feed(TOKENS[:64])
    expected = PipelineModel(small_model_for_npu, 2, 512, npu_target()).open(190)
    expected.feed(TOKENS[:64])
    np.testing.assert_allclose(cache.rows(), expected.rows(), atol=0.02)
