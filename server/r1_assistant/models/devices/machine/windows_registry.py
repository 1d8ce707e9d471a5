"""Windows: what the registry says, as `reg query` prints it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from r1_assistant.models.devices.machine.probe import Probe, ProbeError

_CLASSES = r"HKLM\SYSTEM\CurrentControlSet\Control\Class"
_KINDS = {
    "gpu": "{4d36e968-e325-11ce-bfc1-08002be10318}",
    "npu": "{f01a9d53-3ff6-48d2-9f97-c8a7004be10c}",
}
"""The classes Display and ComputeAccelerator: "System-Defined Device Setup Classes", Microsoft."""
_CPU = r"HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor\0"
_VERSION = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_VALUE = re.compile(r"^ {4}(\S.*?) {4}(REG_\w+) {4}(.*)$")
_MEMORY = "HardwareInformation.qwMemorySize"


@dataclass(frozen=True, slots=True)
class Driver:
    """An installed driver; its device may be gone. `kind` is "gpu" or "npu", memory in bytes."""

    kind: str
    name: str
    matching_id: str
    version: str
    memory: int | None


def read_drivers(probe: Probe) -> tuple[list[Driver], list[str]]:
    """Give the drivers of graphics cards and NPUs, and sentences about what could not be asked.

    A class that no device has ever had is missing in the registry, which is no problem.
    """
    drivers: list[Driver] = []
    problems = []
    for kind, guid in _KINDS.items():
        try:
            text = probe.run((_reg(probe), "query", rf"{_CLASSES}\{guid}", "/s"))
        except ProbeError as error:
            if kind == "gpu":
                problems.append(f"reg.exe {error}, so drivers are not known.")
            continue
        drivers += _drivers(kind, text)
    return drivers, problems


def driver_of(drivers: list[Driver], device: str, name: str) -> Driver | None:
    """Find the driver of a device by the id that it was installed for, or else by its name."""
    wanted = hardware_id(device)
    for each in drivers:
        if wanted and hardware_id(each.matching_id) == wanted:
            return each
    return next((each for each in drivers if name and each.name == name), None)


def hardware_id(device: str) -> str:
    r"""Make `pci:8086:643e` of `PCI\VEN_8086&DEV_643E&…`, and `acpi:qcom0d0a` of `ACPI\QCOM0D0A`.

    `ACPI\VEN_QCOM&DEV_0D0A` is another way to write the latter. Anything else gives an empty text.
    """
    text = device.lower()
    if found := re.match(r"pci\\ven_([0-9a-f]{4})&dev_([0-9a-f]{4})", text):
        return f"pci:{found[1]}:{found[2]}"
    if found := re.match(r"acpi\\ven_(\w{4})&dev_(\w{4})", text):
        return f"acpi:{found[1]}{found[2]}"
    found = re.match(r"acpi\\(\w{7,8})\b", text)
    return f"acpi:{found[1]}" if found else ""


def read_processor(probe: Probe) -> str:
    """Name the CPU."""
    return _values(_query(probe, _CPU)).get("ProcessorNameString", "")


def read_version(probe: Probe) -> str:
    """Name the version of Windows; the registry goes on calling 11 by the name of 10."""
    values = _values(_query(probe, _VERSION))
    build = values.get("CurrentBuildNumber", "")
    name = values.get("ProductName", "")
    if build.isdecimal() and int(build) >= 22_000:
        name = name.replace("Windows 10", "Windows 11")
    return f"{name} (build {build})" if name and build else name


def _drivers(kind: str, text: str) -> Iterator[Driver]:
    for block in re.split(r"\n(?=HKEY_)", text.replace("\r\n", "\n")):
        values = _values(block)
        if re.match(r"HKEY_\S.*\\\d{4}$", block.partition("\n")[0]) and values.get("DriverDesc"):
            yield Driver(
                kind,
                values["DriverDesc"],
                values.get("MatchingDeviceId", ""),
                values.get("DriverVersion", ""),
                _bytes(values.get(_MEMORY, "")),
            )


def _values(text: str) -> dict[str, str]:
    """Read the lines of values: four spaces, the name, the type, the data."""
    found = (_VALUE.match(line) for line in text.splitlines())
    return {match[1]: match[3].strip() for match in found if match}


def _bytes(data: str) -> int | None:
    """Read a number as `reg` prints a REG_QWORD; a REG_BINARY has no 0x."""
    return int(data, 16) if re.fullmatch(r"0x[0-9a-fA-F]{1,16}", data) else None


def _query(probe: Probe, key: str) -> str:
    try:
        return probe.run((_reg(probe), "query", key))
    except ProbeError:
        return ""


def _reg(probe: Probe) -> str:
    return probe.environment.get("SystemRoot", r"C:\Windows") + r"\System32\reg.exe"
