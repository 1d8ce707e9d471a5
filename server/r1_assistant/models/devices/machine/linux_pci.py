"""Linux: graphics cards and NPUs among the PCI devices in /sys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from r1_assistant.models.devices.kinds import Gpu, Npu, pci_vendor
from r1_assistant.models.devices.machine.probe import Probe, ProbeError
from r1_assistant.models.devices.table import known_ids

_PCI = "/sys/bus/pci/devices"
_ID = re.compile(r"0x[0-9a-f]{4}")
_DISPLAY, _ACCELERATOR = "0x03", "0x12"
_NAMES = ("/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids")
_NPU_DRIVERS = {"8086": "intel_vpu", "1022": "amdxdna", "17cb": "qaic"}
_NPU_NAMES = {"8086": "Intel NPU", "1022": "AMD NPU", "17cb": "Qualcomm accelerator"}
_SMI = ("nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader")


@dataclass(frozen=True, slots=True)
class _PciDevice:
    """`vendor` and `device` are four hexadecimal digits each."""

    place: str
    kind: str
    vendor: str
    device: str
    driver: str

    @property
    def id(self) -> str:
        return f"pci:{self.vendor}:{self.device}"


def pci_gpus(probe: Probe, kernel: str) -> tuple[tuple[Gpu, ...], tuple[str, ...]]:
    """Find graphics cards; and say what could not be asked. Their drivers come with the kernel."""
    devices = [each for each in _devices(probe) if each.kind.startswith(_DISPLAY)]
    nvidia = [each for each in devices if each.vendor == "10de"]
    wsl = "dxg" in probe.list_dir("/dev")
    own, problems = _nvidia_gpus(probe) if nvidia or wsl else ([], [])
    names = _pci_names(probe) if devices else ""
    found = [_gpu(probe, each, kernel, names) for each in devices if not (own and each in nvidia)]
    if wsl and not own:
        found.append(Gpu("Microsoft", "graphics card of Windows, shared with WSL", "", "dxgkrnl"))
    return (*own, *found), tuple(problems if nvidia else ())


def pci_npus(probe: Probe, kernel: str) -> Iterator[Npu]:
    """Find the NPUs of the table, and what drivers of NPUs have taken."""
    for each in _devices(probe):
        ours = each.driver in _NPU_DRIVERS.values()
        if each.id in known_ids() or (ours and each.kind.startswith(_ACCELERATOR)):
            yield _npu(probe, each, kernel)


def _devices(probe: Probe) -> Iterator[_PciDevice]:
    for place in probe.list_dir(_PCI):
        kind, vendor, device, event = (
            probe.read_text(f"{_PCI}/{place}/{name}")
            for name in ("class", "vendor", "device", "uevent")
        )
        driver = re.search(r"^DRIVER=(\S+)", event, re.MULTILINE)
        if _ID.fullmatch(vendor) and _ID.fullmatch(device):
            yield _PciDevice(place, kind, vendor[2:], device[2:], driver[1] if driver else "")


def _npu(probe: Probe, device: _PciDevice, kernel: str) -> Npu:
    wanted = _NPU_DRIVERS.get(device.vendor, "")
    if not device.driver:
        problem = f"No driver has taken it; the kernel's is {wanted}." if wanted else "No driver."
    elif not probe.list_dir("/dev/accel"):
        problem = "There is no /dev/accel to reach it by."
    else:
        problem = ""
    name = probe.read_text(f"{_PCI}/{device.place}/vbnv") or _NPU_NAMES.get(device.vendor, "NPU")
    vendor = pci_vendor(device.vendor)
    version = _driver_version(probe, device.driver, kernel)
    return Npu(vendor, name, device.id, device.driver, version, problem)


def _gpu(probe: Probe, device: _PciDevice, kernel: str, names: str) -> Gpu:
    memory = probe.read_text(f"{_PCI}/{device.place}/mem_info_vram_total")
    vendor = pci_vendor(device.vendor)
    return Gpu(
        vendor=vendor,
        name=_pci_name(names, device) or f"{vendor} graphics ({device.id[4:]})".strip(),
        hardware_id=device.id,
        driver=device.driver,
        driver_version=_driver_version(probe, device.driver, kernel),
        memory=int(memory) if re.fullmatch(r"\d{1,18}", memory) else None,
    )


def _driver_version(probe: Probe, driver: str, kernel: str) -> str:
    """Give the version of a kernel module; those of the kernel itself have the kernel's."""
    if not driver:
        return ""
    return probe.read_text(f"/sys/module/{driver}/version") or f"Linux {kernel}".strip()


def _nvidia_gpus(probe: Probe) -> tuple[list[Gpu], list[str]]:
    try:
        lines = probe.run(_SMI).splitlines()
    except ProbeError as error:
        return [], [f"nvidia-smi {error}, so its card's memory is not known."]
    return [gpu for line in lines if (gpu := _nvidia_gpu(line))], []


def _nvidia_gpu(line: str) -> Gpu | None:
    """Read `NAME, DRIVER, N MiB`."""
    found = re.fullmatch(r"(.+), ([\d.]+), (?:(\d{1,9}) MiB|\[.*\])", line.strip())
    if not found:
        return None
    memory = int(found[3]) << 20 if found[3] else None
    return Gpu("NVIDIA", found[1], "", "nvidia", found[2], memory)


def _pci_names(probe: Probe) -> str:
    """Read the list of names that most distributions have."""
    return next((text for path in _NAMES if (text := probe.read_text(path))), "")


def _pci_name(names: str, device: _PciDevice) -> str:
    """Find a device's name; what is in brackets is the one that it is sold under."""
    start = re.search(rf"^{re.escape(device.vendor)}  ", names, re.MULTILINE)
    if not start:
        return ""
    end = re.compile(r"^\S", re.MULTILINE).search(names, start.end())
    of_vendor = names[start.end() : end.start() if end else len(names)]
    found = re.search(rf"^\t{re.escape(device.device)}  (.+)$", of_vendor, re.MULTILINE)
    if not found:
        return ""
    sold = re.search(r"\[(.+)\]", found[1])
    vendor = pci_vendor(device.vendor)
    name = (sold[1] if sold else found[1]).strip()
    return name if vendor.lower() in name.lower() else f"{vendor} {name}".strip()
