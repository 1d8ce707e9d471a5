"""Facts about a machine, as its operating system tells them."""

import re
from dataclasses import dataclass
from typing import Literal

Device = Literal["npu", "gpu", "cpu"]


@dataclass(frozen=True, slots=True)
class Npu:
    """A neural processor; what is not known is empty, or None.

    `name` is the system's, `model` the table's (`npus.toml`). `hardware_id` is `pci:VENDOR:DEVICE`
    in small hexadecimal digits, or `acpi:ID`. `tops` are 10^12 operations per second on 8-bit
    integers, as `source` publishes them; `at_most` tells that it does so for a whole family.
    `problem` is a sentence about a device that the system sees and cannot use.
    """

    vendor: str
    name: str
    hardware_id: str = ""
    driver: str = ""
    driver_version: str = ""
    problem: str = ""
    model: str = ""
    family: str = ""
    tops: float | None = None
    at_most: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor; `memory` is its own, in bytes, and None if unknown or shared."""

    vendor: str
    name: str
    hardware_id: str = ""
    driver: str = ""
    driver_version: str = ""
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """A machine; sizes in bytes, None where they could not be found out.

    `system` is "Windows", "Linux", "macOS" or what Python calls it. `disk_total` and `disk_free`
    are of the volume that models are kept on. `python` is the platform that this Python was built
    for. `problems` are sentences about what could not be asked.
    """

    system: str
    release: str = ""
    architecture: str = ""
    python: str = ""
    cpu: str = ""
    cores: int | None = None
    threads: int | None = None
    memory: int | None = None
    disk_total: int | None = None
    disk_free: int | None = None
    gpus: tuple[Gpu, ...] = ()
    npus: tuple[Npu, ...] = ()
    problems: tuple[str, ...] = ()


DISPLAY_ONLY = ("Red Hat", "QEMU", "VMware", "ASPEED", "Matrox")
"""Vendors of displays of virtual machines and of servers, which compute nothing."""

_VENDORS = {"8086": "Intel", "1022": "AMD", "1002": "AMD", "10de": "NVIDIA", "17cb": "Qualcomm"}
_OTHERS = {
    "1414": "Microsoft",
    "15ad": "VMware",
    "1af4": "Red Hat",
    "1234": "QEMU",
    "106b": "Apple",
    "1a03": "ASPEED",
    "102b": "Matrox",
}
_WORDS = ("Intel", "AMD", "NVIDIA", "Qualcomm", "Apple", "Microsoft", "VMware")


def pci_vendor(vendor_id: str) -> str:
    """Name the vendor of a PCI vendor id, four hexadecimal digits; empty if it is another one."""
    return (_VENDORS | _OTHERS).get(vendor_id.lower(), "")


def vendor_in(*texts: str) -> str:
    """Find a vendor's name in what a system says of a device; empty if there is none."""
    said = " ".join(texts).lower()
    if "advanced micro devices" in said or "radeon" in said:
        return "AMD"
    if "snapdragon" in said or "adreno" in said:
        return "Qualcomm"
    return next((word for word in _WORDS if word.lower() in said), "")


def version_numbers(version: str) -> tuple[int, ...]:
    """Give the numbers of a version for comparison: leading zeros say nothing."""
    return tuple(int(part) for part in re.findall(r"\d{1,9}", version))


def is_older(version: str, least: str) -> bool:
    """Tell whether a driver's version is older than another; an unknown one is not."""
    numbers = version_numbers(version)
    return bool(numbers and least) and numbers < version_numbers(least)
