"""What genai_config.json says of a pipeline, as far as we can drive it.

https://onnxruntime.ai/docs/genai/reference/config.html
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import EngineError
from r1_assistant.engine.worker.providers import PIPELINE

_TOLD = {"mask", "write", "keep"}


@dataclass(frozen=True, slots=True)
class Stage:
    """A graph of the pipeline; `options` are the NPU provider's, None for a graph of the CPU."""

    file: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    options: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Stages:
    """A pipeline: the layers are there twice, for `window` tokens of a prompt and for one token.

    `context` is what the cache holds, in tokens. `past` and `present` name the cache's tensors.
    """

    embeddings: Stage
    prompt: Stage
    token: Stage
    head: Stage
    window: int
    context: int
    input_ids: str
    past_length: str
    total_length: str
    logits: str
    past: tuple[str, ...]
    present: tuple[str, ...]


def drivable(folder: Path) -> bool:
    """Tell a pipeline of the form that our own import makes; others are the library's to drive.

    Its layers are told in so many words what to see and where to write.
    """
    try:
        model = _model(folder)
        slides = model["decoder"]["sliding_window"]["slide_key_value_cache"]
        _, *layers, _ = _pipeline(model["decoder"]).values()
        told = [set(stage["inputs"]) for stage in layers]
    except (EngineError, KeyError, TypeError, ValueError, AttributeError):
        return False
    ours = len(layers) == 2 and all(names >= _TOLD for names in told)
    return model["type"] == PIPELINE and ours and not slides


def read_stages(folder: Path) -> Stages:
    """Read the pipeline of a drivable model; raises EngineError if the file is damaged."""
    model = _model(folder)
    try:
        decoder = model["decoder"]
        first, *layers, last = _pipeline(decoder).values()
        prompt = next(stage for stage in layers if not stage.get("run_on_token_gen", True))
        token = next(stage for stage in layers if not stage.get("run_on_prompt", True))
        inputs, outputs = decoder["inputs"], decoder["outputs"]
        count = range(decoder["num_hidden_layers"])
        return Stages(
            embeddings=_stage(first),
            prompt=_stage(prompt),
            token=_stage(token),
            head=_stage(last),
            window=decoder["sliding_window"]["window_size"],
            context=model["context_length"],
            input_ids=inputs["input_ids"],
            past_length=inputs["past_sequence_length"],
            total_length=inputs["total_sequence_length"],
            logits=outputs["logits"],
            past=_names(inputs, "past", count),
            present=_names(outputs, "present", count),
        )
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise EngineError("The model's genai_config.json is missing or damaged.") from error


def _model(folder: Path) -> dict[str, Any]:
    try:
        model = json.loads((folder / "genai_config.json").read_text("utf-8-sig"))["model"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError("The model's genai_config.json is missing or damaged.") from error
    return dict(model)


def _pipeline(decoder: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the stages by name, in order; a list of objects of one stage or more."""
    return {name: stage for part in decoder["pipeline"] for name, stage in part.items()}


def _stage(stage: dict[str, Any]) -> Stage:
    providers = stage.get("session_options", {}).get("provider_options", [])
    named = {name.lower(): options for provider in providers for name, options in provider.items()}
    return Stage(
        stage["filename"], tuple(stage["inputs"]), tuple(stage["outputs"]), named.get("qnn")
    )


def _names(section: dict[str, str], when: str, layers: range) -> tuple[str, ...]:
    patterns = [section[f"{when}_key_names"], section[f"{when}_value_names"]]
    return tuple(pattern % layer for layer in layers for pattern in patterns)
