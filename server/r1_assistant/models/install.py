"""Installation of models from the catalogue."""

import logging
from pathlib import Path

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.build import Origin, build
from r1_assistant.models.builds import choose_build
from r1_assistant.models.catalog import CatalogEntry, HubSource, Source, load_catalog
from r1_assistant.models.offline import forbid_if_offline
from r1_assistant.models.progress import InstallProgress, silent
from r1_assistant.models.store import InstalledModel, find_installed
from r1_assistant.models.workshop import workshop

LOG = logging.getLogger(__name__)


def ensure_installed(model_id: str, progress: InstallProgress = silent) -> InstalledModel:
    """Return the model of that id, after installing it from the catalogue if it is not there.

    Raises ModelError: no network, no space, another process installs it just now; and UsageError
    for an id that is neither installed nor in the catalogue.
    """
    return find_installed(model_id) or install(model_id, progress)


def install(
    model_id: str,
    progress: InstallProgress = silent,
    *,
    again: bool = False,
    offline: bool = False,
) -> InstalledModel:
    """Install a model of the catalogue, by its id, or its family's name as `choose_build` reads it.

    With `again`, also in place of the one that is there; with `offline`, only if nothing is to be
    fetched for it. Raises what `ensure_installed` raises.
    """
    entry = choose_build(load_catalog(), model_id)
    if (there := find_installed(entry.id)) and not again:
        return there
    with workshop(entry.id) as work:
        there = find_installed(entry.id)
        if there and not again:
            return there
        path, origin = _fetch(entry, work, progress, offline)
        return build(path, work, entry.id, origin, progress, entry=entry)


def _fetch(
    entry: CatalogEntry, work: Path, progress: InstallProgress, offline: bool
) -> tuple[Path, Origin]:
    """Take the model from the first source that gives it."""

    def fetch(source: Source) -> tuple[Path, Origin]:
        forbid_if_offline(source, option=offline)
        return _fetch_from(source, entry, work, progress)

    *others, last = entry.sources
    for source in others:
        try:
            return fetch(source)
        except DownloadError as error:
            LOG.warning("%s: %s", source, error)
    return fetch(last)


def _fetch_from(
    source: Source, entry: CatalogEntry, work: Path, progress: InstallProgress
) -> tuple[Path, Origin]:
    if isinstance(source, HubSource):
        from r1_assistant.models.hub_source import fetch_from_hub  # late: ssl
        from r1_assistant.models.hubs import hub_clients

        with hub_clients() as clients:
            folder, text = fetch_from_hub(source, work, progress, clients)
        return folder, Origin(text)
    from r1_assistant.models.index_source import fetch_from_index

    file = fetch_from_index(source, work, progress, later=entry.installed_size)
    return file, Origin(str(source), source.sha256)
