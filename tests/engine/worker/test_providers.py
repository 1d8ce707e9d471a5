import json
from pathlib import Path
from typing import Any

import pytest

from r1_assistant.domain.errors import Cause, EngineError, LoadFailed
from r1_assistant.engine.placement import Target
from r1_assistant.engine.worker.providers import configure, full_name, load, register, short_name
from r1_assistant.engine.worker.shape import Shape, read_shape
from support.device_models import configuration

NPU = Target("npu", "QNNExecutionProvider", "/x/qnn.so", options={"htp_performance_mode": "burst"})


class Config:
    """Takes down what a configuration is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def clear_providers(self) -> None:
        self.told.append(("clear",))

    def append_provider(self, name: str) -> None:
        self.told.append(("append", name))

    def set_provider_option(self, name: str, key: str, value: str) -> None:
        self.told.append((name, key, value))

    def overlay(self, text: str) -> None:
        session = json.loads(text)["model"]["decoder"]["session_options"]
        self.told.append(("threads", str(session["intra_op_num_threads"])))


class Runtime:
    """A runtime that fails as it is told, and takes down what is registered."""

    def __init__(self, problem: BaseException | None = None) -> None:
        self.problem = problem
        self.registered: list[tuple[str, str]] = []

    def register_execution_provider_library(self, name: str, library: str) -> None:
        if self.problem:
            raise self.problem
        self.registered.append((name, library))

    def Model(self, config: object) -> str:
        if self.problem:
            raise self.problem
        return "model"


def told(target: Target, model_type: str = "qwen2") -> list[tuple[str, ...]]:
    config = Config()
    configure(config, target, model_type, 4)
    return config.told


def test_a_model_for_the_cpu_is_told_its_threads() -> None:
    assert told(Target()) == [("threads", "4")]


def test_a_model_keeps_the_provider_it_was_built_for() -> None:
    assert told(NPU) == [("threads", "4"), ("QNN", "htp_performance_mode", "burst")]


def test_stages_of_a_pipeline_have_their_own_options() -> None:
    assert told(NPU, "decoder-pipeline") == []


def test_a_graph_can_be_given_to_another_provider() -> None:
    target = Target("gpu", "WebGpuExecutionProvider", as_built=False)
    assert told(target) == [("clear",), ("append", "WebGPU"), ("threads", "4")]
    assert told(Target(as_built=False)) == [("clear",), ("threads", "4")]


def test_a_plug_in_is_registered_by_its_name() -> None:
    runtime = Runtime()
    register(runtime, NPU)
    register(runtime, Target())
    register(runtime, Target("gpu", "CUDAExecutionProvider"))
    assert runtime.registered == [("QNNExecutionProvider", "/x/qnn.so")]


def test_a_plug_in_that_cannot_be_registered_is_told() -> None:
    with pytest.raises(LoadFailed, match="no such file") as caught:
        register(Runtime(RuntimeError("no such file\nat all")), NPU)
    assert caught.value.cause == "plugin_broken"


def test_windows_ml_is_on_windows_alone() -> None:
    with pytest.raises(LoadFailed, match="Windows ML is not installed") as caught:
        register(Runtime(), Target("npu", "VitisAIExecutionProvider", windows_ml=True))
    assert caught.value.cause == "plugin_missing"


@pytest.mark.parametrize(
    ("error", "target", "cause"),
    [
        (RuntimeError("Failed to create context from binary. Error 5005"), NPU, "context_binary"),
        (MemoryError(), NPU, "memory"),
        (RuntimeError("QNN execution provider is not supported in this build."), NPU, "no_device"),
        (
            RuntimeError("QNN execution provider is not supported in this build."),
            Target("npu", "QNNExecutionProvider"),
            "plugin_missing",
        ),
        (RuntimeError("whatever"), Target(as_built=False), "other"),
    ],
)
def test_a_refused_model_has_a_cause(error: BaseException, target: Target, cause: Cause) -> None:
    with pytest.raises(LoadFailed) as caught:
        load(Runtime(error), Config(), target)
    assert caught.value.cause == cause


def test_on_the_cpu_an_error_is_what_it_is() -> None:
    with pytest.raises(RuntimeError, match="whatever"):
        load(Runtime(RuntimeError("whatever")), Config(), Target())
    assert load(Runtime(), Config(), Target()) == "model"


@pytest.mark.parametrize(
    ("short", "full"),
    [("QNN", "QNN"), ("cuda", "CUDA"), ("DML", "Dml"), ("WebGPU", "WebGpu"), ("VitisAI",) * 2],
)
def test_names_of_providers(short: str, full: str) -> None:
    assert short_name(f"{full}ExecutionProvider") == short
    assert full_name(short) == full_name(f"{full}ExecutionProvider") == f"{full}ExecutionProvider"


def shape(folder: Path, config: dict[str, Any]) -> Shape:
    (folder / "genai_config.json").write_text(json.dumps(config))
    return read_shape(folder, 8192)


def test_an_ordinary_model_can_be_rewound(tmp_path: Path) -> None:
    found = shape(tmp_path, configuration())
    assert found == Shape("qwen2", 9, 4096, (1,), 2 * 4 * 3 * 2 * 4)
    assert shape(tmp_path, configuration("cuda")).rewinds
    assert shape(tmp_path, configuration("OpenVINO", device_type="NPU")).rewinds


@pytest.mark.parametrize(
    "config",
    [
        configuration("QNN"),
        configuration("vitisai"),
        configuration("OpenVINO", enable_causallm="True"),
    ],
)
def test_what_keeps_its_cache_to_itself_cannot(tmp_path: Path, config: dict[str, Any]) -> None:
    assert not shape(tmp_path, config).rewinds


@pytest.mark.parametrize(
    ("window", "rewinds"),
    [({"window_size": 64}, False), ({"window_size": 64, "slide_key_value_cache": False}, True)],
)
def test_a_cache_that_slides_cannot(tmp_path: Path, window: dict[str, Any], rewinds: bool) -> None:
    config = configuration()
    config["model"]["decoder"]["sliding_window"] = window
    assert shape(tmp_path, config).rewinds is rewinds


def test_a_pipeline_has_the_length_it_was_built_with(tmp_path: Path) -> None:
    config = configuration()
    config["model"]["type"] = "decoder-pipeline"
    found = shape(tmp_path, config)
    assert (found.context_length, found.rewinds) == (2048, False)


@pytest.mark.parametrize("text", ["", "{}", '{"model": {"decoder": []}}'])
def test_a_damaged_configuration_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "genai_config.json").write_text(text)
    with pytest.raises(EngineError, match="missing or damaged"):
        read_shape(tmp_path, 9)
