"""The layers of a decoder as a graph that an NPU runs: every shape fixed, every number a half.

The cache is a buffer of all positions. Which of them a token sees, and where it is written, the
graph of the embeddings computes on the CPU, where integers are exact: a mask that is added to the
scores, a matrix of ones and zeros that brings the new rows to their places, and a column that keeps
all other rows. So the NPU sees nothing but products, sums and functions of single numbers.
"""

from onnx import TensorProto

from r1_assistant.models.npu.form import COSINES, HIDDEN, KEEP, LAST, MASK, SINES, WRITE, Form
from r1_assistant.models.npu.graphs import Graph

_HALF = TensorProto.FLOAT16


class LayersGraph:
    """Builds the graph that reads `tokens` tokens at once."""

    def __init__(self, form: Form, tokens: int, biased: frozenset[str]) -> None:
        """`biased` names the matrices that have a bias."""
        self._form, self._shape, self._tokens = form, form.shape, tokens
        self._biased = biased
        self.graph = Graph(f"layers{tokens}")

    def build(self) -> Graph:
        """Build all layers and the last norm."""
        self._inputs()
        x = HIDDEN
        for layer in range(self._shape.layers):
            x = self._layer(layer, x)
        self._norm(x, "output_norm", LAST)
        self.graph.output(LAST, _HALF, [1, self._tokens, self._shape.hidden])
        return self.graph

    def _inputs(self) -> None:
        tokens, context = self._tokens, self._form.context
        size = self._shape.head_size
        declare = self.graph.input
        declare(HIDDEN, _HALF, [1, tokens, self._shape.hidden])
        declare(COSINES, _HALF, [1, tokens, 1, size])
        declare(SINES, _HALF, [1, tokens, 1, size])
        declare(MASK, _HALF, [1, 1, tokens, context])
        declare(WRITE, _HALF, [1, context, tokens])
        declare(KEEP, _HALF, [1, 1, context, 1])

    def _layer(self, layer: int, x: str) -> str:
        block = f"blk.{layer}"
        attention = self._attention(layer, self._norm(x, f"{block}.attn_norm"))
        x = self.graph.node("Add", [x, self._linear(attention, f"{block}.attn_output")])
        hidden = self._norm(x, f"{block}.ffn_norm")
        gate = self._linear(hidden, f"{block}.ffn_gate")
        active = self.graph.node("Mul", [gate, self.graph.node("Sigmoid", [gate])])
        both = self.graph.node("Mul", [active, self._linear(hidden, f"{block}.ffn_up")])
        return self.graph.node("Add", [x, self._linear(both, f"{block}.ffn_down")])

    def _attention(self, layer: int, x: str) -> str:
        shape, node = self._shape, self.graph.node
        queries = self._rotated(self._linear(x, f"blk.{layer}.attn_q"), shape.heads)
        new_keys = self._rotated(self._linear(x, f"blk.{layer}.attn_k"), shape.kv_heads)
        new_values = self._linear(x, f"blk.{layer}.attn_v")
        keys = self._written(layer, 0, new_keys)
        values = self._written(layer, 1, new_values)
        group = shape.heads // shape.kv_heads
        size, tokens, context = shape.head_size, self._tokens, self._form.context
        queries = node("Transpose", [queries], perm=[0, 2, 1, 3])
        queries = self.graph.reshape(queries, [1, shape.kv_heads, group * tokens, size])
        scores = node("MatMul", [queries, node("Transpose", [keys], perm=[0, 1, 3, 2])])
        scores = self.graph.reshape(scores, [1, shape.heads, tokens, context])
        weights = node("Softmax", [node("Add", [scores, MASK])], axis=-1)
        weights = self.graph.reshape(weights, [1, shape.kv_heads, group * tokens, context])
        heads = self.graph.reshape(
            node("MatMul", [weights, values]), [1, shape.heads, tokens, size]
        )
        together = node("Transpose", [heads], perm=[0, 2, 1, 3])
        return self.graph.reshape(together, [1, tokens, shape.heads * size])

    def _rotated(self, x: str, heads: int) -> str:
        """Turn the halves of each head by the position; the sines of the first half are negated."""
        size = self._shape.head_size
        x = self.graph.reshape(x, [1, self._tokens, heads, size])
        first, second = self.graph.split(x, [size // 2, size // 2], 3)
        swapped = self.graph.node("Concat", [second, first], axis=3)
        turned = self.graph.node("Mul", [swapped, SINES])
        return self.graph.node("Add", [self.graph.node("Mul", [x, COSINES]), turned])

    def _written(self, layer: int, part: int, new: str) -> str:
        """Write the new rows into the keys or values of the text so far."""
        kv_heads, size, context = self._shape.kv_heads, self._shape.head_size, self._form.context
        past, present = self._form.past(layer)[part], self._form.present(layer)[part]
        self.graph.input(past, _HALF, [1, kv_heads, context, size])
        self.graph.output(present, _HALF, [1, kv_heads, context, size])
        rows = self.graph.reshape(new, [1, self._tokens, kv_heads * size])
        placed = self.graph.node("MatMul", [WRITE, rows])
        placed = self.graph.reshape(placed, [1, context, kv_heads, size])
        placed = self.graph.node("Transpose", [placed], perm=[0, 2, 1, 3])
        kept = self.graph.node("Mul", [past, KEEP])
        return self.graph.node("Add", [kept, placed], present)

    def _norm(self, x: str, name: str, output: str = "") -> str:
        return self.graph.node(
            "SimplifiedLayerNormalization",
            [x, name],
            output,
            axis=-1,
            epsilon=self._shape.norm_epsilon,
            stash_type=1,
        )

    def _linear(self, x: str, name: str) -> str:
        product = self.graph.node("MatMul", [x, name])
        if name not in self._biased:
            return product
        return self.graph.node("Add", [product, f"{name}.bias"])
