"""All that is known of a machine and what to do about it, in one value."""

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from r1_assistant.models.catalog import load_catalog
from r1_assistant.models.devices.advice import Advice, advise
from r1_assistant.models.devices.copilot import CopilotVerdict, copilot_verdict
from r1_assistant.models.devices.kinds import MachineFacts
from r1_assistant.models.devices.listed import ListedDevices
from r1_assistant.models.devices.models import (
    ModelVerdict,
    Reach,
    of_found,
    of_offer,
    provider_of,
    runnable,
)
from r1_assistant.models.devices.plugins import Plugin
from r1_assistant.models.devices.providers import Provider, providers, ready_for
from r1_assistant.models.devices.verdict import (
    DeviceVerdict,
    device_verdicts,
    suitable_providers,
)
from r1_assistant.models.discover import FoundModel
from r1_assistant.models.machine import Machine
from r1_assistant.models.recommend import Offer

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class MachineReport:
    """The machine, and what it can run; `can_run` says whether an installed model runs on it."""

    machine: MachineFacts
    copilot_plus: CopilotVerdict
    devices: tuple[DeviceVerdict, ...]
    providers: tuple[Provider, ...]
    models: tuple[ModelVerdict, ...]
    advice: tuple[Advice, ...]
    can_run: bool
    summary: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """The models: installed and in the catalogue with their folders, and of other programs."""

    offers: Sequence[Offer]
    folders: dict[str, Path]
    found: Sequence[FoundModel]


def report(
    facts: MachineFacts,
    plugins: Sequence[Plugin],
    listed: ListedDevices,
    inventory: Callable[[Machine], Inventory],
    fallback: Machine,
) -> MachineReport:
    """Put everything together; `fallback` says what the readers could not find out."""
    runtime = has_runtime()
    machine = _machine(facts, fallback)
    reached = providers(plugins, listed, suitable_providers(facts))
    devices = device_verdicts(facts, reached, runtime)
    models = _models(inventory(machine), reached, machine, facts, runtime=runtime)
    return MachineReport(
        machine=facts,
        copilot_plus=copilot_verdict(facts),
        devices=devices,
        providers=reached,
        models=models,
        advice=advise(devices, reached, models),
        can_run=bool(runnable(models)),
        summary=_summary(models),
    )


def as_json(found: MachineReport) -> dict[str, Any]:
    """Make an object of plain values; the names of its fields are those of the classes."""
    return {"format_version": FORMAT_VERSION, **asdict(found)}


def has_runtime() -> bool:
    """Tell whether the runtime is installed, without importing it."""
    return importlib.util.find_spec("onnxruntime_genai") is not None


def _machine(facts: MachineFacts, fallback: Machine) -> Machine:
    return Machine(
        fallback.memory if facts.memory is None else facts.memory,
        fallback.disk if facts.disk_free is None else facts.disk_free,
        facts.threads or fallback.cores,
    )


def _card(facts: MachineFacts) -> int | None:
    """Give the largest card's memory; integrated graphics share that of the machine."""
    own = [gpu.memory for gpu in facts.gpus if gpu.vendor == "NVIDIA" and gpu.memory]
    return max(own, default=None)


def _models(
    inventory: Inventory,
    reached: Sequence[Provider],
    machine: Machine,
    facts: MachineFacts,
    *,
    runtime: bool,
) -> tuple[ModelVerdict, ...]:
    """Judge all models: installed ones, those of other programs, the catalogue."""
    reach = Reach(
        ready_for(reached, "npu"),
        ready_for(reached, "gpu"),
        frozenset({"CPUExecutionProvider"} if runtime else ()),
        _card(facts),
    )
    entries = load_catalog().entries
    offered = [
        of_offer(each, reach, inventory.folders.get(each.id), provider_of(entries.get(each.id)))
        for each in inventory.offers
    ]
    found = [of_found(each, reach, machine) for each in inventory.found]
    return (
        *(model for model in offered if model.place == "installed"),
        *found,
        *(model for model in offered if model.place == "catalogue"),
    )


def _summary(models: Sequence[ModelVerdict]) -> str:
    running = runnable(models)
    if running:
        names = ", ".join(model.id for model in running)
        return f"Models that can run here: {names}."
    if any(model.place == "installed" for model in models):
        return "None of the installed models can run on this machine."
    return "Nothing can run yet: no model is installed."
