"""Which build of a model to install: by a name and a device."""

from collections.abc import Callable, Collection

from r1_assistant.domain.errors import UsageError
from r1_assistant.models.catalog import Catalog, CatalogEntry
from r1_assistant.models.ids import spelled
from r1_assistant.models.providers import working_providers

AUTO = "auto"
DEVICES = ("npu", "gpu", "cpu")
"""The devices in order of preference."""
_NAMES = {"npu": "NPUs", "gpu": "graphics cards", "cpu": "the CPU"}


def choose_build(
    catalog: Catalog,
    name: str,
    device: str = AUTO,
    working: Callable[[], Collection[str]] = working_providers,
) -> CatalogEntry:
    """Find the entry that `name` (an id, or what several builds have in common) and a device mean.

    An id by itself means its own build. Of a family, "auto" is the build for the best device that
    one of the `working` providers serves, and else the one for the CPU. Raises UsageError.
    """
    name = spelled(name)
    entry = catalog.entries.get(name)
    if entry and device in (AUTO, entry.device):
        return entry
    family = entry.family if entry else name
    builds = {e.device: e for e in catalog.entries.values() if family and e.family == family}
    if not builds and not entry:
        raise UsageError(
            f"There is no model {name} in the catalogue.",
            hint="r1-model list shows what there is; r1-model import takes files.",
        )
    chosen = _best(builds, working()) if device == AUTO else builds.get(device)
    if chosen is None:
        raise _no_build(name, device, list(builds) or [entry.device] if entry else list(builds))
    return chosen


def _best(builds: dict[str, CatalogEntry], working: Collection[str]) -> CatalogEntry | None:
    """Choose the build for the best device that works, else the one that needs no device."""
    usable = [
        builds[device]
        for device in DEVICES
        if device in builds
        and (not builds[device].providers or set(builds[device].providers) & set(working))
    ]
    return usable[0] if usable else None


def _no_build(name: str, device: str, there: list[str]) -> UsageError:
    options = ", ".join(f"--device {each}" for each in DEVICES if each in there)
    return UsageError(
        f"There is no build of {name} for {_NAMES.get(device, 'this machine')} to download.",
        hint=f"There is {options}. r1-model list also shows what other programs have downloaded.",
    )
