"""Using a model of another program where it lies: only a manifest of ours is written, elsewhere."""

import logging

from r1_assistant.domain.errors import ModelNotInstalled
from r1_assistant.models.discover import FoundModel, discover
from r1_assistant.models.progress import InstallProgress, silent
from r1_assistant.models.store import InstalledModel, find_installed, installed_models

LOG = logging.getLogger(__name__)


def find_found(model_id: str) -> FoundModel | None:
    """Return the model of another program that has that id, as `r1-model list` shows it."""
    found = discover(installed_models())
    return next((model for model in found if model.id == model_id), None)


def link_found(model_id: str, progress: InstallProgress = silent) -> InstalledModel | None:
    """Take up a model of another program, where it lies; None if none has that id.

    Its files are read once, for their SHA-256. Raises ModelNotInstalled, with the one command that
    helps, if it is of a form that has to be converted, and ImportFormatError if it is damaged.
    """
    found = find_found(model_id)
    if found is None:
        return None
    if not found.in_place:
        raise ModelNotInstalled(
            f"{model_id} is a model of {found.program} that has to be converted.",
            hint=f"Run: {found.command_line()}",
        )
    return _link(found, progress)


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
