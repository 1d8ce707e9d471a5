"""The graph of a Llama or Qwen2 decoder, in the operators with fused kernels in onnxruntime."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from r1_assistant.models.gguf.blocks import BLOCK4
from r1_assistant.models.gguf.linear import Matrix, MatrixWriter
from r1_assistant.models.gguf.source import Architecture, GgufSource

CONTRIB = "com.microsoft"

# A prompt's logits are needed for its last token only, and the head is up to a quarter of a small
# model's work. Scoring and speculation feed at most this many tokens and get all their logits;
# of a longer input only the last row is computed, and the others are zero.
FULL_LOGITS_ROWS = 64


class DecoderGraph:
    """Builds the graph; each method adds nodes and gives the name of their result."""

    def __init__(self, source: GgufSource, matrices: MatrixWriter, context_length: int) -> None:
        self.source, self.matrices = source, matrices
        self.shape: Architecture = source.architecture
        self.context_length = context_length
        self.nodes: list[onnx.NodeProto] = []
        self._extended: dict[str, str] = {}
        self._constants: dict[str, str] = {}

    def build(self) -> onnx.ModelProto:
        """Build the whole decoder; the weights go to the weights file meanwhile."""
        self._lengths()
        self._rotary_tables()
        skip = self._embedding()
        hidden = self._node(
            "SimplifiedLayerNormalization",
            [skip, self._weights("blk.0.attn_norm.weight")],
            axis=-1,
            epsilon=self.shape.norm_epsilon,
            stash_type=1,
            domain="",
        )
        for layer in range(self.shape.layers):
            hidden, skip = self._layer(layer, hidden, skip)
        self._logits(hidden)
        return self._model()

    def _layer(self, layer: int, hidden: str, skip: str) -> tuple[str, str]:
        block = f"blk.{layer}"
        attention = self._attention(layer, hidden)
        projected = self._linear(attention, f"{block}.attn_output")
        hidden, skip = self._add_and_norm(skip, projected, f"{block}.ffn_norm.weight")
        gate = self._linear(hidden, f"{block}.ffn_gate")
        up = self._linear(hidden, f"{block}.ffn_up")
        activated = self._node("Mul", [gate, self._node("Sigmoid", [gate], domain="")], domain="")
        down = self._linear(self._node("Mul", [activated, up], domain=""), f"{block}.ffn_down")
        last = layer + 1 == self.shape.layers
        following = "output_norm.weight" if last else f"blk.{layer + 1}.attn_norm.weight"
        return self._add_and_norm(skip, down, following)

    def _attention(self, layer: int, hidden: str) -> str:
        past = [f"past_key_values.{layer}.key", f"past_key_values.{layer}.value"]
        present = [f"present.{layer}.key", f"present.{layer}.value"]
        output = f"blk.{layer}.attention"
        self.nodes.append(
            helper.make_node(
                "GroupQueryAttention",
                [
                    self._qkv(layer, hidden),
                    "",
                    "",
                    *past,
                    "past_length",
                    "total_length",
                    "cos",
                    "sin",
                ],
                [output, *present],
                domain=CONTRIB,
                num_heads=self.shape.heads,
                kv_num_heads=self.shape.kv_heads,
                scale=self.shape.head_size**-0.5,
                do_rotary=1,
                # Files of the Llama family hold the rows of Q and K in pairs, as their original
                # code rotates them; Qwen2's hold them in halves.
                rotary_interleaved=int(self.shape.family == "llama"),
                local_window_size=-1,
            )
        )
        return output

    def _qkv(self, layer: int, hidden: str) -> str:
        """Project to queries, keys and values; formats that differ can't share one product."""
        names = [f"blk.{layer}.attn_{part}" for part in "qkv"]
        kinds = [self.source.tensors[f"{name}.weight"].kind for name in names]
        if kinds[0] == kinds[2]:
            return self._linear(hidden, *names)
        parts = [self._linear(hidden, *names[:2]), self._linear(hidden, names[2])]
        return self._node("Concat", parts, axis=-1, domain="")

    def _linear(self, x: str, *names: str) -> str:
        """Multiply by the matrices of these names, one below the other, and add their biases."""
        tensors = [self.source.tensors[f"{name}.weight"] for name in names]
        name = f"{names[0]}{len(names)}"
        matrix = self.matrices.write(name, tensors)
        if matrix.columns > tensors[0].columns:
            x = self._with_block_sums(x, tensors[0].columns)
        biases = [f"{n}.bias" for n in names if f"{n}.bias" in self.source.tensors]
        y = self._product(x, matrix)
        if not biases:
            return y
        values = np.concatenate([self.source.vector(bias) for bias in biases])
        return self._node("Add", [y, self._initializer(f"{name}.bias", values)], domain="")

    def _with_block_sums(self, x: str, columns: int) -> str:
        """Append the sums over each block of 32, which meet the columns with the blocks' shifts."""
        if x not in self._extended:
            shape = self._constant(f"blocks{columns}", [0, 0, columns // BLOCK4, BLOCK4])
            blocks = self._node("Reshape", [x, shape], domain="")
            axis = self._constant("last", [-1])
            sums = self._node("ReduceSum", [blocks, axis], keepdims=0, domain="")
            self._extended[x] = self._node("Concat", [x, sums], axis=-1, domain="")
        return self._extended[x]

    def _add_and_norm(self, skip: str, x: str, norm: str) -> tuple[str, str]:
        output, total = f"{norm}.out", f"{norm}.sum"
        self.nodes.append(
            helper.make_node(
                "SkipSimplifiedLayerNormalization",
                [skip, x, self._weights(norm)],
                [output, "", "", total],
                domain=CONTRIB,
                epsilon=self.shape.norm_epsilon,
            )
        )
        return output, total

    def _embedding(self) -> str:
        tensor = self.source.tensors["token_embd.weight"]
        self._table = matrix = self.matrices.write8("embedding", [tensor])
        integers, scales = matrix.inputs
        shape = self._constant("embedding_shape", [tensor.rows, tensor.columns])
        return self._node(
            "GatherBlockQuantized",
            [self._node("Reshape", [integers, shape], domain=""), "input_ids", scales],
            bits=8,
            block_size=matrix.block,
            gather_axis=0,
            quantize_axis=1,
        )

    def _logits(self, hidden: str) -> None:
        """Compute the head for the rows that are needed (see FULL_LOGITS_ROWS)."""
        length = self._node("Shape", ["input_ids"], start=1, domain="")
        zero, one = self._constant("zero", [0]), self._constant("one", [1])
        longer = self._node(
            "Greater", [length, self._constant("full_rows", [FULL_LOGITS_ROWS])], domain=""
        )
        last = self._node("Sub", [length, one], domain="")
        start = self._node("Where", [longer, last, zero], domain="")
        rows = self._node("Slice", [hidden, start, length, one], domain="")
        head = self.source.tensors.get("output.weight")
        matrix = self.matrices.write8("head", [head]) if head else self._table
        pads = self._node("Concat", [start, zero], axis=0, domain="")
        computed = self._product(rows, matrix)
        self.nodes.append(helper.make_node("Pad", [computed, pads, "", one], ["logits"]))

    def _product(self, x: str, matrix: Matrix) -> str:
        # Level 4 lets the kernels round the input to 8 bits: the fast ones need that.
        attributes: dict[str, Any] = {**matrix.attributes, "accuracy_level": 4}
        return self._node("MatMulNBits", [x, *matrix.inputs], **attributes)

    def _lengths(self) -> None:
        one = self._constant("one", [1])
        total = self._node("ReduceSum", ["attention_mask", one], keepdims=0, domain="")
        past = self._node("Sub", [total, one], domain="")
        self.nodes.append(helper.make_node("Cast", [past], ["past_length"], to=TensorProto.INT32))
        width = self._node("Shape", ["attention_mask"], start=1, domain="")
        scalar = self._node("Squeeze", [width], domain="")
        self.nodes.append(
            helper.make_node("Cast", [scalar], ["total_length"], to=TensorProto.INT32)
        )

    def _rotary_tables(self) -> None:
        size = self.shape.head_size
        frequencies = self.shape.rope_base ** (-np.arange(0, size, 2) / size)
        frequencies = frequencies / self.shape.rope_factor
        if "rope_freqs.weight" in self.source.tensors:
            frequencies = frequencies / self.source.vector("rope_freqs.weight")
        angles = np.arange(self.context_length)[:, None] * frequencies[None]
        self._initializer("cos", np.cos(angles).astype(np.float32))
        self._initializer("sin", np.sin(angles).astype(np.float32))

    def _weights(self, name: str) -> str:
        return self._initializer(f"{name}.values", self.source.vector(name))

    def _initializer(self, name: str, values: NDArray[np.generic]) -> str:
        return self.matrices.weights.add(name, values)

    def _constant(self, name: str, values: list[int]) -> str:
        if name not in self._constants:
            value = onnx.numpy_helper.from_array(np.array(values, np.int64))
            self.nodes.append(helper.make_node("Constant", [], [name], value=value))
            self._constants[name] = name
        return name

    def _node(
        self, operator: str, inputs: list[str], *, domain: str = CONTRIB, **attributes: Any
    ) -> str:
        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def _model(self) -> onnx.ModelProto:
        integer, real = TensorProto.INT64, TensorProto.FLOAT
        info = helper.make_tensor_value_info
        cache = ["batch_size", self.shape.kv_heads, "length", self.shape.head_size]
        past = [
            f"past_key_values.{n}.{k}" for n in range(self.shape.layers) for k in ("key", "value")
        ]
        inputs = [
            info("input_ids", integer, ["batch_size", "sequence_length"]),
            info("attention_mask", integer, ["batch_size", "total_sequence_length"]),
            *(info(name, real, cache) for name in past),
        ]
        logits = ["batch_size", "sequence_length", self.shape.vocabulary]
        outputs = [
            info("logits", real, logits),
            *(info(name.replace("past_key_values", "present"), real, cache) for name in past),
        ]
        graph = helper.make_graph(self.nodes, "decoder", inputs, outputs)
        graph.initializer.extend(self.matrices.weights.initializers)
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)
