import json
from pathlib import Path

import pytest

from r1_assistant.models.devices import memory
from r1_assistant.models.devices.drivers import linux_drivers
from r1_assistant.models.devices.memory import MOST_KEPT, FailedLoads, Failure, key_of
from r1_assistant.models.devices.options import options_for, runs_on_battery
from support.device_models import OPENVINO, QNN, VITIS, WEBGPU

FAILURE = Failure("it is too old", "Update it")


def test_a_failure_is_remembered_by_its_key(tmp_path: Path) -> None:
    loads = FailedLoads(tmp_path / "new" / "devices.json")
    assert loads.find("a") is None
    loads.add("a", "m on npu", FAILURE)
    again = FailedLoads(loads.file)
    assert again.find("a") == FAILURE
    assert again.find("b") is None
    assert json.loads(loads.file.read_text())["failed"]["a"]["about"] == "m on npu"


def test_too_little_memory_is_forgotten_where_there_is_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = FailedLoads(tmp_path / "devices.json")
    loads.add("a", "", Failure("too little memory", free=1000))
    free = 1200
    monkeypatch.setattr(memory, "free_memory", lambda: free)
    assert loads.find("a") is not None
    free = 1300
    assert loads.find("a") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"failed": []}', '{"failed": {"a": {}}}', '{"failed": {"a": 1}}']
)
def test_a_damaged_file_counts_as_empty(tmp_path: Path, text: str) -> None:
    file = tmp_path / "devices.json"
    file.write_text(text)
    loads = FailedLoads(file)
    assert loads.find("a") is None
    loads.add("a", "", FAILURE)
    assert loads.find("a") == FAILURE


def test_the_oldest_failures_go(tmp_path: Path) -> None:
    loads = FailedLoads(tmp_path / "devices.json")
    for number in range(MOST_KEPT + 1):
        loads.add(str(number), "", FAILURE)
    assert loads.find("0") is None
    assert loads.find("1") == loads.find(str(MOST_KEPT)) == FAILURE


def test_a_file_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    FailedLoads(tmp_path / "file" / "devices.json").add("a", "", FAILURE)


def test_any_part_makes_another_key() -> None:
    assert key_of("a", ("1", "2")) == key_of("a", ("1", "2"))
    assert len({key_of("a", "b"), key_of("b", "a"), key_of("ab", ""), key_of("a")}) == 4


def test_drivers_are_the_modules_behind_the_devices(tmp_path: Path) -> None:
    module = tmp_path / "module" / "intel_vpu"
    module.mkdir(parents=True)
    (module / "version").write_text("1.2.3\n")
    (module / "srcversion").write_text("ABC\n")
    driver = tmp_path / "bus" / "pci" / "drivers" / "intel_vpu"
    driver.mkdir(parents=True)
    for name in ("accel0", "accel1"):
        device = tmp_path / "class" / "accel" / name / "device"
        device.mkdir(parents=True)
        (device / "driver").symlink_to(driver)
    assert list(linux_drivers(tmp_path, "npu")) == ["intel_vpu 1.2.3 ABC"]
    assert list(linux_drivers(tmp_path, "gpu")) == list(linux_drivers(tmp_path, "cpu")) == []


def test_the_npu_is_fast_on_mains_and_thrifty_on_battery(tmp_path: Path) -> None:
    mains = options_for(QNN, "npu", tmp_path, on_battery=False)
    battery = options_for(QNN, "npu", tmp_path, on_battery=True)
    assert mains["htp_performance_mode"] == "burst"
    assert battery["htp_performance_mode"] == "power_saver"
    assert options_for(WEBGPU, "gpu", tmp_path, on_battery=True) == {"powerPreference": "low-power"}
    assert options_for(VITIS, "npu", tmp_path, on_battery=True) == {}


def test_openvino_is_told_the_device_and_keeps_what_it_compiled(tmp_path: Path) -> None:
    for device in ("npu", "gpu", "cpu"):
        assert options_for(OPENVINO, device, tmp_path, on_battery=False) == {
            "device_type": device.upper(),
            "cache_dir": str(tmp_path / "openvino"),
        }


@pytest.mark.parametrize(("plugged", "battery"), [(True, False), (False, True), (None, False)])
def test_a_battery_that_is_plugged_in_is_mains(
    monkeypatch: pytest.MonkeyPatch, plugged: bool | None, battery: bool
) -> None:
    import psutil

    state = psutil._ntuples.sbattery(50, 1, plugged)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: state, raising=False)
    assert runs_on_battery() is battery


def test_no_battery_is_mains(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    monkeypatch.setattr(psutil, "sensors_battery", lambda: None, raising=False)
    assert not runs_on_battery()
    monkeypatch.delattr(psutil, "sensors_battery")
    assert not runs_on_battery()
