from collections.abc import Sequence
from pathlib import Path

import pytest

from r1_assistant.models.devices.choices import choices, providers_of
from r1_assistant.models.families import family_of
from r1_assistant.models.store import InstalledModel, installed_models
from support.device_models import ALL, CUDA, install

pytestmark = pytest.mark.usefixtures("home")


def tried(model: InstalledModel, wish: str, plugins: Sequence[object] = ALL) -> list[str]:
    found = choices(model, wish, installed_models(), plugins)  # type: ignore[arg-type]
    return [
        f"{each.model.id} {each.device} {each.plugin.title if each.plugin else '-'}"
        f"{'' if each.as_built else ' instead'}"
        for each in found
    ]


def test_a_model_for_the_cpu_runs_there() -> None:
    model = install("m", "cpu")
    assert tried(model, "auto") == tried(model, "cpu") == tried(model, "npu") == ["m cpu -"]


def test_a_model_for_the_npu_falls_back_to_its_other_builds() -> None:
    model = install("m-npu", "npu", "QNN")
    install("m-gpu", "gpu", "cuda")
    install("m", "cpu")
    install("other", "cpu")
    everything = ["m-npu npu QNN", "m-gpu gpu CUDA", "m cpu -", "m-gpu cpu - instead"]
    assert tried(model, "auto") == tried(model, "npu") == everything
    assert tried(model, "gpu") == ["m-gpu gpu CUDA", "m gpu WebGpu instead", *everything[2:]]
    assert tried(model, "cpu") == everything[2:]


def test_a_model_for_the_npu_alone_has_no_other_place() -> None:
    model = install("m-npu", "npu", "QNN")
    assert tried(model, "auto") == ["m-npu npu QNN"]
    assert tried(model, "cpu") == []


def test_the_npu_is_not_taken_unasked() -> None:
    install("m-npu", "npu", "QNN")
    model = install("m", "cpu")
    assert tried(model, "auto") == ["m cpu -"]
    assert tried(model, "npu") == ["m-npu npu QNN", "m cpu -"]


def test_on_request_a_graphics_card_gets_a_model_of_the_cpu() -> None:
    model = install("m", "cpu")
    assert tried(model, "gpu") == ["m gpu WebGpu instead", "m cpu -"]


def test_what_openvino_runs_goes_everywhere() -> None:
    model = install("m-openvino-npu", "npu", "OpenVINO")
    places = [f"m-openvino-npu {device} OpenVINO" for device in ("npu", "gpu", "cpu")]
    assert tried(model, "auto") == places
    assert tried(model, "gpu") == places[1:]


def test_an_npu_model_that_names_no_provider_is_for_qnn() -> None:
    assert tried(install("m", "npu"), "npu") == ["m npu QNN"]


@pytest.mark.parametrize(
    "other",
    [
        "deepseek-r1-distill-qwen-1.5b",
        "deepseek-r1-distill-qwen-1.5b-qnn-npu",
        "deepseek-r1-distill-qwen-1.5b-qnn-npu-1",
        "deepseek-r1-distill-qwen-1.5b-generic-cpu-3",
        "deepseek-r1-distill-qwen-1.5b-cuda-gpu",
        "deepseek-r1-distill-qwen-1.5b-openvino-npu",
        "deepseek-r1-distill-qwen-1.5b-vitis-npu-v2",
        "qnn-deepseek-r1-distill-qwen-1.5b",
    ],
)
def test_builds_of_a_model_are_told_by_their_ids(other: str) -> None:
    assert family_of(other) == "deepseek-r1-distill-qwen-1.5b"


@pytest.mark.parametrize("ours", ["deepseek-r1-7b", "deepseek-r1-7b-gpu", "deepseek-r1-7b-qnn"])
def test_the_catalogue_knows_the_family_of_its_own_ids(ours: str) -> None:
    assert family_of(ours) == "deepseek-r1-distill-qwen-7b"


@pytest.mark.parametrize("model_id", ["mine-7b", "gpt-oss-20b", "npu", "qwen2.5-coder-0.5b"])
def test_other_ends_of_ids_tell_models_apart(model_id: str) -> None:
    assert family_of(model_id) == model_id


def test_providers_are_found_in_stages_too(tmp_path: Path) -> None:
    (tmp_path / "genai_config.json").write_text(
        '{"model": {"decoder": {"session_options": {"provider_options": [{}]}, "pipeline": [{'
        '"embeddings": {"filename": "a"}, "layers": {"session_options": {"provider_options":'
        ' [{"qnn": {"backend_path": "QnnHtp.dll"}}, {"Special": {}}]}}}]}}}'
    )
    assert providers_of(tmp_path) == ["QNNExecutionProvider", "Special"]


@pytest.mark.parametrize("text", ["", "[]", '{"model": {"decoder": {"pipeline": 3}}}'])
def test_what_cannot_be_read_names_no_provider(tmp_path: Path, text: str) -> None:
    (tmp_path / "genai_config.json").write_text(text)
    assert providers_of(tmp_path) == []
    assert providers_of(tmp_path / "none") == []


def test_the_first_installed_plug_in_for_graphics_cards_is_taken() -> None:
    from dataclasses import replace

    plugins = [replace(each, installed=True) if each == CUDA else each for each in ALL]
    assert tried(install("m", "cpu"), "gpu", plugins)[0] == "m gpu CUDA instead"
