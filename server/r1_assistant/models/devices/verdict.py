"""What each device of a machine is good for, with the reasons. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from r1_assistant.models.devices.kinds import Device, Gpu, MachineFacts, Npu, is_older
from r1_assistant.models.devices.providers import Provider
from r1_assistant.models.devices.reach import (
    gpu_providers,
    npu_providers,
    obstacle,
    only_displays,
)
from r1_assistant.models.devices.table import npu_table, oldest_driver

State = Literal["ready", "possible", "unusable", "unknown"]
Support = Literal["full", "limited", "none"]

_FULL = ("snapdragon-x", "lunar-lake", "panther-lake", "ryzen-ai")


@dataclass(frozen=True, slots=True)
class DeviceVerdict:
    """A device: `ready`, or `possible` once what `reason` says is done.

    `support` is what this program gives its kind, `providers` what would drive it, the best first.
    `warning` is a sentence for the user of a device that works, and may be empty; `old_driver` says
    whether its driver is too old.
    """

    device: Device
    name: str
    state: State
    support: Support
    providers: tuple[str, ...]
    reason: str
    warning: str = ""
    old_driver: bool = False


def suitable_providers(facts: MachineFacts) -> frozenset[str]:
    """Name the providers that have something to drive on this machine."""
    names = [
        name
        for npu in facts.npus
        if not obstacle(npu, facts)
        for name in npu_providers(npu, facts.system)
    ]
    names += [name for gpu in facts.gpus for name in gpu_providers(gpu, facts.system)]
    return frozenset(names)


def device_verdicts(
    facts: MachineFacts, found: Sequence[Provider], runtime: bool
) -> tuple[DeviceVerdict, ...]:
    """Judge the NPUs, the graphics cards and the CPU; `runtime` says whether that is installed."""
    npus = (_npu(npu, facts, found) for npu in facts.npus)
    gpus = (_gpu(gpu, facts, found) for gpu in facts.gpus)
    return (*npus, *gpus, _cpu(facts, runtime))


def _npu(npu: Npu, facts: MachineFacts, found: Sequence[Provider]) -> DeviceVerdict:
    name = npu.model or npu.name
    names = npu_providers(npu, facts.system)
    blocked = obstacle(npu, facts)
    state, reason = _state("npu", names, found)
    return DeviceVerdict(
        device="npu",
        name=name,
        state="unusable" if blocked else state,
        support=_support(npu) if names else "none",
        providers=names,
        reason=blocked or reason,
        warning=_warning(npu, facts) if names else "",
        old_driver=_has_old_driver(npu, facts),
    )


def _support(npu: Npu) -> Support:
    return "full" if npu.family in _FULL else "limited"


def _warning(npu: Npu, facts: MachineFacts) -> str:
    oldest = oldest_driver(npu.vendor)
    if oldest and _has_old_driver(npu, facts):
        return f"Its driver {npu.driver_version} is older than {oldest.least}, which is needed."
    if npu.family == "older-amd":
        return "An older NPU: AMD's language models for NPUs are built for Ryzen AI 300 and later."
    if npu.family == "older-intel":
        least = npu_table().copilot_plus.tops
        return f"An older NPU of {npu.tops:g} TOPS (Copilot+: {least:g}): only for small models."
    return "" if npu.family else "This NPU is not in the table; whether models run is not known."


def _has_old_driver(npu: Npu, facts: MachineFacts) -> bool:
    """Compare drivers of Windows: those of Linux come with its kernel."""
    oldest = oldest_driver(npu.vendor) if facts.system == "Windows" else None
    return oldest is not None and is_older(npu.driver_version, oldest.least)


def _gpu(gpu: Gpu, facts: MachineFacts, found: Sequence[Provider]) -> DeviceVerdict:
    names = gpu_providers(gpu, facts.system)
    if only_displays(gpu):
        reason = "It shows a picture and computes nothing."
        return DeviceVerdict("gpu", gpu.name, "unusable", "none", (), reason)
    state, reason = _state("gpu", names, found)
    return DeviceVerdict("gpu", gpu.name, state, "full", names, reason)


def _cpu(facts: MachineFacts, runtime: bool) -> DeviceVerdict:
    name = facts.cpu or "CPU"
    if runtime:
        return DeviceVerdict("cpu", name, "ready", "full", (), "The runtime computes on it.")
    reason = "The package onnxruntime-genai is not installed."
    return DeviceVerdict("cpu", name, "possible", "full", (), reason)


def _state(device: Device, names: tuple[str, ...], found: Sequence[Provider]) -> tuple[State, str]:
    """Take the provider that has come farthest; of equals, the first of `names`."""
    ours = [each for name in names for each in found if each.name == name]
    for each in ours:
        if device in each.kinds:
            return "ready", f"{each.title} lists it."
    for each in ours:
        if each.installed and each.registered is None:
            return "unknown", each.reason
        if each.installed:
            return "unusable", f"{each.title} is installed. {each.reason}"
    if ours:
        return "possible", f"{ours[0].title} ({ours[0].package}) is not installed."
    return "unusable", "No package with an execution provider for it is known."
