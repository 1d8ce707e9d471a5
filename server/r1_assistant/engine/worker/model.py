"""The model in memory, used as nothing but a machine from tokens to logits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import Sampling
from r1_assistant.engine.worker.sampling import Logits

MOST_ROWS = 64
"""Tokens in one `feed` up to which a model has logits for every token, not for the last alone.

Imported models compute the last row only for longer chunks, which saves a quarter of the time of
reading a prompt.
"""

_STEPPABLE_DEVICES = frozenset({"CPU", "CUDA", "WebGPU", "OpenVINO", "NvTensorRtRtx", "RyzenAI"})
"""Devices whose cache can be appended to; names as `og.Model.device_type` gives them."""

_NO_REWIND = frozenset({"decoder-pipeline", "phi3v", "lfm2", "whisper"})
"""Model types whose cache cannot be cut."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What genai_config.json says of a model; sizes in tokens, `cache_bytes` per token."""

    type: str
    vocabulary: int
    context_length: int
    ends: tuple[int, ...]
    cache_bytes: int


class Model:
    """A loaded model."""

    def __init__(self, folder: Path, threads: int, context_length: int) -> None:
        """Load it, which takes seconds; raises EngineError if it cannot be loaded."""
        import onnxruntime_genai as og

        self.shape = read_shape(folder, context_length)
        self._og = og
        config = og.Config(str(folder))
        if self.shape.type not in _NO_REWIND:
            config.overlay(json.dumps(_thread_overlay(threads)))
        self.genai = og.Model(config)
        device = str(self.genai.device_type)
        self.on_cpu = device == "CPU"
        self.steppable = device in _STEPPABLE_DEVICES and self.shape.type not in _NO_REWIND

    def open(self, capacity: int) -> "KvCache":
        """Begin a text of at most `capacity` tokens, whose cache is allocated now."""
        params = self._og.GeneratorParams(self.genai)
        params.set_search_options(max_length=capacity, do_sample=False, batch_size=1, num_beams=1)
        return KvCache(self._og.Generator(self.genai, params), capacity)

    def open_plain(self, capacity: int, sampling: Sampling, grammar: str | None) -> Any:
        """Give a generator that chooses tokens itself, held to a grammar in Lark's form."""
        params = self._og.GeneratorParams(self.genai)
        params.set_search_options(
            max_length=capacity,
            do_sample=sampling.temperature > 0,
            temperature=float(sampling.temperature) or 1.0,
            top_p=float(sampling.top_p),
            random_seed=sampling.seed & 0x7FFF_FFFF,
        )
        if grammar is not None:
            params.set_guidance("lark_grammar", grammar, False)
        return self._og.Generator(self.genai, params)


class KvCache:
    """A text that the model has read: its cache, and the logits of what was fed last."""

    def __init__(self, generator: Any, capacity: int) -> None:
        self._generator = generator
        self._fed = 0
        self.capacity = capacity
        self.length = 0

    def feed(self, tokens: Sequence[int]) -> None:
        """Read on; one step of the model."""
        self._generator.append_tokens(np.array(tokens, dtype=np.int32))
        self._fed = len(tokens)
        self.length += len(tokens)

    def rewind(self, length: int) -> None:
        """Forget all but the first `length` tokens."""
        if length < self.length:
            self._generator.rewind_to(length)
            self.length = length

    def rows(self) -> Logits:
        """Give the logits after each token fed last: (tokens, vocabulary), float32.

        There is one row only if the model computes no others; at most `MOST_ROWS` may have been
        fed.
        """
        logits = self._generator.get_output("logits")[0]
        return cast("Logits", logits.astype(np.float32, copy=False))

    def last_row(self) -> Logits:
        """Give the logits after the last token: (vocabulary,), float32."""
        if self._fed <= MOST_ROWS:
            return cast("Logits", self.rows()[-1])
        return cast("Logits", self._generator.get_logits().reshape(-1))


def read_shape(folder: Path, context_length: int) -> Shape:
    """Read genai_config.json; `context_length` bounds what the file says."""
    try:
        model = json.loads((folder / "genai_config.json").read_text("utf-8"))["model"]
        decoder = model["decoder"]
        ends = model["eos_token_id"]
        heads, head_size = decoder["num_key_value_heads"], decoder["head_size"]
        return Shape(
            type=model["type"],
            vocabulary=model["vocab_size"],
            context_length=min(context_length, model["context_length"]),
            ends=tuple(ends) if isinstance(ends, list) else (ends,),
            cache_bytes=2 * 4 * decoder["num_hidden_layers"] * heads * head_size,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError("The model's genai_config.json is missing or damaged.") from error


def _thread_overlay(threads: int) -> dict[str, Any]:
    return {"model": {"decoder": {"session_options": {"intra_op_num_threads": threads}}}}
