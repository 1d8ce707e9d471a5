"""What the files of a model say about it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import ImportFormatError
from r1_assistant.models.target import target_of

CONFIG = "genai_config.json"
_TEMPLATE = "chat_template"
_THOUGHT = re.compile("</?think>")
"""R1's older templates leave the opening to the model, and only cut at the closing tag."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a folder with genai_config.json holds; the context length is in tokens."""

    context_length: int
    reasoning: bool
    fill_in_the_middle: bool
    device: str


def describe(folder: Path) -> Description:
    """Look into a model's folder; raises ImportFormatError if it is not complete.

    A model reasons if its chat template knows the tags of thoughts; without a template, if they are
    tokens of its. One that reasons counts as unable to fill in the middle: distilled ones inherit
    their base's tokens, but not the training.
    """
    model = _model_section(folder)
    for name in _needed_files(model):
        if not (folder / name).is_file():
            raise ImportFormatError(f"{folder} lacks the file {name} that its {CONFIG} names.")
    reasoning = _reasons(folder)
    return Description(
        context_length=_context_length(model),
        reasoning=reasoning,
        fill_in_the_middle=not reasoning and "<|fim_prefix|>" in _text(folder / "tokenizer.json"),
        device=target_of(model, (folder.name, folder.parent.name)).device,
    )


def _model_section(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ImportFormatError(f"{folder} has no {CONFIG}.") from error
    except ValueError as error:
        raise ImportFormatError(f"{folder / CONFIG} is not JSON.") from error
    model = config.get("model") if isinstance(config, dict) else None
    if not isinstance(model, dict) or not isinstance(model.get("decoder"), dict):
        raise ImportFormatError(f"{folder / CONFIG} does not describe a decoder model.")
    return model


def _needed_files(model: dict[str, Any]) -> list[str]:
    """Name the graph, if it is one file (NPU builds have a pipeline of several)."""
    name = model["decoder"].get("filename")
    return [name] if isinstance(name, str) else []


def _context_length(model: dict[str, Any]) -> int:
    length = model.get("context_length")
    return length if isinstance(length, int) and length > 0 else 4096


def _reasons(folder: Path) -> bool:
    templates = list(_templates(folder))
    if templates:
        return any(map(_THOUGHT.search, templates))
    return '"</think>"' in _text(folder / "tokenizer.json")


def _templates(folder: Path) -> Iterator[str]:
    """Give the texts of a model's chat templates, wherever they are."""
    if file := _text(folder / f"{_TEMPLATE}.jinja"):
        yield file
    for name in ("tokenizer_config.json", f"{_TEMPLATE}.json"):
        try:
            config = json.loads(_text(folder / name) or "{}")
        except ValueError:
            continue  # the engine says so when it loads the model
        if isinstance(config, dict) and config.get(_TEMPLATE):
            yield json.dumps(config[_TEMPLATE])


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
