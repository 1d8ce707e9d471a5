"""The driver of pipelines, with graphs that the CPU computes; no NPU is needed."""

import json
import queue
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from r1_assistant.domain.errors import EngineError, LoadFailed
from r1_assistant.domain.generation import (
    Finished,
    GenerationRequest,
    Message,
    Part,
    Role,
    Sampling,
)
from r1_assistant.engine import codec
from r1_assistant.engine.placement import Target
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.loop import Loop
from r1_assistant.engine.worker.model import KvCache
from r1_assistant.engine.worker.pipeline.model import PipelineModel, load_model
from r1_assistant.engine.worker.pipeline.sessions import QNN
from r1_assistant.engine.worker.pipeline.stages import drivable, read_stages
from r1_assistant.engine.worker.serve import Served
from support.npu_target import CPU

TOKENS = [int(n) for n in np.random.default_rng(5).integers(0, 90, 190)]
SCHEMA = {
    "type": "object",
    "properties": {"line": {"enum": [12, 13]}},
    "required": ["line"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def model(graphs_for_npu: Path) -> PipelineModel:
    return PipelineModel(graphs_for_npu, 2, 512, CPU)


class Worker:
    """The worker's loop without its pipes."""

    def __init__(self, folder: Path, **load: Any) -> None:
        self.commands: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self.sent: list[Frame] = []
        command = {"folder": str(folder), "reasoning": False, "threads": 2}
        loop = Loop(self.commands, self.sent.append)
        self.served = Served(command | {"context_length": 512} | load, loop)

    def call(self, command: Frame) -> Frame:
        """Do a command to its end; give its last frame."""
        self.sent.clear()
        self.commands.put(command | {"id": 1})
        while not self.sent or self.sent[-1]["op"] == "text":
            self.served.loop.turn()
        return self.sent[-1]

    def run(self, request: GenerationRequest) -> tuple[str, str, Finished]:
        last = self.call({"op": "generate", "request": codec.request_to_wire(request)})
        assert "finished" in last, last
        parts = {Part.REASONING: "", Part.ANSWER: ""}
        for frame in self.sent:
            for part, text in frame["deltas"]:
                parts[Part(part)] += text
        finished = codec.finished_from_wire(last["finished"])
        return parts[Part.REASONING], parts[Part.ANSWER], finished


@pytest.fixture(scope="module")
def worker(graphs_for_npu: Path) -> Worker:
    return Worker(graphs_for_npu)


def ask(text: str, **more: Any) -> GenerationRequest:
    return GenerationRequest((Message(Role.USER, text),), **more)


def read(cache: KvCache, *sizes: int) -> np.ndarray:
    """Feed TOKENS on in steps of these sizes; give the last row."""
    for size in sizes:
        cache.feed(TOKENS[cache.length : cache.length + size])
    return cache.last_row()


def test_it_is_chosen_for_its_form(graphs_for_npu: Path, tiny_folder: Path) -> None:
    assert isinstance(load_model(graphs_for_npu, 2, 512, CPU), PipelineModel)
    assert not drivable(tiny_folder)
    assert not isinstance(load_model(tiny_folder, 2, 128, CPU), PipelineModel)


def test_pipelines_of_another_form_are_left_to_the_library(
    graphs_for_npu: Path, tmp_path: Path
) -> None:
    text = (graphs_for_npu / "genai_config.json").read_text(encoding="utf-8")
    sliding = text.replace('"slide_key_value_cache": false', '"slide_key_value_cache": true')
    for changed in (sliding, text.replace('"keep"', '"past_mask"'), "{}", "[1]"):
        (tmp_path / "genai_config.json").write_text(changed, encoding="utf-8")
        assert not drivable(tmp_path)
    (tmp_path / "genai_config.json").write_text(text, encoding="utf-8")
    assert drivable(tmp_path)


def test_a_damaged_configuration_is_told(graphs_for_npu: Path, tmp_path: Path) -> None:
    text = (graphs_for_npu / "genai_config.json").read_text(encoding="utf-8")
    broken = text.replace('"past_sequence_length"', '"forgotten"')
    (tmp_path / "genai_config.json").write_text(broken, encoding="utf-8")
    with pytest.raises(EngineError, match="missing or damaged"):
        read_stages(tmp_path)


def test_the_size_of_steps_does_not_matter(model: PipelineModel) -> None:
    expected = read(model.open(190), *[1] * 140)
    for sizes in ((128, 12), (64, 64, 12), (100, 3, 37), (137, 3)):
        np.testing.assert_allclose(read(model.open(190), *sizes), expected, atol=0.02)


def test_a_text_that_was_cut_goes_on_as_if_nothing_had_been(model: PipelineModel) -> None:
    cache = model.open(190)
    read(cache, 128, 20)
    cache.rewind(70)
    cache.feed([7] * 40)
    cache.rewind(70)
    again = read(cache, 58, 12)
    np.testing.assert_allclose(again, read(model.open(190), 128, 12), atol=0.02)


def test_a_window_may_reach_beyond_the_cache(model: PipelineModel) -> None:
    cache = model.open(190)
    assert cache.capacity == 192
    last = read(cache, 128, 32, 30)  # the last window begins at 160 and has 64 rows
    np.testing.assert_allclose(last, read(model.open(190), *[1] * 190), atol=0.02)


def test_a_long_step_gives_its_last_row(model: PipelineModel) -> None:
    cache = model.open(190)
    cache.feed(TOKENS[:100])
    short = model.open(190)
    short.feed(TOKENS[:64])
    short.feed(TOKENS[64:100])
    assert short.rows().shape[0] == 36
    np.testing.assert_allclose(cache.last_row(), short.rows()[-1], atol=0.02)


def test_texts_do_not_disturb_one_another(model: PipelineModel) -> None:
    first, second = model.open(190), model.open(190)
    read(first, 64)
    second.feed([9] * 64)
    np.testing.assert_array_equal(read(first, 10), read(model.open(190), 64, 10))


def test_thought_and_answer_keep_to_their_rules(worker: Worker) -> None:
    request = ask("why?", max_tokens=30, reasoning_tokens=8, answer_schema=SCHEMA)
    thought, answer, finished = worker.run(request)
    assert thought
    assert 0 < finished.reasoning_tokens <= 8
    assert json.loads(answer)["line"] in (12, 13)


def test_a_seed_decides(worker: Worker) -> None:
    request = ask("abc" * 50, max_tokens=12, sampling=Sampling(0.9, 1.0, 3))
    first = worker.run(request)
    assert worker.run(ask("something else"))[1]
    second = worker.run(request)
    assert first[:2] == second[:2]


def test_what_prompts_share_is_read_once(worker: Worker) -> None:
    worker.run(ask("a" * 140, max_tokens=2))
    finished = worker.run(ask("a" * 140 + "b", max_tokens=2))[2]
    assert finished.cached_tokens == 128


def test_texts_are_scored(worker: Worker, small_model_for_cpu: Path) -> None:
    texts = ["def add(a,b):return" * 5, "def add(a,b):return" * 5 + "a+b"]
    frame = worker.call({"op": "score", "texts": texts})
    ours = codec.scores_from_wire(frame["scores"])
    usual = Worker(small_model_for_cpu)
    theirs = codec.scores_from_wire(usual.call({"op": "score", "texts": texts})["scores"])
    for mine, other in zip(ours, theirs, strict=True):
        assert len(mine) == len(other) > 90
        difference = [a.nll - b.nll for a, b in zip(mine, other, strict=True)]
        assert np.abs(difference).max() < 0.3


def test_a_prompt_that_is_too_long_is_told(worker: Worker) -> None:
    request = codec.request_to_wire(ask("x" * 300))
    frame = worker.call({"op": "generate", "request": request})
    assert (frame["op"], frame["kind"]) == ("error", "ContextTooLong")
    assert "at most 191" in frame["message"]


def test_without_the_provider_a_sentence_says_what_to_install(graphs_for_npu: Path) -> None:
    if any(device.ep_name == QNN for device in onnxruntime.get_ep_devices()):
        pytest.skip("another test has registered the provider in this process")
    with pytest.raises(LoadFailed, match="not installed") as caught:
        load_model(graphs_for_npu, 2, 512, Target("npu", QNN))
    assert caught.value.cause == "plugin_missing"
    assert caught.value.hint == "Run: pip install onnxruntime-qnn"


def test_a_graph_that_is_missing_is_named(graphs_for_npu: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(graphs_for_npu, folder)
    (folder / "head.onnx").unlink()
    with pytest.raises(EngineError, match=r"head\.onnx cannot be loaded"):
        load_model(folder, 2, 512, CPU)
