"""A folder with genai_config.json, as another program has it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from r1_assistant.models.describe import CONFIG
from r1_assistant.models.discover.found import FoundModel
from r1_assistant.models.discover.walk import read_json, size_of
from r1_assistant.models.ids import id_from
from r1_assistant.models.target import target_of


def onnx_model(
    program: str, folder: Path, files: Sequence[str], title: str, names: Sequence[str]
) -> FoundModel | None:
    """Give the model in `folder`; None if it is none, or not all there.

    Its name is `title`; `names` tell its device where its files don't.
    """
    config = read_json(folder / CONFIG)
    model = config.get("model")
    if not isinstance(model, dict) or not _graphs_are_there(folder, model.get("decoder")):
        return None
    target = target_of(model, names)
    size = size_of(*(folder / name for name in files))
    return FoundModel(
        program,
        id_from(title),
        folder,
        size,
        device=target.device,
        provider=target.provider,
        title=title,
    )


def _graphs_are_there(folder: Path, decoder: object) -> bool:
    if not isinstance(decoder, dict):
        return False
    names = list(graph_names(decoder))
    return bool(names) and all((folder / name).is_file() for name in names)


def graph_names(decoder: Mapping[str, Any]) -> Iterator[str]:
    """Name the files of a decoder's graph, or of the graphs of its stages."""
    stages = decoder.get("pipeline")
    parts = [decoder]
    for stage in stages if isinstance(stages, list) else ():
        if isinstance(stage, dict):
            parts += [part for part in stage.values() if isinstance(part, dict)]
    for part in parts:
        if isinstance(part.get("filename"), str):
            yield part["filename"]
