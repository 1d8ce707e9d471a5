"""Devices: where a model may run on this machine, tried from the best one down."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from r1_assistant.config.schema import DeviceWish
from r1_assistant.domain.errors import EngineError, LoadFailed, UsageError
from r1_assistant.domain.generation import ModelInfo

if TYPE_CHECKING:
    from r1_assistant.engine.placement import Placement, Target
    from r1_assistant.models.devices.choices import Choice
    from r1_assistant.models.devices.memory import Failure
    from r1_assistant.models.store import InstalledModel

VARIABLE = "R1_DEVICE"


def device_wish(option: str | None, setting: DeviceWish) -> DeviceWish:
    """Resolve where models are to run: an option, else the environment, else the settings.

    Raises UsageError if the environment names something else than a device.
    """
    wish = option or os.environ.get(VARIABLE) or setting
    for known in get_args(DeviceWish):
        if wish == known:
            return known  # type: ignore[no-any-return]  # get_args gives no types
    allowed = ", ".join(get_args(DeviceWish))
    raise UsageError(f"{VARIABLE} is {wish!r}, which is no device.", hint=f"Use one of {allowed}.")


def needs_no_device(model: "InstalledModel", wish: DeviceWish) -> bool:
    """Tell whether the CPU runs a model without a word about devices: most people's case."""
    return model.device == "cpu" and wish in ("auto", "cpu") and not _names_providers(model)


class DevicePlacing:
    """The places of a model: what failed is remembered on disk until something changes."""

    def __init__(self, model: "InstalledModel", wish: DeviceWish, info: "ModelInfo") -> None:
        from r1_assistant.config.paths import cache_dir
        from r1_assistant.models.devices.memory import FailedLoads

        self._model = model
        self._wish = wish
        self._info = info
        self._cache = cache_dir()
        self._memory = FailedLoads(self._cache / "devices.json")
        self._failed: dict[str, Failure] = {}

    def placements(self) -> "Sequence[Placement]":
        """Give what is left to try; raises EngineError if nothing is."""
        first: tuple[str, Failure] | None = None
        places = []
        wished = self._wished()
        for choice in self._choices():
            failure = self._failure(choice)
            if failure is None:
                notice = self._notice(choice, wished, first)
                places.append(self._placement(choice, notice))
            elif first is None:
                first = choice.device, failure
        if not places:
            raise self._nowhere(wished, first)
        return places

    def failed(self, placement: "Placement", error: LoadFailed) -> None:
        """Remember that a model could not be loaded on a device."""
        from r1_assistant.models.devices.drivers import driver_versions
        from r1_assistant.models.devices.reasons import failure_of

        info = placement.info
        for choice in self._choices():
            if (choice.model.id, choice.device) == (info.id, info.device):
                failure = failure_of(choice, error, driver_versions(choice.device))
                key = _key(choice)
                self._failed[key] = failure
                self._memory.add(key, f"{info.id} on {info.device}", failure)

    def _wished(self) -> str:
        return self._model.device if self._wish == "auto" else self._wish

    def _choices(self) -> "list[Choice]":
        from r1_assistant.models.devices.choices import choices
        from r1_assistant.models.devices.plugins import plugins
        from r1_assistant.models.store import installed_models

        return list(choices(self._model, self._wish, installed_models(), plugins()))

    def _failure(self, choice: "Choice") -> "Failure | None":
        """Say why a place need not be tried: not now, or not before either."""
        if choice.plugin is None and choice.as_built:
            return None
        key = _key(choice)
        return self._failed.get(key) or self._memory.find(key)

    def _notice(self, choice: "Choice", wished: str, first: "tuple[str, Failure] | None") -> str:
        from r1_assistant.models.devices.memory import Failure
        from r1_assistant.models.devices.reasons import told

        if first is not None:
            return told(choice, first[0], self._model.id, first[1])
        if choice.device == wished:
            return ""
        missing = Failure(
            f"no build of it for the {wished.upper()} is installed", self._install(wished)
        )
        return told(choice, wished, self._model.id, missing)

    def _placement(self, choice: "Choice", notice: str) -> "Placement":
        from r1_assistant.app.models import model_info
        from r1_assistant.engine.placement import Placement

        same = choice.model.id == self._model.id
        info = replace(self._info if same else model_info(choice.model), device=choice.device)
        return Placement(choice.model.folder, info, _target(choice, self._cache), notice)

    def _nowhere(self, wished: str, first: "tuple[str, Failure] | None") -> EngineError:
        """Say why nothing is left, and what to install."""
        name, hint = self._model.id, self._install("cpu") or self._install("")
        if first is None:
            text = f"The model {name} is built for the {self._model.device.upper()} alone."
            return EngineError(text, hint=hint)
        device, failure = first
        advice = f"{failure.advice}. " if failure.advice else ""
        return EngineError(
            f"The model {name} cannot be used on the {device.upper()}: {failure.reason}.",
            hint=f"{advice}{hint} To have it tried again, remove {self._memory.file}.",
        )

    def _install(self, device: str) -> str:
        """Give the command that installs the model for a device; for none, the starter."""
        from r1_assistant.models.catalog import load_catalog
        from r1_assistant.models.families import family_of

        catalog = load_catalog()
        if not device:
            return f"Run: r1-model install {catalog.starter}"
        for entry in catalog.entries.values():
            if entry.device == device and family_of(entry.id) == family_of(self._model.id):
                return f"Run: r1-model install {entry.id}"
        return ""


def _target(choice: "Choice", cache: Path) -> "Target":
    from r1_assistant.engine.placement import Target
    from r1_assistant.models.devices.options import options_for, runs_on_battery

    plugin = choice.plugin
    if plugin is None:
        return Target(choice.device, as_built=choice.as_built)
    return Target(
        choice.device,
        plugin.name,
        str(plugin.library or ""),
        windows_ml=plugin.package == "windowsml" and plugin.installed,
        options=options_for(plugin, choice.device, cache, on_battery=runs_on_battery()),
        as_built=choice.as_built,
    )


def _key(choice: "Choice") -> str:
    """Make a key of all that a load depends on: another one, and it is tried again."""
    from r1_assistant.models.devices.drivers import driver_versions, system_version
    from r1_assistant.models.devices.memory import key_of
    from r1_assistant.models.devices.plugins import runtime_versions

    plugin = choice.plugin
    return key_of(
        choice.model.digest,
        choice.device,
        (plugin.name, plugin.version, plugin.installed) if plugin else (),
        choice.as_built,
        runtime_versions(),
        driver_versions(choice.device),
        system_version(),
    )


def _names_providers(model: "InstalledModel") -> bool:
    from r1_assistant.models.devices.choices import providers_of

    return bool(providers_of(model.folder))
