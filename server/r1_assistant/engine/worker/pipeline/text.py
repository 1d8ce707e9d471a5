"""A text that a pipeline reads, by the interface of onnxruntime-genai's generators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from r1_assistant.engine.worker.pipeline.sessions import Graph
from r1_assistant.engine.worker.pipeline.stages import Stages

MOST_SINGLE = 4
"""Tokens up to which the token graph runs once for each, instead of the prompt graph for all."""


@dataclass(frozen=True, slots=True)
class Graphs:
    """The graphs of a model, open."""

    stages: Stages
    embeddings: Graph
    prompt: Graph
    token: Graph
    head: Graph


class WindowedText:
    """A text's cache, as a plain buffer of all positions, and the last tokens' hidden states.

    What stands in the buffer behind the text's end is never looked at, so a text is cut by
    forgetting its length, and a window's padding is overwritten by what comes.
    """

    def __init__(self, graphs: Graphs) -> None:
        stages = graphs.stages
        self._graphs, self._stages = graphs, stages
        self._cache = graphs.prompt.allocate(stages.past)
        self._length = 0
        self._hidden: list[NDArray[Any]] = []

    def append_tokens(self, tokens: Sequence[int] | NDArray[np.int32]) -> None:
        """Read on; in windows of the prompt graph, or token by token where these are few."""
        self._hidden = []
        ids = np.asarray(tokens, np.int32)
        size = 1 if len(ids) <= MOST_SINGLE else self._stages.window
        for start in range(0, len(ids), size):
            self._read(ids[start : start + size], size)

    def rewind_to(self, length: int) -> None:
        """Forget all but the first `length` tokens."""
        self._length = length

    def get_output(self, name: str) -> NDArray[np.float32]:
        """Give the logits after each token read last: (1, tokens, vocabulary)."""
        return self._logits(np.concatenate(self._hidden, axis=1))

    def get_logits(self) -> NDArray[np.float32]:
        """Give the logits after the last token: (1, 1, vocabulary)."""
        return self._logits(self._hidden[-1][:, -1:])

    def _read(self, ids: NDArray[np.int32], size: int) -> None:
        stages = self._stages
        padded = np.zeros((1, size), np.int32)
        padded[0, : len(ids)] = ids
        tensors = {
            stages.input_ids: padded,
            # as in GroupQueryAttention: the length with the new tokens, less one
            stages.past_length: np.array([[self._length + size - 1]], np.int32),
            stages.total_length: np.array([stages.context], np.int32),
        }
        given = self._graphs.embeddings.run(tensors) | tensors
        layers = self._graphs.token if size == 1 else self._graphs.prompt
        results = layers.run(given | self._cache)
        for past, present in zip(stages.past, stages.present, strict=True):
            self._cache[past] = results.pop(present)
        (hidden,) = results.values()
        self._hidden.append(hidden[:, : len(ids)])
        self._length += len(ids)

    def _logits(self, hidden: NDArray[Any]) -> NDArray[np.float32]:
        head = self._graphs.head
        (name,) = head.inputs
        return np.asarray(head.run({name: hidden})[self._stages.logits], np.float32)
