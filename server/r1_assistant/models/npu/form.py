"""What all graphs of an NPU model agree on: the fixed sizes, and the names between the graphs."""

from dataclasses import dataclass

from r1_assistant.models.gguf.source import Architecture

WINDOW = 64
"""Tokens of a prompt that the prompt graph reads at once."""

CONTEXT = 1024
"""Tokens that the cache holds unless another number is asked for."""

INPUT, PAST, TOTAL = "input_ids", "past_seq_len", "total_seq_len"
HIDDEN, COSINES, SINES, MASK, WRITE, KEEP = "hidden", "cosines", "sines", "mask", "write", "keep"
LAST, LOGITS = "last_hidden", "logits"

EMBEDDINGS, PROMPT, TOKEN, HEAD = "embeddings", "prompt", "token", "head"
"""The stages, and the names of their files without an end."""

PREPARED = "_ctx"
"""What the name of a compiled graph has behind that of its source."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fixed sizes of a model's graphs: `context` is what the cache holds, in tokens."""

    shape: Architecture
    context: int

    def past(self, layer: int) -> list[str]:
        """Name the inputs with what a layer keeps of the text so far."""
        return [f"past_key_values.{layer}.key", f"past_key_values.{layer}.value"]

    def present(self, layer: int) -> list[str]:
        """Name the outputs with what it keeps from then on."""
        return [f"present.{layer}.key", f"present.{layer}.value"]

    @property
    def layer_inputs(self) -> list[str]:
        """Name what the layers' graphs read, the text so far last."""
        past = [name for layer in range(self.shape.layers) for name in self.past(layer)]
        return [HIDDEN, COSINES, SINES, MASK, WRITE, KEEP, *past]

    @property
    def layer_outputs(self) -> list[str]:
        """Name what the layers' graphs give."""
        return [LAST, *(n for layer in range(self.shape.layers) for n in self.present(layer))]
