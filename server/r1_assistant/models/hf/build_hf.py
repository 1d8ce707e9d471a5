"""Installation of a model from a folder of Hugging Face's transformers."""

import json
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import ImportFormatError, ModelError, UsageError
from r1_assistant.models.build import Origin, build
from r1_assistant.models.files import need_space
from r1_assistant.models.hf.builder import build_log, check_extra, run_builder
from r1_assistant.models.hf.child import run_module
from r1_assistant.models.hf.compare import Comparison, parse
from r1_assistant.models.hf.family import FAMILIES, family_of, weight_files
from r1_assistant.models.hf.options import Recipe
from r1_assistant.models.ids import checked_id, id_from
from r1_assistant.models.progress import InstallProgress, Stage, silent
from r1_assistant.models.store import InstalledModel, find_installed
from r1_assistant.models.workshop import STAGED, workshop

COMPARE = "r1_assistant.models.hf.compare"


def build_model(
    folder: Path, recipe: Recipe, model_id: str = "", progress: InstallProgress = silent
) -> tuple[InstalledModel, str]:
    """Build the model in `folder`, install it, and say in words how it compares with the original.

    Raises ImportFormatError if the folder is not one that can be built, UsageError if there is a
    model of that id already, and ModelError without the extra `build`, or if the builder fails.
    """
    folder = folder.expanduser().absolute()
    check_folder(folder)
    title = _title(folder)
    chosen = checked_id(model_id or id_from(title))
    check_extra()
    with workshop(chosen) as work:
        if find_installed(chosen):
            raise UsageError(
                f"There is a model {chosen} already.",
                hint=f"Choose another name with --id, or run: r1-model remove {chosen}",
            )
        staged = work / STAGED
        _convert(folder, staged, work, recipe, progress)
        verdict = _check(folder, staged, recipe, progress)
        made = f"built from {folder} by onnxruntime-genai for {recipe.provider}; {verdict}"
        return build(staged, work, chosen, Origin(made), progress, title=title), verdict


def check_folder(folder: Path) -> None:
    """Raise ImportFormatError unless `folder` holds a model that can be built."""
    try:
        config: Any = json.loads((folder / "config.json").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ImportFormatError(
            f"{folder} has no config.json of Hugging Face's transformers.",
            hint="Name the folder of the downloaded model; r1-model import takes other forms.",
        ) from error
    if not isinstance(config, dict) or not family_of(config):
        families = " and ".join(FAMILIES.values())
        raise ImportFormatError(f"{folder} is not of the {families} families.")
    if config.get("quantization_config"):
        raise ImportFormatError(
            f"The weights in {folder} are quantised already.", hint="Take the original ones."
        )
    if not weight_files(folder):
        raise ImportFormatError(f"{folder} has no weights.", hint="Fetch the model again.")
    if not (folder / "tokenizer.json").is_file():
        raise ImportFormatError(f"{folder} lacks tokenizer.json.", hint="Fetch the model again.")


def _title(folder: Path) -> str:
    """Name a model by its folder, or by its repository if it lies in the hub's cache."""
    repository = next((part for part in folder.parts if part.startswith("models--")), "")
    return repository.rpartition("--")[2] or folder.name


def _convert(
    folder: Path, staged: Path, work: Path, recipe: Recipe, progress: InstallProgress
) -> None:
    size = sum(path.stat().st_size for path in weight_files(folder))
    need_space(work, size)  # four bits of sixteen, and as much again while they are written
    progress(Stage.CONVERTING, 0, size)
    run_builder(
        folder,
        staged,
        work,
        recipe,
        lambda done: progress(Stage.CONVERTING, int(done * size), size),
    )
    progress(Stage.CONVERTING, size, size)


def _check(folder: Path, staged: Path, recipe: Recipe, progress: InstallProgress) -> str:
    """Compare the result with its original; raises ModelError if it is another model."""
    found: list[Comparison] = []

    def read(line: str) -> None:
        comparison = parse(line)
        if comparison is not None:
            found.append(comparison)

    progress(Stage.CHECKING, 0, sum(path.stat().st_size for path in weight_files(folder)))
    try:
        run_module(COMPARE, [str(folder), str(staged)], build_log(), read)
    except ModelError:
        if recipe.device == "cpu":
            raise
    if not found:
        return "not compared with the original: its graph runs on the GPU alone"
    if not found[0].sound:
        raise ModelError(
            f"The model that was built is not its original ({found[0]}).",
            hint=f"Details are in {build_log()}.",
        )
    return str(found[0])
