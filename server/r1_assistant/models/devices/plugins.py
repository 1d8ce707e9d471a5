"""The packages that let the runtime use an NPU or a graphics card, found without loading any.

Names of packages and libraries are those of the wheels on the package index: onnxruntime-qnn 2.7,
onnxruntime-ep-openvino 1.8, onnxruntime-ep-webgpu 0.4, windowsml 2.5, and the builds of
onnxruntime-genai 0.18 that bring CUDA and DirectML along.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PluginDevice = Literal["npu", "gpu"]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A way to a device.

    `name` is the execution provider's, `title` what people call it, `device` what it is for in the
    first place. `library` is what the runtime loads; None where there is none of its own: it is
    part of the runtime's package, or Windows keeps it (`package` is windowsml then). `version` is
    that of the installed package, empty if there is none. `advice` says how to get it.
    """

    name: str
    title: str
    device: PluginDevice
    vendor: str
    package: str
    installed: bool
    version: str
    library: Path | None
    advice: str


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    title: str
    device: PluginDevice
    vendor: str
    package: str
    module: str = ""
    library: str = ""
    advice: str = ""


_EXCHANGE = "pip uninstall -y onnxruntime onnxruntime-genai && pip install "

_KNOWN = (
    _Known(
        name="QNNExecutionProvider",
        title="QNN",
        device="npu",
        vendor="Qualcomm",
        package="onnxruntime-qnn",
        module="onnxruntime_qnn",
        library="onnxruntime_providers_qnn",
        advice="pip install onnxruntime-qnn",
    ),
    _Known(
        name="OpenVINOExecutionProvider",
        title="OpenVINO",
        device="npu",
        vendor="Intel",
        package="onnxruntime-ep-openvino",
        module="onnxruntime_ep_openvino",
        library="onnxruntime_providers_openvino_plugin",
        advice="pip install onnxruntime-ep-openvino",
    ),
    _Known(
        name="VitisAIExecutionProvider",
        title="VitisAI through Windows ML",
        device="npu",
        vendor="AMD",
        package="windowsml",
        module="windowsml",
        advice=_EXCHANGE + "windowsml onnxruntime-windowsml onnxruntime-genai-winml",
    ),
    _Known(
        name="CUDAExecutionProvider",
        title="CUDA",
        device="gpu",
        vendor="NVIDIA",
        package="onnxruntime-genai-cuda",
        advice=_EXCHANGE + "onnxruntime-genai-cuda",
    ),
    _Known(
        name="DmlExecutionProvider",
        title="DirectML",
        device="gpu",
        vendor="Microsoft",
        package="onnxruntime-genai-winml",
        advice=_EXCHANGE + "onnxruntime-windowsml onnxruntime-genai-winml",
    ),
    _Known(
        name="WebGpuExecutionProvider",
        title="WebGPU",
        device="gpu",
        vendor="Microsoft",
        package="onnxruntime-ep-webgpu",
        module="onnxruntime_ep_webgpu",
        library="onnxruntime_providers_webgpu",
        advice="pip install onnxruntime-ep-webgpu",
    ),
)

_ENDINGS: Mapping[str, str] = {"win32": "{}.dll", "darwin": "lib{}.dylib"}


def plugins() -> tuple[Plugin, ...]:
    """Look which plug-ins are installed; reads folders of packages, and runs nothing of them."""
    return tuple(map(_plugin, _KNOWN))


def plugin_named(name: str) -> Plugin | None:
    """Look up the plug-in of an execution provider; None if there is none that is known."""
    return next((_plugin(known) for known in _KNOWN if known.name == name), None)


def runtime_versions() -> tuple[str, ...]:
    """Name the installed packages of the runtime, as `name==version`."""
    names = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-windowsml", "onnxruntime-genai")
    every = (*names, "onnxruntime-genai-cuda", "onnxruntime-genai-winml")
    return tuple(f"{name}=={version}" for name in every if (version := _version(name)))


def _plugin(known: _Known) -> Plugin:
    version = _version(known.package)
    library = _library(known) if version and known.library else None
    return Plugin(
        name=known.name,
        title=known.title,
        device=known.device,
        vendor=known.vendor,
        package=known.package,
        installed=bool(version) and (library is not None or not known.library),
        version=version,
        library=library,
        advice=known.advice,
    )


def _version(package: str) -> str:
    from importlib import metadata  # late: it costs more than the rest of this

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _library(known: _Known) -> Path | None:
    """Find the library in its package, in a folder of the architecture's if need be."""
    from importlib.util import find_spec

    spec = find_spec(known.module)
    name = _ENDINGS.get(sys.platform, "lib{}.so").format(known.library)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found = sorted(Path(folder).rglob(name), key=lambda path: len(path.parts))
        if found:
            return found[0]
    return None
