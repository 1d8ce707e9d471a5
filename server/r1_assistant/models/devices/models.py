"""Which models a machine has or could have, and which of them can run on it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from r1_assistant.models.catalog import CatalogEntry
from r1_assistant.models.describe import CONFIG
from r1_assistant.models.devices.reach import OPENVINO, QNN, VITISAI
from r1_assistant.models.discover import FoundModel
from r1_assistant.models.files import human_size
from r1_assistant.models.machine import Machine
from r1_assistant.models.recommend import RUNS, Offer

Place = Literal["installed", "found", "catalogue"]
ON_CARD = 1.25
"""Memory of a card that a model needs, as a multiple of its size: the cache comes on top."""

_WORDS = {QNN: r"qnn|snapdragon|qualcomm", VITISAI: r"vitis|ryzen", OPENVINO: r"openvino|intel"}
_LACKS = {"npu": "No execution provider lists an NPU.", "gpu": "No execution provider lists a GPU."}


@dataclass(frozen=True, slots=True)
class Reach:
    """What models can be given: names of the providers that list a device, by its kind.

    `card` are the bytes of the largest graphics card, None if its memory is not known or shared.
    """

    npu: frozenset[str]
    gpu: frozenset[str]
    cpu: frozenset[str]
    card: int | None = None

    def ready(self, device: str) -> frozenset[str]:
        """Give the providers for a kind of device; none for a kind that is not known."""
        return {"npu": self.npu, "gpu": self.gpu, "cpu": self.cpu}.get(device, frozenset())


@dataclass(frozen=True, slots=True)
class ModelVerdict:
    """A model; sizes in bytes.

    `program` has it if it is `found`. `provider` is the execution provider that it was built for,
    empty if it does not say. `fits` counts memory and disk, `would_run` also whether its device is
    ready, and `runs` whether it is installed, too. `reason` says what is in its way. `command` is
    what makes it usable, empty if that is not needed.
    """

    id: str
    title: str
    place: Place
    program: str
    device: str
    provider: str
    size: int
    fits: bool
    would_run: bool
    runs: bool
    reason: str
    current: bool = False
    recommended: bool = False
    command: str = ""


def of_offer(offer: Offer, reach: Reach, folder: Path | None, provider: str) -> ModelVerdict:
    """Judge an installed model, whose files are in `folder`, or one of the catalogue.

    `provider` is the one that the catalogue names.
    """
    provider = _provider_in(_config(folder)) if folder else provider
    gone = folder is not None and not (folder / CONFIG).is_file()
    reason = (offer.why if not offer.fits else "") or _lack(
        offer.device, offer.size, provider, reach
    )
    reason = f"Its files are gone from {folder}." if gone else reason
    return ModelVerdict(
        id=offer.id,
        title=offer.title,
        place="installed" if offer.installed else "catalogue",
        program="",
        device=offer.device,
        provider=provider,
        size=offer.size,
        fits=offer.fits,
        would_run=not reason,
        runs=offer.installed and not reason,
        reason=reason,
        current=offer.current,
        recommended=offer.recommended,
        command="" if offer.installed else f"r1-model install {offer.id}",
    )


def of_found(model: FoundModel, reach: Reach, machine: Machine) -> ModelVerdict:
    """Judge a model of another program: of one in another form, what it would be converted to."""
    provider = built_for(model.provider)
    problem = _too_large(model.size, machine, copied=not model.in_place)
    reason = problem or _lack(model.device, model.size, provider, reach)
    return ModelVerdict(
        id=model.id,
        title=model.title or model.path.name,
        place="found",
        program=model.program,
        device=model.device,
        provider=provider,
        size=model.size,
        fits=not problem,
        would_run=not reason,
        runs=False,
        reason=reason,
        command=model.command_line(),
    )


def built_for(said: str) -> str:
    """Find the provider of NPUs that a model's name or source speaks of."""
    matches = (name for name, words in _WORDS.items() if re.search(words, said, re.IGNORECASE))
    return next(matches, "")


def provider_of(entry: CatalogEntry | None) -> str:
    """Name the provider that a build of the catalogue for NPUs takes; empty for other builds."""
    return entry.providers[0] if entry and entry.device == "npu" and entry.providers else ""


def runnable(models: Iterable[ModelVerdict]) -> Sequence[ModelVerdict]:
    """Choose the models that can run now."""
    return [model for model in models if model.runs]


def _config(folder: Path) -> str:
    try:
        return (folder / CONFIG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _provider_in(config: str) -> str:
    """Find the provider in a genai_config.json: its options are keyed by its name."""
    for name, key in ((QNN, "qnn"), (VITISAI, "vitisai|ryzenai"), (OPENVINO, "openvino")):
        if re.search(rf'"(?:{key})"\s*:', config, re.IGNORECASE):
            return name
    return ""


def _lack(device: str, size: int, provider: str, reach: Reach) -> str:
    """Say what is missing to run a model on its device."""
    there = reach.ready(device)
    if device == "cpu":
        return "" if there else "The package onnxruntime-genai is not installed."
    if provider and provider not in there:
        return f"Its provider, {provider}, lists no {device.upper()}."
    if not there:
        return _LACKS.get(device, "It is not known what it was built for.")
    wanted = int(size * ON_CARD)
    if device == "gpu" and reach.card is not None and wanted > reach.card:
        return f"It needs a card with {human_size(wanted)}; this one has {human_size(reach.card)}."
    return ""


def _too_large(size: int, machine: Machine, *, copied: bool) -> str:
    if RUNS * size > machine.memory:
        wanted, there = human_size(RUNS * size), human_size(machine.memory)
        return f"It needs a machine with {wanted} of memory; this one has {there}."
    if copied and size * 3 // 2 > machine.disk:
        wanted, there = human_size(size * 3 // 2), human_size(machine.disk)
        return f"Its import takes {wanted} of disk; {there} are free."
    return ""
