"""What a name stands for: a model's id, what its program calls it, or a family of builds."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from r1_assistant.domain.errors import ModelNotInstalled
from r1_assistant.models.catalog import CatalogEntry, load_catalog
from r1_assistant.models.discover import FoundModel, discover
from r1_assistant.models.families import family_of
from r1_assistant.models.ids import id_from, spelled
from r1_assistant.models.store import InstalledModel, find_installed, installed_models

_Build = TypeVar("_Build", InstalledModel, FoundModel)


def installed_named(name: str) -> list[InstalledModel]:
    """Give the installed model of that id, else the installed builds of that family, best first.

    Raises UsageError if nothing can have that name.
    """
    name = spelled(name)
    model = find_installed(name)
    if model is not None:
        return [model]
    return _best_first(each for each in installed_models() if family_of(each.id) == name)


def found_named(name: str) -> list[FoundModel]:
    """Give the models of other programs that have that name or family, best first.

    Those that can be used where they lie go before those that have to be converted.
    """
    name = spelled(name)
    found = [each for each in discover(installed_models()) if each.id]
    called = [each for each in found if name in (each.id, id_from(each.title))]
    builds = called or _best_first(each for each in found if family_of(each.id) == name)
    return sorted(builds, key=lambda each: (not each.in_place, each.id != name))


def offered_named(name: str) -> list[CatalogEntry]:
    """Give the catalogue's model of that id, or its builds of that family."""
    name = spelled(name)
    entries = load_catalog().entries
    if name in entries:
        return [entries[name]]
    return [entry for entry in entries.values() if entry.family == name]


def not_there(name: str, found: Iterable[FoundModel]) -> ModelNotInstalled:
    """Say that a model is not installed, and what makes it usable."""
    name = spelled(name)
    theirs = next(iter(found), None)
    ways = [f"r1-model install {name}"] if offered_named(name) else []
    if theirs is not None:
        ways.insert(0, theirs.command_line())
        what = f"{name} is a model of {theirs.program} that has to be converted."
    else:
        what = f"The model {name} is not installed."
    if not ways:
        return ModelNotInstalled(what, hint="r1-model list shows what there is.")
    return ModelNotInstalled(what, hint=f"Run: {'; or: '.join(ways)}")


def _best_first(builds: Iterable[_Build]) -> list[_Build]:
    """Put the builds that this machine has a plug-in for first, in the order of devices."""
    from r1_assistant.models.builds import DEVICES

    def rank(build: _Build) -> tuple[bool, int]:
        known = build.device in DEVICES
        folder = build.folder if isinstance(build, InstalledModel) else build.path
        order = DEVICES.index(build.device) if known else len(DEVICES)
        return not _can_run(folder, build.device), order

    several = list(builds)
    return sorted(several, key=rank) if len(several) > 1 else several


def _can_run(folder: Path, device: str) -> bool:
    """Tell by files alone whether a plug-in for a build is installed; the CPU needs none."""
    from r1_assistant.models.devices.choices import providers_of
    from r1_assistant.models.devices.plugins import plugins

    if device not in ("npu", "gpu"):
        return True
    names = providers_of(folder)
    return any(
        each.installed and (each.name in names or (not names and each.device == device))
        for each in plugins()
    )
