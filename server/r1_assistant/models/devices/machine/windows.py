"""Windows: WMI through PowerShell, and the registry, which also answers without it."""

import json
from collections.abc import Iterator
from typing import Any

from r1_assistant.models.devices.kinds import Gpu, MachineFacts, Npu, pci_vendor, vendor_in
from r1_assistant.models.devices.machine.probe import Probe, ProbeError
from r1_assistant.models.devices.machine.windows_registry import (
    Driver,
    driver_of,
    hardware_id,
    read_drivers,
    read_processor,
    read_version,
)
from r1_assistant.models.devices.table import known_ids

_ARCHITECTURES = {0: "x86", 5: "ARM", 9: "x64", 12: "ARM64"}
_TROUBLES = {
    10: "It cannot start (code 10).",
    22: "It is disabled (code 22); the Device Manager enables it.",
    28: "No driver is installed for it (code 28).",
    31: "Its driver could not be loaded (code 31).",
    43: "It has reported problems and was stopped (code 43).",
    45: "It is not connected (code 45).",
}
"""Microsoft's "Error codes in Device Manager in Windows"."""


def read_windows(probe: Probe) -> MachineFacts:
    """Ask PowerShell for WMI's objects and `reg` for drivers; see `read_machine`."""
    told, problems = _ask(probe)
    drivers, more_problems = read_drivers(probe)
    system, processor, computer = (_first(told, key) for key in ("os", "cpu", "computer"))
    release = _text(system, "Caption"), _text(system, "BuildNumber")
    return MachineFacts(
        system="Windows",
        release=_release(*release) or read_version(probe),
        architecture=_ARCHITECTURES.get(_number(processor, "Architecture") or -1, "")
        or probe.environment.get("PROCESSOR_ARCHITECTURE", ""),
        cpu=_text(processor, "Name") or read_processor(probe),
        cores=_number(processor, "NumberOfCores"),
        threads=_number(processor, "NumberOfLogicalProcessors"),
        memory=_number(computer, "TotalPhysicalMemory"),
        gpus=tuple(_gpus(told, drivers)),
        npus=tuple(_npus(told, drivers)),
        problems=(*problems, *more_problems),
    )


def powershell(environment_root: str) -> str:
    """Name PowerShell by its full path: the current folder is never looked into."""
    return rf"{environment_root}\System32\WindowsPowerShell\v1.0\powershell.exe"


def script() -> str:
    """Write the one script that asks WMI for everything, as JSON in UTF-8.

    It has no double quotes, which a command line on Windows would have to escape.
    """
    wanted = {
        "os": ("Win32_OperatingSystem", "", "Caption,BuildNumber"),
        "cpu": (
            "Win32_Processor",
            "",
            "Name,NumberOfCores,NumberOfLogicalProcessors,Architecture",
        ),
        "computer": ("Win32_ComputerSystem", "", "TotalPhysicalMemory"),
        "gpu": (
            "Win32_VideoController",
            "",
            "Name,AdapterCompatibility,PNPDeviceID,DriverVersion",
        ),
        "npu": (
            "Win32_PnPEntity",
            _npu_filter(),
            "Name,Manufacturer,DeviceID,ConfigManagerErrorCode",
        ),
    }
    parts = [
        f"{key}=@(Get-CimInstance {kind}{where} -Property {fields} | Select-Object {fields})"
        for key, (kind, where, fields) in wanted.items()
    ]
    return (
        "$ErrorActionPreference='SilentlyContinue';"
        "[Console]::OutputEncoding=[Text.UTF8Encoding]::new($false);"
        f"@{{{';'.join(parts)}}} | ConvertTo-Json -Depth 4 -Compress"
    )


def _npu_filter() -> str:
    """Ask for NPUs by their class, and by the table's ids where no driver gave them one."""
    ids = (name.split(":") for name in sorted(known_ids()))
    likes = [
        rf"DeviceID LIKE ''PCI\\VEN_{each[1]}&DEV_{each[2]}%''"
        if each[0] == "pci"
        else rf"DeviceID LIKE ''ACPI\\{each[1]}%''"
        for each in ids
        if each[0] in ("pci", "acpi")
    ]
    wanted = " OR ".join(["PNPClass=''ComputeAccelerator''", *likes])
    return f" -Filter '{wanted}'"


def _ask(probe: Probe) -> tuple[dict[str, Any], list[str]]:
    root = probe.environment.get("SystemRoot", r"C:\Windows")
    options = ("-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script())
    try:
        told = json.loads(probe.run((powershell(root), *options)).lstrip("\ufeff"))
    except ProbeError as error:
        return {}, [f"PowerShell {error}, so memory and some devices are not known."]
    except (ValueError, RecursionError):
        return {}, ["What PowerShell says cannot be read, so memory is not known."]
    return (told, []) if isinstance(told, dict) else ({}, ["PowerShell says nothing of use."])


def _gpus(told: dict[str, Any], drivers: list[Driver]) -> Iterator[Gpu]:
    """Give WMI's cards; its AdapterRAM ends at 4 GB, so only the registry's memory counts."""
    cards = _all(told, "gpu")
    for card in cards:
        hardware = hardware_id(_text(card, "PNPDeviceID"))
        known = driver_of(drivers, _text(card, "PNPDeviceID"), _text(card, "Name"))
        yield Gpu(
            vendor=_vendor(hardware, _text(card, "AdapterCompatibility"), _text(card, "Name")),
            name=_text(card, "Name") or "graphics card",
            hardware_id=hardware,
            driver_version=_text(card, "DriverVersion") or (known.version if known else ""),
            memory=known.memory if known else None,
        )
    for each in drivers if not cards else []:
        if each.kind == "gpu":
            hardware = hardware_id(each.matching_id)
            vendor = _vendor(hardware, each.name)
            yield Gpu(vendor, each.name, hardware, "", each.version, each.memory)


def _npus(told: dict[str, Any], drivers: list[Driver]) -> Iterator[Npu]:
    entities = _all(told, "npu")
    for entity in entities:
        device = _text(entity, "DeviceID")
        hardware = hardware_id(device)
        known = driver_of(drivers, device, _text(entity, "Name"))
        yield Npu(
            vendor=_vendor(hardware, _text(entity, "Manufacturer"), _text(entity, "Name")),
            name=_text(entity, "Name") or "NPU",
            hardware_id=hardware,
            driver_version=known.version if known else "",
            problem=_trouble(_number(entity, "ConfigManagerErrorCode")),
        )
    for each in drivers if not entities else []:
        if each.kind == "npu":
            hardware = hardware_id(each.matching_id)
            yield Npu(_vendor(hardware, each.name), each.name, hardware, "", each.version)


def _vendor(hardware: str, *said: str) -> str:
    _, _, numbers = hardware.partition("pci:")
    return pci_vendor(numbers[:4]) or ("Qualcomm" if "qcom" in hardware else vendor_in(*said))


def _trouble(code: int | None) -> str:
    if not code:
        return ""
    return _TROUBLES.get(code, f"Windows says that it does not work (code {code}).")


def _release(caption: str, build: str) -> str:
    return f"{caption.removeprefix('Microsoft ')} (build {build})" if caption and build else caption


def _all(told: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Give a list's objects; PowerShell makes one object of a list of one."""
    value = told.get(key)
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _first(told: dict[str, Any], key: str) -> dict[str, Any]:
    return next(iter(_all(told, key)), {})


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""


def _number(item: dict[str, Any], key: str) -> int | None:
    value = item.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
