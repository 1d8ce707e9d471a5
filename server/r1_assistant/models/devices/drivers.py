"""The versions of what drives a device: another one, and a model that failed may load."""

import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SYS = Path("/sys")

_LINUX_CLASSES: Mapping[str, str] = {"npu": "accel/accel*", "gpu": "drm/renderD*"}

_WINDOWS_CLASSES: Mapping[str, str] = {
    "npu": "{f01a9d53-3ff6-48d2-9f97-c8a7004be10c}",
    "gpu": "{4d36e968-e325-11ce-bfc1-08002be10318}",
}
"""Windows' own classes of devices: ComputeAccelerator and Display."""
_CLASS = r"SYSTEM\CurrentControlSet\Control\Class"


def driver_versions(device: str) -> tuple[str, ...]:
    """Name the drivers of a kind of device with their versions; empty where none is found."""
    if sys.platform == "win32":
        return tuple(sorted(_windows(device)))
    return tuple(sorted(linux_drivers(SYS, device)))


def system_version() -> str:
    """Name the operating system's version, which brings drivers of its own."""
    return f"{platform.system()} {platform.release()} {platform.version()}"


def linux_drivers(root: Path, device: str) -> Iterator[str]:
    """Give the kernel modules behind the devices of a class, with their versions."""
    modules = set()
    for node in (root / "class").glob(_LINUX_CLASSES.get(device, "-")):
        modules.add((node / "device" / "driver").resolve().name)
    for name in modules - {"driver"}:
        versions = (_text(root / "module" / name / each) for each in ("version", "srcversion"))
        yield " ".join((name, *filter(None, versions)))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _windows(device: str) -> Iterator[str]:
    import winreg as registry_module

    registry: Any = registry_module  # a module of Windows alone
    place = rf"{_CLASS}\{_WINDOWS_CLASSES.get(device, '')}"
    try:
        with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, place) as key:
            for index in range(registry.QueryInfoKey(key)[0]):
                yield from _windows_driver(registry, key, registry.EnumKey(key, index))
    except OSError:
        return


def _windows_driver(registry: Any, key: Any, name: str) -> Iterator[str]:
    try:
        with registry.OpenKey(key, name) as entry:
            about = registry.QueryValueEx(entry, "DriverDesc")[0]
            yield f"{about} {registry.QueryValueEx(entry, 'DriverVersion')[0]}"
    except OSError:  # "Properties", which is for the system alone
        return
