"""What genai_config.json says of a model, and what can't be done with its cache."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import EngineError
from r1_assistant.engine.worker.providers import PIPELINE, full_name

_NO_REWIND = frozenset({PIPELINE, "phi3v", "lfm2", "whisper"})
"""Model types whose cache cannot be cut."""

_OWN_CACHE = frozenset({"QNNExecutionProvider", "VitisAIExecutionProvider"})
"""Providers of NPUs, whose graphs may keep the cache to themselves."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What genai_config.json says of a model; sizes in tokens, `cache_bytes` per token.

    `rewinds` tells that the cache can be cut and continued, and that several texts can have one at
    the same time. Without it there is one generation at a time, from its beginning to its end.
    """

    type: str
    vocabulary: int
    context_length: int
    ends: tuple[int, ...]
    cache_bytes: int
    rewinds: bool = True


def read_shape(folder: Path, context_length: int) -> Shape:
    """Read genai_config.json; `context_length` bounds what the file says. Raises EngineError."""
    try:
        config = json.loads((folder / "genai_config.json").read_text("utf-8-sig"))
        model = config["model"]
        decoder = model["decoder"]
        ends = model["eos_token_id"]
        heads, head_size = decoder["num_key_value_heads"], decoder["head_size"]
        return Shape(
            type=model["type"],
            vocabulary=model["vocab_size"],
            context_length=min(context_length, _longest(config)),
            ends=tuple(ends) if isinstance(ends, list) else (ends,),
            cache_bytes=2 * 4 * decoder["num_hidden_layers"] * heads * head_size,
            rewinds=model["type"] not in _NO_REWIND and not _keeps_cache(decoder),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError("The model's genai_config.json is missing or damaged.") from error


def _longest(config: Mapping[str, Any]) -> int:
    """Give the most tokens; a pipeline's cache is as long as it was built, whatever it reads."""
    model = config["model"]
    length = int(model["context_length"])
    if model["type"] != PIPELINE:
        return length
    return min(length, int(config.get("search", {}).get("max_length") or length))


def _keeps_cache(decoder: Mapping[str, Any]) -> bool:
    """Tell whether the cache slides, or belongs to the provider, which has a single one."""
    if decoder.get("sliding_window", {}).get("slide_key_value_cache", "sliding_window" in decoder):
        return True
    return any(
        full_name(name) in _OWN_CACHE or "enable_causallm" in options
        for name, options in _provider_options(decoder)
    )


def _provider_options(decoder: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in decoder.get("session_options", {}).get("provider_options", []):
        yield from each.items()
