"""The models of this machine, and engines for them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant.app.devices import DevicePlacing, needs_no_device
from r1_assistant.config.schema import DeviceWish
from r1_assistant.domain.errors import ModelError
from r1_assistant.domain.generation import EngineStatus, ModelInfo

if TYPE_CHECKING:
    from r1_assistant.engine.host import LocalEngine
    from r1_assistant.models.machine import Machine
    from r1_assistant.models.progress import InstallProgress
    from r1_assistant.models.recommend import Offer
    from r1_assistant.models.store import InstalledModel
    from r1_assistant.models.watch import ModelChoice


def any_tokenizer() -> Path | None:
    """Find the tokenizer.json of an installed model, the first by name; None if there is none."""
    from r1_assistant.config.paths import models_dir

    return min(models_dir().glob("*/tokenizer.json"), default=None)


def installed_model(wanted: str | None) -> "InstalledModel":
    """Choose the model to use; raises ModelNotInstalled with the command that helps."""
    from r1_assistant.models.store import resolve_model

    return resolve_model(wanted)


def model_choice() -> "ModelChoice":
    """Choose the model to use again and again, at little cost while nothing changes."""
    from r1_assistant.models.watch import ModelChoice

    return ModelChoice()


def score_model(wanted: str | None) -> "InstalledModel | None":
    """Choose the model that tells how likely a text is; None leaves it to the one that writes.

    Without a wish that is the catalogue's, if it is installed. Raises ModelNotInstalled.
    """
    from r1_assistant.models.catalog import load_catalog
    from r1_assistant.models.store import find_installed, resolve_model

    return resolve_model(wanted) if wanted else find_installed(load_catalog().scorer)


def find_model(model_id: str) -> "InstalledModel | None":
    """Return the installed model of that id."""
    from r1_assistant.models.store import find_installed

    return find_installed(model_id)


def offered_models(wanted: str | None) -> "tuple[list[Offer], Machine]":
    """Give all models that can be used or installed here, the recommended one first.

    Waits for the disk. `wanted` is the model that the settings name.
    """
    from r1_assistant.models.catalog import load_catalog
    from r1_assistant.models.machine import this_machine
    from r1_assistant.models.manifest import read_manifest
    from r1_assistant.models.recommend import offers
    from r1_assistant.models.store import installed_models, resolve_model

    try:
        current = resolve_model(wanted).id
    except ModelError:
        current = ""
    manifests = [read_manifest(model.home) for model in installed_models()]
    machine = this_machine()
    return offers(load_catalog(), list(filter(None, manifests)), current, machine), machine


def starter() -> str:
    """Name the model to begin with."""
    from r1_assistant.models.catalog import load_catalog

    return load_catalog().starter


def install_model(model_id: str, progress: "InstallProgress") -> "InstalledModel":
    """Install a model of the catalogue; raises ModelError, UsageError."""
    from r1_assistant.models.install import ensure_installed

    return ensure_installed(model_id, progress)


def local_engine(
    model: "InstalledModel",
    on_status: "Callable[[EngineStatus], None] | None" = None,
    device: DeviceWish = "auto",
) -> "LocalEngine":
    """Make the engine for an installed model; its process starts with the first request.

    `on_status` is called with what it does, whenever that changes. `device` is where it is to run;
    where that fails, it runs on the next one, and its status has a notice.
    """
    from r1_assistant.config.paths import log_dir
    from r1_assistant.engine.host import LocalEngine

    info, log = model_info(model), log_dir() / "engine.log"
    placing = None if needs_no_device(model, device) else DevicePlacing(model, device, info)
    return LocalEngine(model.folder, info, log_file=log, on_status=on_status, placing=placing)


def model_info(model: "InstalledModel") -> ModelInfo:
    """Describe an installed model."""
    return ModelInfo(
        id=model.id,
        title=model.title,
        context_length=model.context_length,
        reasoning=model.reasoning,
        fill_in_the_middle=model.fill_in_the_middle,
        device=model.device,
        digest=model.digest,
    )
