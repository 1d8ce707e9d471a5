"""What providers are told: how fast to be, which device to use, where to keep what they made.

Options are those of the providers' documentation: QNN's `htp_performance_mode` and `backend_path`,
OpenVINO's `device_type` and `cache_dir`, WebGPU's `powerPreference`.
"""

import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from r1_assistant.models.devices.plugins import Plugin


def options_for(plugin: Plugin, device: str, cache: Path, *, on_battery: bool) -> dict[str, str]:
    """Give the options of a provider on a device; `cache` is a folder of the user's."""
    match plugin.name:
        case "QNNExecutionProvider":
            mode = "power_saver" if on_battery else "burst"
            return {"htp_performance_mode": mode, **_simulator(plugin)}
        case "OpenVINOExecutionProvider":
            return {"device_type": device.upper(), "cache_dir": str(cache / "openvino")}
        case "WebGpuExecutionProvider":
            return {"powerPreference": "low-power" if on_battery else "high-performance"}
        case _:
            return {}


def runs_on_battery() -> bool:
    """Tell whether the machine has a battery and no mains power now."""
    import psutil  # type: ignore[import-untyped]  # late: only models on a device ask

    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and battery.power_plugged is False


def _simulator(plugin: Plugin) -> Mapping[str, str]:
    """Name the backend on x86-64 Linux, where QNN simulates the NPU and finds no device."""
    if sys.platform != "linux" or platform.machine() != "x86_64" or plugin.library is None:
        return {}
    return {"backend_path": str(plugin.library.with_name("libQnnHtp.so"))}
