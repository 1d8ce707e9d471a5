"""Models that other programs have on this machine: found by their files, quickly, offline.

Nothing is written, and nothing is opened but small files that describe a model.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from r1_assistant.models.discover.found import FoundModel
from r1_assistant.models.discover.foundry import ai_toolkit_models, foundry_models
from r1_assistant.models.discover.hub_cache import hub_models
from r1_assistant.models.discover.lm_studio import lm_studio_models
from r1_assistant.models.discover.ollama import ollama_models

if TYPE_CHECKING:
    from r1_assistant.models.store import InstalledModel

__all__ = ["FoundModel", "discover"]


def discover(installed: "Iterable[InstalledModel]" = ()) -> list[FoundModel]:
    """Return the models of AI Toolkit, Foundry Local, Ollama, LM Studio and the hub's cache.

    Those that `installed` ones link to are left out, and no id is one of theirs.
    """
    models = list(installed)
    linked = {model.folder for model in models}
    found = (model for model in _all() if model.path not in linked)
    return list(_with_own_ids(found, {model.id for model in models}))


def _all() -> Iterator[FoundModel]:
    yield from ai_toolkit_models()
    yield from foundry_models()
    yield from ollama_models()
    yield from lm_studio_models()
    yield from hub_models()


def _with_own_ids(models: Iterable[FoundModel], taken: set[str]) -> Iterator[FoundModel]:
    """Number the models whose id another one has."""
    for model in models:
        numbered = (f"{model.id[:60]}-{number}" for number in range(2, len(taken) + 3))
        free = next(each for each in (model.id, *numbered) if each not in taken)
        if model.id:
            taken.add(free)
        yield replace(model, id=free)
