"""Linux: /proc, /sys and /dev, and the device tree of machines that have one."""

import re
from collections.abc import Iterator

from r1_assistant.models.devices.kinds import MachineFacts, Npu
from r1_assistant.models.devices.machine.linux_pci import pci_gpus, pci_npus
from r1_assistant.models.devices.machine.probe import Probe
from r1_assistant.models.devices.table import known_ids

_FASTRPC = ("fastrpc-cdsp", "fastrpc-cdsp-secure")
_CHIP = re.compile(r"qcom,(\w+)")


def read_linux(probe: Probe) -> MachineFacts:
    """Read what a Linux kernel tells everybody; see `read_machine`."""
    kernel = probe.read_text("/proc/sys/kernel/osrelease")
    told = _keys(probe.read_text("/proc/cpuinfo"))
    compatible = probe.read_text("/sys/firmware/devicetree/base/compatible").split("\0")
    gpus, problems = pci_gpus(probe, kernel)
    return MachineFacts(
        system="Linux",
        release=_release(probe, kernel),
        architecture=probe.read_text("/proc/sys/kernel/arch"),
        cpu=next((value for key, value in told if key == "model name"), "") or _chip(compatible),
        cores=_cores(told),
        threads=sum(key == "processor" for key, _ in told) or None,
        memory=_memory(probe),
        gpus=gpus,
        npus=(*pci_npus(probe, kernel), *_hexagon(probe, compatible), *_others(probe)),
        problems=problems,
    )


def _keys(text: str) -> list[tuple[str, str]]:
    """Read lines `key : value` in order."""
    parts = (line.partition(":") for line in text.splitlines())
    return [(key.strip(), value.strip()) for key, colon, value in parts if colon]


def _cores(told: list[tuple[str, str]]) -> int | None:
    """Count different cores of different sockets; None where the kernel doesn't tell them."""
    sockets = [value for key, value in told if key == "physical id"]
    cores = [value for key, value in told if key == "core id"]
    return len(set(zip(sockets, cores, strict=False))) or None


def _memory(probe: Probe) -> int | None:
    found = re.search(r"^MemTotal:\s+(\d+) kB", probe.read_text("/proc/meminfo"), re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def _release(probe: Probe, kernel: str) -> str:
    named = re.search(r'^PRETTY_NAME="?([^"\n]+)', probe.read_text("/etc/os-release"), re.MULTILINE)
    where = " in WSL" if "microsoft" in kernel.lower() else ""
    said = f"Linux {kernel}{where}" if kernel else ""
    return ", ".join(filter(None, (named[1] if named else "", said)))


def _chip(compatible: list[str]) -> str:
    """Name Qualcomm's chip by the device tree; the most special name comes first."""
    names = (_CHIP.fullmatch(name) for name in compatible)
    return next((f"Qualcomm {name[1].upper()}" for name in names if name), "")


def _hexagon(probe: Probe, compatible: list[str]) -> Iterator[Npu]:
    """Find Qualcomm's NPU, which is no PCI device: programs reach it through FastRPC."""
    known = [f"compatible:{name}" for name in compatible if f"compatible:{name}" in known_ids()]
    reached = any(name in probe.list_dir("/dev") for name in _FASTRPC)
    if known or (reached and any(map(_CHIP.fullmatch, compatible))):
        problem = "" if reached else "The kernel offers no /dev/fastrpc-cdsp to reach it by."
        driver = "fastrpc" if reached else ""
        yield Npu("Qualcomm", "Hexagon NPU", known[0] if known else "", driver, "", problem)


def _others(probe: Probe) -> Iterator[Npu]:
    """Find accelerators of systems on a chip; those on PCI are found there."""
    for name in probe.list_dir("/sys/class/accel"):
        event = probe.read_text(f"/sys/class/accel/{name}/device/uevent")
        driver = re.search(r"^DRIVER=(\S+)", event, re.MULTILINE)
        if driver and "PCI_ID=" not in event:
            yield Npu("", f"accelerator {name}", "", driver[1])
