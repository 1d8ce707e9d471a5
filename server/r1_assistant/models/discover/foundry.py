"""Models of AI Toolkit for VS Code, and of Foundry Local and the programs that contain it."""

import re
from collections.abc import Iterator
from pathlib import Path

from r1_assistant.models.describe import CONFIG
from r1_assistant.models.discover.found import FoundModel
from r1_assistant.models.discover.onnx_folder import onnx_model
from r1_assistant.models.discover.walk import read_json, walk

DESCRIPTION = "inference_model.json"
"""Foundry Local's file beside a model: its name and its chat form."""
UNFINISHED = "download.tmp"
"""Lies in a folder as long as Foundry Local is downloading it."""
_VERSION = re.compile(r":\d+$")


def ai_toolkit_models() -> Iterator[FoundModel]:
    """Give the models below ~/.aitk/models."""
    yield from _models("AI Toolkit", Path.home() / ".aitk" / "models", described=False)


def foundry_models() -> Iterator[FoundModel]:
    """Give Foundry Local's models, and those of programs that contain it.

    Such a program keeps its models in the same form below ~/.PROGRAM/cache/models.
    """
    own = Path.home() / ".foundry" / "cache" / "models"
    yield from _models("Foundry Local", own, described=False)
    for root in _others():
        if root != own:
            name = root.parent.parent.name.removeprefix(".")
            yield from _models(f"Foundry Local in {name}", root, described=True)


def _others() -> list[Path]:
    try:
        return sorted(Path.home().glob(".*/cache/models"))
    except OSError:
        return []


def _models(program: str, root: Path, *, described: bool) -> Iterator[FoundModel]:
    for folder, files in walk(root):
        if CONFIG not in files or UNFINISHED in files or (described and DESCRIPTION not in files):
            continue
        parts = folder.relative_to(root).parts
        title = _name(folder) or "-".join(parts[1:] or (folder.name,))
        model = onnx_model(program, folder, files, title, (title, *parts))
        if model is not None:
            yield model


def _name(folder: Path) -> str:
    """Read what Foundry Local calls a model, without the number of its version."""
    name = read_json(folder / DESCRIPTION).get("Name")
    return _VERSION.sub("", name) if isinstance(name, str) else ""
