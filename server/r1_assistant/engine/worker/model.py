"""The model in memory, used as nothing but a machine from tokens to logits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from r1_assistant.domain.generation import Sampling
from r1_assistant.engine.placement import Target
from r1_assistant.engine.worker.providers import PIPELINE, configure, load, register
from r1_assistant.engine.worker.sampling import Logits
from r1_assistant.engine.worker.shape import read_shape

MOST_ROWS = 64
"""Tokens in one `feed` up to which a model has logits for every token, not for the last alone.

Imported models compute the last row only for longer chunks, which saves a quarter of the time of
reading a prompt.
"""

_STEPPABLE_DEVICES = frozenset({"CPU", "CUDA", "WebGPU", "OpenVINO", "NvTensorRtRtx", "RyzenAI"})
"""Devices whose cache can be appended to; names as `og.Model.device_type` gives them."""

_WINDOW = 64
"""Tokens that pipelines for NPUs read at once."""

CPU = Target()


def load_model(folder: Path, threads: int, context_length: int, device: Target = CPU) -> "Model":
    """Load a model on a device by whatever drives it.

    Takes seconds. Raises LoadFailed where the device may be the reason, EngineError where the files
    are.
    """
    return Model(folder, threads, context_length, device)


class Model:
    """A loaded model."""

    def __init__(
        self, folder: Path, threads: int, context_length: int, device: Target = CPU
    ) -> None:
        """Load it; raises as `load_model` does."""
        import onnxruntime_genai as og

        self.shape = read_shape(folder, context_length)
        self._og = og
        register(og, device)
        config = og.Config(str(folder))
        configure(config, device, self.shape.type, threads)
        self.genai = load(og, config, device)
        name = str(self.genai.device_type)
        self.on_cpu = name == "CPU" and device.device == "cpu"
        self.steppable = name in _STEPPABLE_DEVICES and self.shape.rewinds

    def open(self, capacity: int) -> "KvCache":
        """Begin a text of at most `capacity` tokens, whose cache is allocated now."""
        params = self._og.GeneratorParams(self.genai)
        params.set_search_options(max_length=capacity, do_sample=False, batch_size=1, num_beams=1)
        return KvCache(self._og.Generator(self.genai, params), capacity)

    def open_plain(self, capacity: int, sampling: Sampling, grammar: str | None) -> Any:
        """Give a generator that chooses tokens itself, held to a grammar in Lark's form."""
        params = self._og.GeneratorParams(self.genai)
        params.set_search_options(
            max_length=self._with_padding(capacity),
            do_sample=sampling.temperature > 0,
            temperature=float(sampling.temperature) or 1.0,
            top_p=float(sampling.top_p),
            random_seed=sampling.seed & 0x7FFF_FFFF,
        )
        if grammar is not None:
            params.set_guidance("lark_grammar", grammar, False)
        return self._og.Generator(self.genai, params)

    def _with_padding(self, capacity: int) -> int:
        """Make room for what fills a pipeline's last window: the library counts it too."""
        if self.shape.type != PIPELINE:
            return capacity
        return min(capacity + _WINDOW, self.shape.context_length)


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
