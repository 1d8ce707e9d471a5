import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.models.devices import listed as module
from r1_assistant.models.devices.listed import (
    ListedDevice,
    ListedDevices,
    ListedProvider,
    listed_devices,
    parse_listed,
)
from r1_assistant.models.devices.plugins import Plugin, plugins
from r1_assistant.models.devices.providers import Provider, providers, ready_for

QNN, OPENVINO = "QNNExecutionProvider", "OpenVINOExecutionProvider"
NPU = {"type": "npu", "vendor": "Qualcomm", "name": "", "vendor_id": 0}


def plugin(name: str, library: str = "/x/lib.so") -> Plugin:
    found = next(each for each in plugins() if each.name == name)
    return replace(found, installed=True, version="2.7.0", library=Path(library))


def program(tmp_path: Path, code: str) -> Sequence[str]:
    file = tmp_path / "program.py"
    file.write_text(code, encoding="utf-8")
    return (sys.executable, "-I", str(file))


def answer(*rows: dict[str, object]) -> str:
    return json.dumps({"runtime": "1.32.0", "providers": rows})


def row(name: str, *devices: object, error: str = "") -> dict[str, object]:
    return {"name": name, "registered": not error, "error": error, "devices": list(devices)}


def test_the_last_object_counts_whatever_else_is_printed() -> None:
    found = parse_listed(f"native noise {{\n{answer(row(QNN, NPU))}\n")
    told = ListedProvider(registered=True, devices=(ListedDevice("npu", "Qualcomm NPU"),))
    assert found == ListedDevices({QNN: told})


@given(st.text())
def test_any_answer_is_read_or_refused(text: str) -> None:
    assert isinstance(parse_listed(text), ListedDevices)


@pytest.mark.parametrize(
    "document",
    ['{"providers": 3}', '{"providers": [1, {}, {"name": 2}]}', '{"providers": [{"name": "x"}]}'],
)
def test_odd_objects_list_nothing(document: str) -> None:
    found = parse_listed(document)
    assert not found.problem
    assert not any(each.devices for each in found.providers.values())


def test_a_runtime_that_is_missing_is_a_problem() -> None:
    found = parse_listed('{"runtime": "", "error": "No module named onnxruntime", "providers": []}')
    assert found.problem.endswith("could not be asked: No module named onnxruntime.")


def test_the_process_is_asked(tmp_path: Path) -> None:
    check = "import os; assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'"
    code = f"{check}; print({answer(row(QNN, NPU))!r})"
    assert listed_devices([plugin(QNN)], program(tmp_path, code)).providers[QNN].registered


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit(1)", "it ended with code 1"),
        ("print('nothing')", "its answer cannot be read"),
        ("import time; time.sleep(60)", "it gave no answer in 1.5 seconds"),
    ],
)
def test_a_process_that_fails_is_a_sentence(
    code: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", 1.5)
    found = listed_devices([], program(tmp_path, code))
    assert found.problem == f"The runtime's process could not be asked: {why}."
    assert not found.providers


def test_a_program_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    found = listed_devices([], [str(tmp_path / "none")])
    assert "could not be started" in found.problem


def test_a_plug_in_that_ends_its_process_hides_no_other(tmp_path: Path) -> None:
    code = f"""
import os, sys
if len(sys.argv) == 1 or {OPENVINO!r} in sys.argv[1]:
    os.abort()
assert sys.argv[1] == {f"{QNN}=/x/lib.so"!r}
print({answer(row(QNN, NPU))!r})
"""
    found = listed_devices([plugin(QNN), plugin(OPENVINO)], program(tmp_path, code))
    assert found.providers[QNN].registered
    assert not found.providers[OPENVINO].registered
    assert "could not be asked" in found.providers[OPENVINO].error


@pytest.fixture
def judged() -> Callable[[str], Provider]:
    def judge(document: str, installed: bool = True, suits: bool = True) -> Provider:
        plug = replace(plugin(QNN), installed=installed)
        suitable = frozenset({QNN} if suits else ())
        return providers([plug], parse_listed(document), suitable)[0]

    return judge  # type: ignore[return-value]


def test_what_came_of_a_provider(judged: Callable[..., Provider]) -> None:
    ready = judged(answer(row(QNN, NPU)))
    assert (ready.ready, ready.kinds, ready.devices, ready.reason) == (
        True, ("npu",), ("Qualcomm NPU",), "",
    )  # fmt: skip
    assert ready_for([ready], "npu") == {QNN}
    assert ready_for([ready], "gpu") == frozenset()
    assert "simulation" in judged(answer(row(QNN, NPU)), suits=False).reason
    assert judged(answer(row(QNN))).reason == "It registers, but lists no device."
    failed = judged(answer(row(QNN, error="QnnHtp.dll is missing.")))
    assert (failed.registered, failed.reason) == (
        False, "It does not register: QnnHtp.dll is missing.",
    )  # fmt: skip
    assert judged("{}").reason == "The runtime says nothing of it."
    assert judged("no").reason.startswith("The runtime's process could not be asked")
    missing = judged(answer(row(QNN, NPU)), installed=False)
    assert (missing.registered, missing.ready, missing.reason) == (None, False, "Not installed.")
