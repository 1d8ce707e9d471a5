"""macOS: sysctl and system_profiler."""

import json
from typing import Any

from r1_assistant.models.devices.kinds import Gpu, MachineFacts, Npu, vendor_in
from r1_assistant.models.devices.machine.probe import Probe, ProbeError

_SYSCTL = (
    "/usr/sbin/sysctl",
    "machdep.cpu.brand_string",
    "hw.memsize",
    "hw.physicalcpu",
    "hw.logicalcpu",
    "hw.optional.arm64",
    "kern.osproductversion",
)
_PROFILER = ("/usr/sbin/system_profiler", "-json", "SPDisplaysDataType")


def read_mac(probe: Probe) -> MachineFacts:
    """Ask sysctl and system_profiler; see `read_machine`."""
    values, problems = _sysctl(probe)
    gpus, more_problems = _gpus(probe)
    cpu = values.get("machdep.cpu.brand_string", "")
    arm = values.get("hw.optional.arm64") == "1" or cpu.startswith("Apple")
    engine = Npu("Apple", "Apple Neural Engine", "apple", "", "")
    return MachineFacts(
        system="macOS",
        release=values.get("kern.osproductversion", ""),
        architecture="arm64" if arm else "x86_64" if cpu else "",
        cpu=cpu,
        cores=_number(values.get("hw.physicalcpu")),
        threads=_number(values.get("hw.logicalcpu")),
        memory=_number(values.get("hw.memsize")),
        gpus=gpus,
        npus=(engine,) if arm else (),
        problems=(*problems, *more_problems),
    )


def _sysctl(probe: Probe) -> tuple[dict[str, str], list[str]]:
    """Read lines `name: value`; names that this system doesn't have are missing."""
    try:
        lines = probe.run(_SYSCTL).splitlines()
    except ProbeError as error:
        return {}, [f"sysctl {error}, so CPU and memory are not known."]
    parts = (line.partition(": ") for line in lines)
    return {key.strip(): value.strip() for key, colon, value in parts if colon}, []


def _gpus(probe: Probe) -> tuple[tuple[Gpu, ...], list[str]]:
    try:
        document = json.loads(probe.run(_PROFILER))
        cards = [_gpu(card) for card in document["SPDisplaysDataType"] if isinstance(card, dict)]
    except ProbeError as error:
        return (), [f"system_profiler {error}, so graphics cards are not known."]
    except (ValueError, KeyError, TypeError, RecursionError):
        cards = []
    return tuple(cards), [] if cards else ["What system_profiler says of cards cannot be read."]


def _gpu(card: dict[str, Any]) -> Gpu:
    name = str(card.get("sppci_model") or card.get("_name") or "graphics card")
    cores = card.get("sppci_cores")
    vendor = vendor_in(str(card.get("spdisplays_vendor", "")), name)
    said = f"{name}, {cores} cores" if cores else name
    metal = card.get("spdisplays_mtlgpufamilysupport")
    return Gpu(vendor, said, "", "Metal" if metal else "", _metal(metal), _memory(card))


def _metal(family: Any) -> str:
    return str(family).removeprefix("spdisplays_metal") if family else ""


def _memory(card: dict[str, Any]) -> int | None:
    """Read `8 GB` or `1536 MB`; what shares the machine's memory has no such entry."""
    amount, _, unit = str(card.get("spdisplays_vram", "")).partition(" ")
    factor = {"GB": 1 << 30, "MB": 1 << 20}.get(unit)
    return int(amount) * factor if factor and amount.isdecimal() else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
