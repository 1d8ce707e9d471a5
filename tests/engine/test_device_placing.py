"""Where the models of this machine may run, and what is remembered of failures."""

from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.app.devices import DevicePlacing, needs_no_device
from r1_assistant.config.paths import cache_dir
from r1_assistant.domain.errors import Cause, EngineError, LoadFailed, UsageError
from r1_assistant.engine.placement import Placement
from r1_assistant.models.devices import drivers, plugins
from r1_assistant.models.devices.plugins import Plugin
from r1_assistant.models.store import InstalledModel
from support.device_models import ALL, QNN, install


class Machine:
    """What the placing sees of the machine."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.plugins: tuple[Plugin, ...] = ALL
        self.driver = "Hexagon NPU 30.0.1"
        self.runtime = "onnxruntime==1"
        monkeypatch.setattr(plugins, "plugins", lambda: self.plugins)
        monkeypatch.setattr(plugins, "runtime_versions", lambda: (self.runtime,))
        monkeypatch.setattr(drivers, "driver_versions", lambda device: (self.driver,))


@pytest.fixture
def machine(home: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def placing(model: InstalledModel, wish: app.DeviceWish = "auto") -> DevicePlacing:
    return DevicePlacing(model, wish, app.model_info(model))


def first(model: InstalledModel, wish: app.DeviceWish = "auto") -> Placement:
    """Give the place that a new program would try first."""
    return placing(model, wish).placements()[0]


def fail(model: InstalledModel, cause: Cause, message: str = "Refused.") -> DevicePlacing:
    places = placing(model)
    places.failed(places.placements()[0], LoadFailed(message, cause=cause))
    return places


def test_most_models_need_no_device(machine: Machine) -> None:
    cpu, npu = install("m", "cpu"), install("m-npu", "npu", "QNN")
    assert needs_no_device(cpu, "auto")
    assert needs_no_device(cpu, "cpu")
    assert not needs_no_device(cpu, "gpu")
    assert not needs_no_device(npu, "auto")
    assert not needs_no_device(install("o", "cpu", "OpenVINO"), "auto")


def test_the_process_is_told_the_plug_in_and_its_options(machine: Machine) -> None:
    place = first(install("m-npu", "npu", "QNN"))
    assert place.notice == ""
    assert place.info.device == place.target.device == "npu"
    assert place.target.provider == "QNNExecutionProvider"
    assert place.target.library == str(QNN.library)
    assert place.target.options["htp_performance_mode"] in ("burst", "power_saver")
    assert place.target.as_built


def test_windows_knows_the_library_of_a_plug_in_of_windows_ml(machine: Machine) -> None:
    model = install("m-npu", "npu", "VitisAI")
    assert not first(model).target.windows_ml
    machine.plugins = tuple(
        replace(each, package="windowsml", installed=True) if "Vitis" in each.name else each
        for each in ALL
    )
    target = first(model).target
    assert (target.provider, target.library, target.windows_ml) == (
        "VitisAIExecutionProvider",
        "",
        True,
    )


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (
            "context_binary",
            (
                "its compiled graphs don't fit this machine's NPU or its driver (Hexagon NPU "
                "30.0.1) "
                "(Update the NPU's driver, or install the model again)"
            ),
        ),
        ("memory", "there is too little memory for it on the NPU"),
        ("no_device", "QNN finds no NPU on this machine (Hexagon NPU 30.0.1)"),
        ("plugin_broken", "QNN cannot be loaded: Refused"),
        (
            "driver",
            "the NPU's driver (Hexagon NPU 30.0.1) refuses it: Refused (Update the NPU's driver)",
        ),
        (
            "crash",
            ("its process crashed with QNN (Hexagon NPU 30.0.1) (Update the NPU's driver)"),
        ),
        ("hang", "QNN (Hexagon NPU 30.0.1): Refused (Update the NPU's driver)"),
        ("other", "QNN refuses it: Refused"),
    ],
)
def test_a_failure_is_told_in_one_sentence(machine: Machine, cause: Cause, said: str) -> None:
    model = install("m-npu", "npu", "QNN")
    install("m", "cpu")
    (place,) = fail(model, cause).placements()
    assert place.info.id == "m"
    assert place.notice == f"m runs on the CPU, not m-npu on the NPU: {said}."


def test_a_missing_plug_in_is_told_with_the_command_that_installs_it(machine: Machine) -> None:
    machine.plugins = (replace(QNN, installed=False, version="", library=None), *ALL[1:])
    model = install("m-npu", "npu", "QNN")
    install("m", "cpu")
    (place,) = fail(model, "plugin_missing").placements()
    assert "the plug-in the-qnn is not installed (pip install the-qnn)." in place.notice


def test_the_same_model_elsewhere_is_told(machine: Machine) -> None:
    model = install("m", "npu", "OpenVINO")
    places = fail(model, "no_device")
    notice = places.placements()[0].notice
    assert notice.startswith("m runs on the GPU, not on the NPU: OpenVINO finds no NPU")
    assert places.placements()[0].target.options["device_type"] == "GPU"
    places.failed(places.placements()[0], LoadFailed("", cause="no_device"))
    (last,) = places.placements()
    assert last.notice.startswith("m runs on the CPU, not on the NPU: OpenVINO finds no NPU")


def test_the_next_start_does_not_try_again(machine: Machine) -> None:
    model = install("m-npu", "npu", "QNN")
    install("m", "cpu")
    notice = fail(model, "context_binary").placements()[0].notice
    assert (first(model).info.id, first(model).notice) == ("m", notice)
    assert (cache_dir() / "devices.json").is_file()


@pytest.mark.parametrize("what", ["driver", "runtime", "plugin", "model"])
def test_until_something_has_changed(machine: Machine, what: str) -> None:
    model = install("m-npu", "npu", "QNN")
    install("m", "cpu")
    fail(model, "context_binary")
    assert first(model).info.id == "m"
    match what:
        case "driver":
            machine.driver = "Hexagon NPU 30.0.2"
        case "runtime":
            machine.runtime = "onnxruntime==2"
        case "plugin":
            machine.plugins = (replace(QNN, version="2.0"), *ALL[1:])
        case "model":
            model = replace(model, digest="other")
    assert first(model).info.id == "m-npu"


def test_a_memory_that_cannot_be_written_still_ends_the_search(machine: Machine) -> None:
    model = install("m-npu", "npu", "QNN")
    install("m", "cpu")
    cache_dir().parent.mkdir(parents=True, exist_ok=True)
    cache_dir().write_text("a file")
    assert [each.info.id for each in fail(model, "other").placements()] == ["m"]


def test_with_nothing_left_the_command_that_helps_is_told(machine: Machine) -> None:
    model = install("deepseek-r1-1.5b-npu", "npu", "QNN")
    with pytest.raises(EngineError) as caught:
        fail(model, "context_binary").placements()
    error = caught.value
    assert error.message.startswith("The model deepseek-r1-1.5b-npu cannot be used on the NPU: its")
    assert "Run: r1-model install deepseek-r1-1.5b " in error.hint
    assert str(cache_dir() / "devices.json") in error.hint


def test_an_unknown_model_gets_the_starter_in_its_place(machine: Machine) -> None:
    model = install("mine-npu", "npu", "QNN")
    with pytest.raises(EngineError) as caught:
        placing(model, "cpu").placements()
    assert caught.value.message == "The model mine-npu is built for the NPU alone."
    assert caught.value.hint == f"Run: r1-model install {app.starter()}"


def test_a_wish_that_no_build_can_grant_is_told(machine: Machine) -> None:
    place = first(install("deepseek-r1-7b", "cpu"), "npu")
    assert place.info.device == "cpu"
    assert place.notice == (
        "deepseek-r1-7b runs on the CPU, not on the NPU: no build of it for the NPU is installed "
        "(Run: r1-model install deepseek-r1-7b-npu)."
    )
    assert first(install("m", "cpu"), "npu").notice.endswith("for the NPU is installed.")


def test_a_graph_of_the_cpu_is_given_to_the_graphics_card(machine: Machine) -> None:
    place, last = placing(install("m", "cpu"), "gpu").placements()
    assert (place.target.provider, place.target.as_built) == ("WebGpuExecutionProvider", False)
    assert (last.target.provider, last.target.as_built) == ("", True)


def test_the_environment_goes_before_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("R1_DEVICE", raising=False)
    assert app.device_wish(None, "gpu") == "gpu"
    monkeypatch.setenv("R1_DEVICE", "npu")
    assert app.device_wish(None, "gpu") == "npu"
    assert app.device_wish("cpu", "gpu") == "cpu"
    monkeypatch.setenv("R1_DEVICE", "tpu")
    with pytest.raises(UsageError, match=r"R1_DEVICE is 'tpu'.*auto, npu, gpu, cpu"):
        app.device_wish(None, "gpu")
