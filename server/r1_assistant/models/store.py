"""The installed models, and which of them to use."""

import os
from dataclasses import dataclass
from pathlib import Path

from r1_assistant.config.paths import models_dir
from r1_assistant.config.settings import user_model
from r1_assistant.domain.errors import ModelError, ModelNotInstalled
from r1_assistant.models.ids import checked_id, is_id, spelled
from r1_assistant.models.manifest import Manifest, read_manifest

WORK = ".work"
"""The folder beside the models where they are downloaded and built; no model's id begins so."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that is ready to be used; the context length is in tokens, the size in bytes.

    `folder` holds genai_config.json and what belongs to it. `digest` changes with any of the
    model's files. `home` is the model's folder in the store, another one than `folder` only if the
    model is linked.
    """

    id: str
    title: str
    folder: Path
    context_length: int
    reasoning: bool
    fill_in_the_middle: bool
    digest: str
    size: int
    device: str
    home: Path


def installed_models() -> list[InstalledModel]:
    """Return the installed models in order of their ids."""
    if not models_dir().is_dir():
        return []
    homes = sorted(path for path in models_dir().iterdir() if is_id(path.name))
    return [_model(home, manifest) for home in homes if (manifest := read_manifest(home))]


def find_installed(model_id: str) -> InstalledModel | None:
    """Return the installed model of that id."""
    home = models_dir() / checked_id(model_id)
    manifest = read_manifest(home)
    return _model(home, manifest) if manifest else None


def resolve_model(wanted: str | None = None, *, link: bool = True) -> InstalledModel:
    """Choose the model to use.

    In this order: `wanted`, the environment variable R1_MODEL, the user's settings, the starter
    model, the only one that is installed. What is named may be a family: then it is the build for
    the best device. One that belongs to another program is taken up where it lies, unless `link` is
    False. Raises ModelNotInstalled, with the command that helps.
    """
    chosen = wanted or os.environ.get("R1_MODEL") or user_model()
    if chosen:
        return _usable(find_installed(spelled(chosen)) or _named(chosen, link=link))
    models = installed_models()
    starter = _starter()
    for model in models:
        if model.id == starter or len(models) == 1:
            return _usable(model)
    if models:
        raise ModelNotInstalled(
            f"None of the installed models is chosen: {', '.join(m.id for m in models)}.",
            hint=f"Run: r1-model use {models[0].id}",
        )
    raise ModelNotInstalled("No model is installed.", hint=f"Run: r1-model install {starter}")


def remove_model(model_id: str) -> InstalledModel:
    """Remove an installed model, at once or not at all; the files of a linked one stay."""
    import shutil

    model_id = spelled(model_id)
    model = find_installed(model_id)
    if model is None:
        raise ModelNotInstalled(
            f"The model {model_id} is not installed.", hint="r1-model list shows what is."
        )
    grave = models_dir() / WORK / f".{model_id}.removed"
    shutil.rmtree(grave, ignore_errors=True)
    grave.parent.mkdir(exist_ok=True)
    try:
        model.home.replace(grave)
    except PermissionError as error:  # on Windows: a file of it is open
        raise ModelError(
            f"The model {model_id} is in use.", hint="Close what uses it and try again."
        ) from error
    shutil.rmtree(grave, ignore_errors=True)
    return model


def _model(home: Path, manifest: Manifest) -> InstalledModel:
    return InstalledModel(
        id=home.name,
        title=manifest.title,
        folder=Path(manifest.linked) if manifest.linked else home,
        context_length=manifest.context_length,
        reasoning=manifest.reasoning,
        fill_in_the_middle=manifest.fill_in_the_middle,
        digest=manifest.digest,
        size=manifest.size,
        device=manifest.device,
        home=home,
    )


def _usable(model: InstalledModel) -> InstalledModel:
    if not (model.folder / "genai_config.json").is_file():
        raise ModelError(
            f"The files of the model {model.id} are gone from {model.folder}.",
            hint=f"Run: r1-model remove {model.id}",
        )
    return model


def _named(name: str, *, link: bool) -> InstalledModel:
    """Find a model by another name than its id; raises ModelNotInstalled."""
    from r1_assistant.models.named import installed_named, not_there  # late: both read folders

    if builds := installed_named(name):
        return builds[0]
    if not link:
        raise not_there(name, ())
    from r1_assistant.models.linking import link_found

    return link_found(name)


def _starter() -> str:
    from r1_assistant.models.catalog import load_catalog

    return load_catalog().starter
