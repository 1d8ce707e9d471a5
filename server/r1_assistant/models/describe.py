"""What the files of a model say about it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import ImportFormatError
from r1_assistant.models.target import target_of

CONFIG = "genai_config.json"
_TEMPLATE_FILES = ("tokenizer_config.json", "chat_template.jinja", "chat_template.json")


@dataclass(frozen=True, slots=True)
class Description:
    """What a folder with genai_config.json holds; the context length is in tokens."""

    context_length: int
    reasoning: bool
    fill_in_the_middle: bool
    device: str


def describe(folder: Path) -> Description:
    """Look into a model's folder; raises ImportFormatError if it is not complete.

    A model reasons if its chat template knows the `<think>` tag. One that reasons counts as unable
    to fill in the middle: distilled ones inherit the tokens of their base, but not the training.
    """
    model = _model_section(folder)
    for name in _needed_files(model):
        if not (folder / name).is_file():
            raise ImportFormatError(f"{folder} lacks the file {name} that its {CONFIG} names.")
    reasoning = any("<think>" in _text(folder / name) for name in _TEMPLATE_FILES)
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


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
