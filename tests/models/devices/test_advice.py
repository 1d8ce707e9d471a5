"""What is recommended where execution providers are installed, and models are there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.models.catalog import load_catalog
from r1_assistant.models.devices.listed import ListedDevice, ListedDevices, ListedProvider
from r1_assistant.models.devices.machine import read_machine
from r1_assistant.models.devices.models import ModelVerdict
from r1_assistant.models.devices.plugins import plugins
from r1_assistant.models.devices.report import Inventory, MachineReport, as_json, report
from r1_assistant.models.devices.verdict import DeviceVerdict
from r1_assistant.models.discover import FoundModel
from r1_assistant.models.machine import Machine
from r1_assistant.models.manifest import Manifest
from r1_assistant.models.recommend import offers
from support.captured_machine import captured

GB = 1_000_000_000
QNN, OPENVINO, VITISAI = (f"{name}ExecutionProvider" for name in ("QNN", "OpenVINO", "VitisAI"))
CUDA = "CUDAExecutionProvider"
STARTER = "qwen2.5-coder-1.5b"


def listing(kind: str) -> ListedProvider:
    return ListedProvider(registered=True, devices=(ListedDevice(kind, "it"),))


def manifest(model_id: str, device: str, size: int = GB) -> Manifest:
    told = ("somewhere", "", 4096, False, True, device, size, {}, "2026-01-01T00:00:00+00:00")
    return Manifest(model_id, model_id.title(), "MIT", *told)


def folder(place: Path, provider: str = "") -> Path:
    """A model's folder; it has no graph to check, as pipelines have none of that name."""
    place.mkdir(parents=True)
    options = {"provider_options": [{provider: {}}]} if provider else {}
    config = {"model": {"decoder": {"session_options": options}}}
    (place / "genai_config.json").write_text(json.dumps(config), encoding="utf-8")
    return place


def diagnosed(
    machine: str,
    providers: Mapping[str, ListedProvider] | None = None,
    installed: Sequence[tuple[Manifest, Path]] = (),
    found: tuple[FoundModel, ...] = (),
    current: str = "",
) -> MachineReport:
    there = [replace(each, installed=each.name in (providers or {})) for each in plugins()]

    def inventory(size: Machine) -> Inventory:
        offered = offers(load_catalog(), [each for each, _ in installed], current, size)
        return Inventory(offered, {each.id: place for each, place in installed}, found)

    facts = read_machine(captured(machine), "/")
    return report(
        facts, there, ListedDevices(providers or {}), inventory, Machine(8 * GB, 50 * GB, 4)
    )


def model(found: MachineReport, model_id: str) -> ModelVerdict:
    return next(each for each in found.models if each.id == model_id)


def device(found: MachineReport, kind: str) -> DeviceVerdict:
    return next(each for each in found.devices if each.device == kind)


def commands(found: MachineReport) -> list[str]:
    return [each.command for each in found.advice]


def test_an_installed_model_runs_on_the_cpu(tmp_path: Path) -> None:
    starter = [(manifest(STARTER, "cpu"), folder(tmp_path / "m"))]
    found = diagnosed("linux_virtual_machine", installed=starter, current=STARTER)
    assert found.can_run  # just so: 2 GB of memory
    large = [(manifest("large", "cpu", 2 * GB), folder(tmp_path / "large"))]
    found = diagnosed("linux_virtual_machine", installed=large)
    assert not found.can_run
    assert model(found, "large").reason.startswith("It needs a machine with 4.0 GB of memory")
    found = diagnosed("linux_nvidia", installed=starter, current=STARTER)
    assert found.can_run
    assert model(found, STARTER).runs
    assert found.summary == f"Models that can run here: {STARTER}."


def test_a_model_whose_files_are_gone_cannot_run(tmp_path: Path) -> None:
    found = diagnosed("linux_nvidia", installed=[(manifest("mine", "cpu"), tmp_path / "gone")])
    assert not found.can_run
    assert model(found, "mine").reason == f"Its files are gone from {tmp_path / 'gone'}."
    assert found.summary == "None of the installed models can run on this machine."


def test_a_model_for_an_npu_runs_once_its_provider_lists_one(tmp_path: Path) -> None:
    mine = [(manifest("mine", "npu"), folder(tmp_path / "m", "QNN"))]
    without = diagnosed("windows_snapdragon_x_elite", installed=mine)
    assert not without.can_run
    assert model(without, "mine").reason == f"Its provider, {QNN}, lists no NPU."
    assert "pip install onnxruntime-qnn" in commands(without)
    ready = diagnosed("windows_snapdragon_x_elite", {QNN: listing("npu")}, mine)
    assert ready.can_run
    assert device(ready, "npu").state == "ready"
    assert "pip install onnxruntime-qnn" not in commands(ready)


def test_a_model_for_another_vendors_npu_does_not_run(tmp_path: Path) -> None:
    theirs = [(manifest("theirs", "npu"), folder(tmp_path / "m", "RyzenAI"))]
    found = diagnosed("windows_lunar_lake", {OPENVINO: listing("npu")}, theirs)
    assert device(found, "npu").state == "ready"
    assert not model(found, "theirs").runs


@pytest.mark.parametrize(
    ("listed", "state", "said"),
    [
        (ListedProvider(registered=True), "unusable", "lists no device"),
        (ListedProvider(registered=False, error="no driver"), "unusable", "no driver"),
        (listing("gpu"), "unusable", ""),
        (listing("npu"), "ready", "QNN lists it."),
    ],
)
def test_the_state_of_an_npu_is_what_its_provider_says(
    listed: ListedProvider, state: str, said: str
) -> None:
    found = device(diagnosed("windows_snapdragon_x_elite", {QNN: listed}), "npu")
    assert found.state == state
    assert said in found.reason


def test_a_provider_that_could_not_be_asked_leaves_the_state_unknown() -> None:
    there = [replace(each, installed=each.name == QNN) for each in plugins()]
    facts = read_machine(captured("windows_snapdragon_x_elite"), "/")
    asked = ListedDevices(problem="The runtime's process could not be asked: it ended.")
    found = report(facts, there, asked, lambda _: Inventory([], {}, []), Machine(1, 1, 1))
    assert device(found, "npu").state == "unknown"
    assert "could not be asked" in device(found, "npu").reason


def test_models_of_other_programs_are_used_where_they_lie(tmp_path: Path) -> None:
    place = folder(tmp_path / "deepseek qnn", "QNN")
    there = FoundModel("Foundry Local", "deepseek-qnn", place, GB, "onnx", "npu", "QNN")
    found = diagnosed("windows_snapdragon_x_elite", {QNN: listing("npu")}, found=(there,))
    theirs = model(found, "deepseek-qnn")
    assert (theirs.place, theirs.device, theirs.provider) == ("found", "npu", QNN)
    assert (theirs.would_run, theirs.runs) == (True, False)
    assert theirs.command == "r1-model use deepseek-qnn"
    step = next(each for each in found.advice if each.command == theirs.command)
    assert step.what == "Use the model deepseek-qnn that Foundry Local has."


def test_what_is_found_and_cannot_be_used_says_why(tmp_path: Path) -> None:
    file = tmp_path / "large.gguf"
    file.touch()
    several = (
        FoundModel("Foundry Local", "ours", tmp_path, GB, "onnx", "npu", "QNN"),
        FoundModel("Ollama", "large", file, 9 * GB, "gguf"),
        FoundModel("LM Studio", "heavy", file, 400 * GB, "gguf"),
    )
    found = diagnosed("linux_ryzen_7040", found=several)
    assert model(found, "ours").reason == f"Its provider, {QNN}, lists no NPU."
    assert model(found, "large").reason.startswith("It needs a machine with 18.0 GB of memory")
    assert not model(found, "heavy").fits
    roomy = diagnosed("linux_nvidia", found=several)
    assert model(roomy, "large").would_run
    assert model(roomy, "large").command == f"r1-model import {file} --id large"


def test_a_model_must_fit_the_card(tmp_path: Path) -> None:
    ready = {CUDA: listing("gpu")}
    small, large = manifest("small", "gpu", 6 * GB), manifest("large", "gpu", 9 * GB)
    mine = [(small, folder(tmp_path / "s")), (large, folder(tmp_path / "l"))]
    found = diagnosed("windows_ryzen_8040", ready, mine)
    assert model(found, "small").runs
    assert model(found, "large").reason == "It needs a card with 11.2 GB; this one has 8.6 GB."


def test_a_card_that_works_is_given_a_model(tmp_path: Path) -> None:
    starter = [(manifest(STARTER, "cpu"), folder(tmp_path / "m"))]
    found = diagnosed("linux_nvidia", {CUDA: listing("gpu")}, starter, current=STARTER)
    assert commands(found) == ["r1-model install deepseek-r1-14b-gpu"]
    assert all(each.optional for each in found.advice)


def test_nothing_is_missing_where_all_is_there(tmp_path: Path) -> None:
    starter = [(manifest(STARTER, "cpu"), folder(tmp_path / "m"))]
    found = diagnosed("mac_m1", installed=starter, current=STARTER)
    assert found.advice == ()
    assert diagnosed("mac_m1", installed=starter).advice[0].command == f"r1-model use {STARTER}"


def test_a_larger_model_is_worth_a_try_where_a_smaller_one_runs(tmp_path: Path) -> None:
    small = [(manifest("qwen2.5-coder-0.5b", "cpu"), folder(tmp_path / "m"))]
    first = diagnosed("mac_m1", installed=small, current="qwen2.5-coder-0.5b").advice[0]
    assert (first.command, first.optional) == (f"r1-model install {STARTER}", True)


def test_the_object_has_stable_names() -> None:
    found = as_json(diagnosed("windows_lunar_lake"))
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(found))
    assert list(found) == [
        "format_version",
        "machine",
        "copilot_plus",
        "devices",
        "providers",
        "models",
        "advice",
        "can_run",
        "summary",
    ]
    assert list(found["machine"]["npus"][0]) == [
        "vendor",
        "name",
        "hardware_id",
        "driver",
        "driver_version",
        "problem",
        "model",
        "family",
        "tops",
        "at_most",
        "source",
    ]
    assert found["machine"]["npus"][0]["tops"] == 47
    assert found["copilot_plus"]["met"] is True
