"""Which model suits a machine. Pure.

One model is recommended: the largest coder of the catalogue that this machine runs comfortably.
A coder here is a model for the CPU that fills in the middle and does not think first. There are
two reasons for that rule. What was measured of reviews and completions was measured with coders on
the CPU; of graphics cards and NPUs it is not known whether the machine has one that works. And the
reasoning models, which are fine for explanations, spend hundreds of tokens on a thought before each
answer, which takes a CPU longer than most people wait, and they complete no code. Where no coder
fits, the smallest one is named: there is nothing better to try.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from r1_assistant.models.catalog import Catalog, CatalogEntry, IndexSource
from r1_assistant.models.files import human_size
from r1_assistant.models.machine import Machine
from r1_assistant.models.manifest import Manifest

RUNS = 2
"""Memory in all that a model needs, as a multiple of its size: it takes about one and a half."""
COMFORTABLE = 4
"""The same, with room for an editor, its language servers and a browser."""
CORES = 2
"""Logical cores below which only the smallest model is fast enough to complete code."""
_HUB_MARGIN = 50_000_000
_NEEDS = {"gpu": "a graphics card that the runtime knows", "npu": "an NPU that the runtime knows"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be used or installed; sizes in bytes.

    `size` is what it takes on the disk, `download` what would come over the network: 0 if it is
    installed. `fits` says whether memory and disk suffice; `why` says in a sentence what is in its
    way, or what else it needs, and may be empty.
    """

    id: str
    title: str
    device: str
    parameters: str
    licence: str
    size: int
    download: int
    installed: bool
    reasoning: bool
    fits: bool
    why: str
    current: bool = False
    recommended: bool = False


def offers(
    catalog: Catalog, installed: Sequence[Manifest], current: str, machine: Machine
) -> list[Offer]:
    """Give all models: the recommended one, then those that are installed, then the others.

    `current` is the id of the one that is used, empty if none is.
    """
    there = {manifest.id: manifest for manifest in installed}
    found = [_known(entry, there.get(entry.id), machine) for entry in catalog.entries.values()]
    found += [_own(each, machine) for each in installed if each.id not in catalog.entries]
    best = recommended(catalog, there, machine)
    marked = [
        replace(each, current=each.id == current, recommended=each.id == best) for each in found
    ]
    return sorted(marked, key=lambda each: (not each.recommended, not each.installed))


def recommended(catalog: Catalog, installed: Iterable[str], machine: Machine) -> str:
    """Choose the model of the catalogue that suits a machine; returns its id."""
    there = frozenset(installed)
    coders = sorted(filter(_is_coder, catalog.entries.values()), key=lambda e: -e.installed_size)
    for entry in coders:
        enough = COMFORTABLE * entry.installed_size <= machine.memory and machine.cores >= CORES
        if enough and (entry.id in there or room(entry) <= machine.disk):
            return entry.id
    return coders[-1].id if coders else catalog.starter


def room(entry: CatalogEntry) -> int:
    """Return the bytes of disk that it takes to install a model, for a while."""
    source = entry.sources[0]
    if isinstance(source, IndexSource):  # the file, and beside it what it is converted to
        return source.size + max(entry.installed_size, source.size * 3 // 2)
    return entry.installed_size + _HUB_MARGIN


def _is_coder(entry: CatalogEntry) -> bool:
    return entry.device == "cpu" and entry.fill_in_the_middle and not entry.reasoning


def _known(entry: CatalogEntry, manifest: Manifest | None, machine: Machine) -> Offer:
    if manifest is not None:
        return _offer(entry, entry.parameters, manifest.size, 0, 0, machine)
    size = entry.installed_size
    return _offer(entry, entry.parameters, size, _download(entry), room(entry), machine)


def _own(manifest: Manifest, machine: Machine) -> Offer:
    return _offer(manifest, "", manifest.size, 0, 0, machine)


def _offer(
    about: CatalogEntry | Manifest,
    parameters: str,
    size: int,
    download: int,
    space: int,
    machine: Machine,
) -> Offer:
    problem = _problem(size, space, machine)
    return Offer(
        id=about.id,
        title=about.title,
        device=about.device,
        parameters=parameters,
        licence=about.licence,
        size=size,
        download=download,
        installed=not download,
        reasoning=about.reasoning,
        fits=not problem,
        why=problem or _also_needs(about.device),
    )


def _download(entry: CatalogEntry) -> int:
    source = entry.sources[0]
    return source.download_size if isinstance(source, IndexSource) else entry.installed_size


def _problem(size: int, space: int, machine: Machine) -> str:
    if RUNS * size > machine.memory:
        wanted, there = human_size(RUNS * size), human_size(machine.memory)
        return f"It needs a machine with {wanted} of memory; this one has {there}."
    if space > machine.disk:
        wanted, there = human_size(space), human_size(machine.disk)
        return f"Its installation takes {wanted} of disk; {there} are free."
    return ""


def _also_needs(device: str) -> str:
    return f"It needs {_NEEDS[device]}." if device in _NEEDS else ""
