"""Where a model may run: on which device, by which provider, and which build of it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant.models.describe import CONFIG
from r1_assistant.models.devices.plugins import Plugin
from r1_assistant.models.families import family_of
from r1_assistant.models.store import InstalledModel

DEVICES = ("npu", "gpu", "cpu")
"""From the one that is tried first to the one that always works."""

_ANY_DEVICE = "OpenVINOExecutionProvider"
"""What a model built for it runs on is an option."""

_GPU_FIRST = ("CUDAExecutionProvider", "DmlExecutionProvider", "WebGpuExecutionProvider")


@dataclass(frozen=True, slots=True)
class Choice:
    """A build of a model on a device; `plugin` is None where the CPU runs it.

    `as_built` says that the model's own configuration names the provider; else the graph is given
    to `plugin`, or to the CPU, whatever it was built for.
    """

    model: InstalledModel
    device: str
    plugin: Plugin | None = None
    as_built: bool = True


def choices(
    model: InstalledModel,
    wish: str,
    installed: Iterable[InstalledModel],
    plugins: Sequence[Plugin],
) -> Iterator[Choice]:
    """Give what to try for a model, best first.

    `wish` is a device, or `auto`: the one that the model was built for. After it come the devices
    that are less; on each, what was built for it goes first, and the model before its other builds.
    """
    first = model.device if wish == "auto" else wish
    start = DEVICES.index(first) if first in DEVICES else len(DEVICES) - 1
    builds = [model, *builds_of(model, installed)]
    for device in DEVICES[start:]:
        places = (_on(each, device, plugins, asked=wish == device) for each in builds)
        yield from sorted(filter(None, places), key=lambda choice: not choice.as_built)


def builds_of(model: InstalledModel, installed: Iterable[InstalledModel]) -> list[InstalledModel]:
    """Find the other installed builds of a model, by their families."""
    family = family_of(model.id)
    return [each for each in installed if each.id != model.id and family_of(each.id) == family]


def providers_of(folder: Path) -> list[str]:
    """Name the providers, as plug-ins are named, that a model's configuration asks for."""
    try:
        decoder = json.loads((folder / CONFIG).read_text(encoding="utf-8-sig"))["model"]["decoder"]
        return list(dict.fromkeys(map(_plugin_name, _asked_for(decoder))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _on(
    model: InstalledModel, device: str, plugins: Sequence[Plugin], *, asked: bool
) -> Choice | None:
    names = providers_of(model.folder)
    by_name = {plugin.name: plugin for plugin in plugins}
    if _ANY_DEVICE in names:
        return Choice(model, device, by_name[_ANY_DEVICE])
    if model.device == device:
        plugin = next((by_name[name] for name in names if name in by_name), None)
        return Choice(model, device, plugin or _usual(device, plugins))
    if device == "cpu" and model.device == "gpu":
        return Choice(model, device, as_built=False)
    if device == "gpu" and model.device == "cpu" and asked:
        gpu = next((by_name[name] for name in _GPU_FIRST if by_name[name].installed), None)
        return Choice(model, device, gpu or by_name[_GPU_FIRST[-1]], as_built=False)
    return None


def _usual(device: str, plugins: Sequence[Plugin]) -> Plugin | None:
    """Give the plug-in for a model that names none: an NPU's graphs are made for QNN."""
    return next((plugin for plugin in plugins if plugin.device == device), None)


def _asked_for(decoder: dict[str, Any]) -> Iterator[str]:
    """Give the names of providers in the sections of a decoder's sessions."""
    pipeline = decoder.get("pipeline", [])
    stages = [pipeline] if isinstance(pipeline, dict) else pipeline
    sections = [decoder, *(stage for each in stages for stage in each.values())]
    for section in sections:
        for options in section.get("session_options", {}).get("provider_options", []):
            yield from options


def _plugin_name(name: str) -> str:
    """Turn a configuration's name, in whatever spelling, into the runtime's."""
    bare = name.lower().removesuffix("executionprovider")
    known = {"qnn": "QNN", "openvino": "OpenVINO", "vitisai": "VitisAI", "cuda": "CUDA"}
    known |= {"dml": "Dml", "webgpu": "WebGpu"}
    return f"{known.get(bare, name)}ExecutionProvider" if bare in known else name
