"""The execution providers: packages, and what the runtime says of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from r1_assistant.models.devices.kinds import Device
from r1_assistant.models.devices.listed import ListedDevice, ListedDevices, ListedProvider
from r1_assistant.models.devices.plugins import Plugin


@dataclass(frozen=True, slots=True)
class Provider:
    """A plug-in, and what came of it.

    `registered` is None if the runtime was not or could not be asked; `devices` are what it lists,
    and `kinds` their kinds. `suits` says whether this machine has a device for it. `reason` is a
    sentence about what is in its way, `install` the command that installs it.
    """

    name: str
    title: str
    device: Device
    vendor: str
    package: str
    installed: bool
    version: str
    suits: bool
    registered: bool | None
    devices: tuple[str, ...]
    kinds: tuple[Device, ...]
    reason: str
    install: str

    @property
    def ready(self) -> bool:
        """Whether it lists a device to compute with."""
        return bool(self.kinds)


def providers(
    plugins: Iterable[Plugin], listed: ListedDevices, suitable: frozenset[str]
) -> tuple[Provider, ...]:
    """Put together what is installed and what the runtime says; `suitable` are providers' names."""
    return tuple(
        _provider(plugin, listed.providers.get(plugin.name), listed.problem, suitable)
        for plugin in plugins
    )


def ready_for(found: Iterable[Provider], device: Device) -> frozenset[str]:
    """Name the providers that list a device of that kind."""
    return frozenset(each.name for each in found if device in each.kinds)


def _provider(
    plugin: Plugin, told: ListedProvider | None, problem: str, suitable: frozenset[str]
) -> Provider:
    asked = plugin.installed and told is not None
    devices = told.devices if told is not None and asked else ()
    suits = plugin.name in suitable
    return Provider(
        name=plugin.name,
        title=plugin.title,
        device=plugin.device,
        vendor=plugin.vendor,
        package=plugin.package,
        installed=plugin.installed,
        version=plugin.version,
        suits=suits,
        registered=told.registered if told is not None and asked else None,
        devices=tuple(dict.fromkeys(each.name for each in devices)),
        kinds=tuple(dict.fromkeys(_kind(each, plugin) for each in devices)),
        reason=_reason(plugin, told, problem, suits),
        install=plugin.advice,
    )


def _kind(device: ListedDevice, plugin: Plugin) -> Device:
    kinds: dict[str, Device] = {"npu": "npu", "gpu": "gpu", "cpu": "cpu"}
    return kinds.get(device.kind, plugin.device)


def _reason(plugin: Plugin, told: ListedProvider | None, problem: str, suits: bool) -> str:
    if not plugin.installed:
        return "Not installed." if suits else "Not installed; nothing here needs it."
    if told is None:
        return problem or "The runtime says nothing of it."
    if not told.registered:
        return f"It does not register: {told.error.rstrip('.')}." if told.error else (
            "It does not register."
        )  # fmt: skip
    if not told.devices:
        return "It registers, but lists no device."
    return (
        "" if suits else "It lists a device that this machine was not found to have: a simulation?"
    )
