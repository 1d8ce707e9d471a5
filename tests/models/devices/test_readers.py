import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.models.devices.machine import read_machine
from r1_assistant.models.devices.machine import windows as windows_reader
from r1_assistant.models.devices.machine.probe import ProbeError, SystemProbe
from r1_assistant.models.devices.machine.windows_registry import hardware_id
from r1_assistant.models.devices.table import known_ids
from support.captured_machine import CapturedMachine, captured, machine_names

REAL = [name for name in machine_names() if name.startswith(("windows", "linux", "mac"))]


@pytest.mark.parametrize("name", REAL)
@settings(deadline=None, max_examples=5)
@given(data=st.data())
def test_texts_that_are_cut_off_or_damaged_never_raise(name: str, data: st.DataObject) -> None:
    machine = captured(name)
    for texts in (machine.files, machine.programs):
        for key in texts:
            text = texts[key]
            end = data.draw(st.integers(0, len(text)))
            texts[key] = text[:end] + data.draw(st.sampled_from(["", "\x00", "é", '"', "\n\n    "]))
    facts = read_machine(machine, "/")
    assert facts.system in ("Windows", "Linux", "macOS")


@settings(deadline=None)
@given(st.sampled_from(["win32", "linux", "darwin"]), st.text())
def test_programs_that_say_anything_never_raise(platform: str, text: str) -> None:
    programs = dict.fromkeys(["powershell.exe", "reg.exe", "sysctl", "system_profiler"], text)
    read_machine(CapturedMachine(platform=platform, programs=programs), "/")


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["os", "cpu", "gpu", "npu", "Name", "DeviceID", "SPDisplaysDataType"]
                ),
                inner,
            )
        ),
    )
)
def test_json_of_any_shape_never_raises(value: object) -> None:
    import json

    programs = dict.fromkeys(["powershell.exe", "system_profiler"], json.dumps(value))
    for platform in ("win32", "darwin"):
        read_machine(CapturedMachine(platform=platform, programs=programs), "/")


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        (r"PCI\VEN_8086&DEV_643E&SUBSYS_0D391028&REV_04\3&11583659&0&58", "pci:8086:643e"),
        (r"ACPI\QCOM0D0A\2&DABA3FF&0", "acpi:qcom0d0a"),
        (r"ACPI\VEN_QCOM&DEV_0D0A&SUBSYS_CRD08380", "acpi:qcom0d0a"),
        (r"ROOT\BasicDisplay\0000", ""),
        ("", ""),
    ],
)
def test_hardware_id(device: str, expected: str) -> None:
    assert hardware_id(device) == expected


def test_the_script_for_powershell_asks_for_every_id_of_the_table() -> None:
    script = windows_reader.script()
    assert '"' not in script
    for name in known_ids():
        kind, _, rest = name.partition(":")
        if kind == "pci":
            vendor, _, device = rest.partition(":")
            assert f"VEN_{vendor}&DEV_{device}%" in script
        elif kind == "acpi":
            assert rf"ACPI\\{rest}%" in script


def test_this_machine_is_read() -> None:
    probe = SystemProbe()
    facts = read_machine(probe, str(Path.cwd() / "not" / "there" / "yet"))
    assert facts.disk_total
    assert facts.python == probe.python
    if sys.platform == "linux":
        assert facts.system == "Linux"
        assert facts.memory
        assert facts.threads


def test_a_program_that_is_missing_late_or_silent_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from r1_assistant.models.devices.machine import probe as module

    probe = SystemProbe()
    with pytest.raises(ProbeError, match="is not there"):
        probe.run(["no-such-program-anywhere"])
    with pytest.raises(ProbeError, match=r"said nothing \(exit code 3\)"):
        probe.run([sys.executable, "-c", "raise SystemExit(3)"])
    assert probe.run([sys.executable, "-c", "print(' yes '); raise SystemExit(1)"]) == "yes"
    monkeypatch.setattr(module, "SECONDS", 0.2)
    with pytest.raises(ProbeError, match="gave no answer in"):
        probe.run([sys.executable, "-c", "import time; time.sleep(60)"])


def test_a_file_or_folder_that_cannot_be_read_is_empty(tmp_path: Path) -> None:
    probe = SystemProbe()
    assert probe.read_text(str(tmp_path)) == ""
    assert probe.read_text("bad\0name") == ""
    assert probe.list_dir(str(tmp_path / "none")) == ()
    (tmp_path / "bytes").write_bytes(b"\xff\xfe compatible\0")
    assert "compatible" in probe.read_text(str(tmp_path / "bytes"))
    assert probe.list_dir(str(tmp_path)) == ["bytes"]
    assert probe.disk(str(tmp_path / "a" / "b"))[0]
