"""The way from a device to the CPU with the real runtime, and a model of a few kilobytes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from r1_assistant import app
from r1_assistant.domain.generation import Finished, GenerationRequest
from r1_assistant.models.devices.plugins import plugin_named
from r1_assistant.models.store import InstalledModel
from support.device_models import install


@pytest.fixture
def for_npu(home: Path, tiny_folder: Path, tmp_path: Path) -> InstalledModel:
    """A model for Intel's NPU, and a build of it for the CPU."""
    folder = tmp_path / "openvino"
    shutil.copytree(tiny_folder, folder)
    config = json.loads((folder / "genai_config.json").read_text("utf-8"))
    session = config["model"]["decoder"].setdefault("session_options", {})
    session["provider_options"] = [{"OpenVINO": {"device_type": "NPU"}}]
    (folder / "genai_config.json").write_text(json.dumps(config))
    install("tiny", "cpu", linked=str(tiny_folder))
    return install("tiny-openvino-npu", "npu", linked=str(folder))


async def run(model: InstalledModel) -> tuple[Any, str]:
    engine = app.local_engine(model)
    try:
        request = GenerationRequest(raw_prompt="a", max_tokens=3)
        events = [event async for event in engine.generate(request)]
        assert isinstance(events[-1], Finished)
        return engine.status(), engine.status().notice
    finally:
        await engine.aclose()


@pytest.mark.skipif(
    Path("/dev/accel").exists() and "intel" in str(list(Path("/sys/class/accel").glob("*/device"))),
    reason="this machine may have an NPU of Intel's",
)
async def test_a_model_for_a_missing_npu_runs_on_the_cpu(for_npu: InstalledModel) -> None:
    status, notice = await run(for_npu)
    assert (status.model, status.device) == ("tiny", "cpu")
    plugin = plugin_named("OpenVINOExecutionProvider")
    assert plugin is not None
    if plugin.installed:
        assert "OpenVINO finds no NPU on this machine" in notice
    else:
        assert "the plug-in onnxruntime-ep-openvino is not installed (pip install" in notice
    again, same = await run(for_npu)
    assert (again.device, same) == ("cpu", notice)


def test_the_runtime_lists_the_cpu() -> None:
    command = (sys.executable, "-P", "-m", "r1_assistant.engine.worker.devices")
    done = subprocess.run((*command, "Missing=/no/such.so"), capture_output=True, check=True)
    listed = json.loads(done.stdout)
    providers = {each["name"]: each for each in listed["providers"]}
    assert listed["runtime"]
    assert providers["CPUExecutionProvider"]["devices"][0]["type"] == "cpu"
    assert not providers["Missing"]["registered"]
    assert "/no/such.so" in providers["Missing"]["error"]
    assert providers["Missing"]["devices"] == []


@pytest.mark.skipif(
    not (found := plugin_named("QNNExecutionProvider")) or not found.installed,
    reason="onnxruntime-qnn is not installed",
)
def test_the_simulator_of_qualcomm_s_npu_is_listed() -> None:
    command = (sys.executable, "-P", "-m", "r1_assistant.engine.worker.devices")
    done = subprocess.run(command, capture_output=True, check=True)
    providers = {each["name"]: each for each in json.loads(done.stdout)["providers"]}
    assert providers["QNNExecutionProvider"]["registered"]
    assert providers["QNNExecutionProvider"]["devices"]
