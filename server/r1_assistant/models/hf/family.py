"""Which folders of Hugging Face's transformers can be built. Pure but for a look at names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

FAMILIES = {"Qwen2ForCausalLM": "Qwen2", "LlamaForCausalLM": "Llama"}
"""Architectures, as a config.json names them."""


def family_of(config: Mapping[str, Any]) -> str:
    """Name the family of a model, as its config.json says; empty if it is none of ours."""
    named = config.get("architectures")
    first = named[0] if isinstance(named, list) and named else None
    return FAMILIES.get(first, "") if isinstance(first, str) else ""


def is_buildable(config: Mapping[str, Any]) -> bool:
    """Tell whether a model is of a family that is built, with weights that are not quantised."""
    return bool(family_of(config)) and not config.get("quantization_config")


def weight_files(folder: Path) -> list[Path]:
    """Give the files of weights in a folder, in the form that transformers prefers."""
    for pattern in ("model*.safetensors", "pytorch_model*.bin"):
        found = sorted(path for path in folder.glob(pattern) if path.is_file())
        if found:
            return found
    return []
