import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.models.devices import plugins as module
from r1_assistant.models.devices.plugins import Plugin, plugin_named, plugins, runtime_versions

QNN = "QNNExecutionProvider"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages before all others."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module.sys, "platform", "linux")
    return tmp_path


def add(folder: Path, package: str, version: str, *files: str) -> None:
    about = folder / f"{package.replace('-', '_')}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("raise RuntimeError('nothing may import it')\n")


def named(name: str) -> Plugin:
    found = plugin_named(name)
    assert found is not None
    return found


def test_an_installed_plug_in_is_found_and_not_imported(packages: Path) -> None:
    library = "onnxruntime_qnn/libonnxruntime_providers_qnn.so"
    add(packages, "onnxruntime-qnn", "9.8.7", "onnxruntime_qnn/__init__.py", library)
    qnn = named(QNN)
    assert (qnn.installed, qnn.version, qnn.library) == (True, "9.8.7", packages / library)
    assert "onnxruntime_qnn" not in sys.modules


def test_a_library_may_be_in_a_folder_of_the_architecture(packages: Path) -> None:
    library = "onnxruntime_qnn/libs/arm64/libonnxruntime_providers_qnn.so"
    add(packages, "onnxruntime-qnn", "9.8.7", "onnxruntime_qnn/__init__.py", library)
    assert named(QNN).library == packages / library


@pytest.mark.parametrize(("system", "file"), [("win32", "{}.dll"), ("darwin", "lib{}.dylib")])
def test_libraries_are_named_as_on_the_system(
    packages: Path, monkeypatch: pytest.MonkeyPatch, system: str, file: str
) -> None:
    library = "onnxruntime_ep_webgpu/" + file.format("onnxruntime_providers_webgpu")
    add(packages, "onnxruntime-ep-webgpu", "1", "onnxruntime_ep_webgpu/__init__.py", library)
    monkeypatch.setattr(module.sys, "platform", system)
    assert named("WebGpuExecutionProvider").library == packages / library


def test_a_plug_in_without_its_library_is_not_installed(packages: Path) -> None:
    add(packages, "onnxruntime-qnn", "9.8.7", "onnxruntime_qnn/__init__.py")
    qnn = named(QNN)
    assert (qnn.installed, qnn.version, qnn.library) == (False, "9.8.7", None)


def test_windows_ml_needs_no_library_of_its_own(packages: Path) -> None:
    add(packages, "windowsml", "2.5")
    vitis = named("VitisAIExecutionProvider")
    assert (vitis.installed, vitis.package, vitis.library) == (True, "windowsml", None)


def test_every_plug_in_says_how_to_get_it() -> None:
    found = plugins()
    assert len({each.name for each in found}) == len(found) == 6
    for each in found:
        assert each.package in each.advice
        assert each.device in ("npu", "gpu")
    assert plugin_named("CPUExecutionProvider") is None


def test_the_runtime_is_among_the_versions() -> None:
    assert any(each.startswith("onnxruntime-genai") for each in runtime_versions())


def test_looking_imports_no_runtime() -> None:
    code = (
        "import sys; from r1_assistant.models.devices.plugins import plugins; plugins();"
        "print([name for name in sys.modules if 'onnx' in name or name == 'windowsml'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
