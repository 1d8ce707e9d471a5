"""onnxruntime-genai's model builder, in a process of its own.

https://onnxruntime.ai/docs/genai/howto/build-model.html
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from r1_assistant.config.paths import log_dir
from r1_assistant.domain.errors import ModelError
from r1_assistant.models.hf.child import run_module
from r1_assistant.models.hf.options import Recipe, options_for

MODULE = "onnxruntime_genai.models.builder"
NEEDED = ("torch", "transformers", "onnx_ir")
"""What the builder imports beyond what is installed with this program."""
LONGEST_CONTEXT = 32_768
"""Tokens; what GGUF files are imported with, too: the cache of more does not fit a laptop."""
_READING = re.compile(r"Reading layer (\d+)$")
_SAVING = re.compile(r"Saving .*?(\d+)%\|")
_READ, _QUANTIZED = 0.3, 0.7
"""Shares of the work, as measured, that are done when all is read, and when saving begins."""


def check_extra() -> None:
    """Raise ModelError, with the command that helps, unless the extra `build` is installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"Building a model needs packages that are not installed: {', '.join(missing)}.",
            hint='Run: pip install "r1-assistant[build]"',
        )


def run_builder(
    folder: Path, target: Path, work: Path, recipe: Recipe, tell: Callable[[float], None]
) -> None:
    """Build the model in `folder` into `target`; `tell` gets the share that is done.

    Raises ModelError if the builder fails; `target` is then partial.
    """
    config = _read(folder / "config.json")
    arguments = builder_arguments(folder, target, work / "cache", recipe, config)
    run_module(MODULE, arguments, build_log(), partial(_follow, _layers(config), tell))
    _bound_context(target / "genai_config.json")


def builder_arguments(
    folder: Path, target: Path, cache: Path, recipe: Recipe, config: Mapping[str, Any]
) -> Sequence[str]:
    """Give the builder's command line for the model of that config.json."""
    return (
        *("-i", str(folder), "-o", str(target), "-c", str(cache)),
        *("-p", "int4", "-e", recipe.provider),
        *("--extra_options", "hf_token=false", *options_for(recipe, config)),
    )


def build_log() -> Path:
    """Give the file that keeps what the builder prints."""
    return log_dir() / "build.log"


def _follow(layers: int, tell: Callable[[float], None], line: str) -> None:
    """Read the progress off a line that the builder prints."""
    if reading := _READING.search(line):
        tell(_READ * min(1.0, (int(reading[1]) + 1) / layers))
    elif saving := _SAVING.match(line):
        tell(_QUANTIZED + (1 - _QUANTIZED) * int(saving[1]) / 100)


def _layers(config: Mapping[str, Any]) -> int:
    count = config.get("num_hidden_layers")
    return count if isinstance(count, int) and count > 0 else 1


def _bound_context(file: Path) -> None:
    """Lower the context length in the config that was built, where it is beyond use."""
    config = _read(file)
    model, search = config["model"], config.get("search", {})
    model["context_length"] = min(model["context_length"], LONGEST_CONTEXT)
    if "max_length" in search:
        search["max_length"] = min(search["max_length"], model["context_length"])
    file.write_text(json.dumps(config, indent=4), encoding="utf-8")


def _read(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8-sig"))
    return data
