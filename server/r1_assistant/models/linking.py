"""Using a model of another program where it lies: only a manifest of ours is written, elsewhere."""

import logging

from r1_assistant.models.discover import FoundModel
from r1_assistant.models.named import found_named, not_there
from r1_assistant.models.progress import InstallProgress, silent
from r1_assistant.models.store import InstalledModel, find_installed

LOG = logging.getLogger(__name__)


def link_found(name: str, progress: InstallProgress = silent) -> InstalledModel:
    """Take up a model of another program, where it lies, by its name or its family's.

    Its files are read once, for their SHA-256. Raises ModelNotInstalled, with the command that
    helps, if there is none, or only of a form that has to be converted, and ImportFormatError if it
    is damaged.
    """
    found = found_named(name)
    if not found or not found[0].in_place:
        raise not_there(name, found)
    return _link(found[0], progress)


def _link(found: FoundModel, progress: InstallProgress) -> InstalledModel:
    from r1_assistant.models.build import Origin, build
    from r1_assistant.models.workshop import workshop

    LOG.info("linking %s: %s", found.id, found.path)
    with workshop(found.id) as work:
        there = find_installed(found.id)  # another process was faster
        if there is not None:
            return there
        origin = Origin(f"{found.program}, {found.path}", link=True)
        return build(found.path, work, found.id, origin, progress, title=found.title)
