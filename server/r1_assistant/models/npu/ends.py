"""The stages on the CPU: embeddings, with all that depends on positions, and the head."""

import numpy as np
from onnx import TensorProto

from r1_assistant.models.gguf.linear import Matrix, MatrixWriter
from r1_assistant.models.gguf.source import GgufSource
from r1_assistant.models.npu.form import (
    COSINES,
    HIDDEN,
    INPUT,
    KEEP,
    LAST,
    LOGITS,
    MASK,
    PAST,
    SINES,
    TOTAL,
    WRITE,
    Form,
)
from r1_assistant.models.npu.graphs import CONTRIB, Graph

_HALF, _INT = TensorProto.FLOAT16, TensorProto.INT32
_TOKENS = "tokens"
_HIDDEN_SCORE = np.array(
    -10_000, np.float16
)  # far below every score, and safe to add to one in halves


def embeddings_graph(form: Form, table: Matrix) -> Graph:
    """Build the first stage: what the tokens and their positions are to the layers.

    `past_seq_len` is, as in GroupQueryAttention, the length of the text with the new tokens, less
    one; `total_seq_len` is declared since the runtime's pipelines set both.
    """
    graph, context = Graph("embeddings"), form.context
    graph.input(INPUT, _INT, [1, _TOKENS])
    graph.input(PAST, _INT, [1, 1])
    graph.input(TOTAL, _INT, [1])
    _embed(graph, form, table)
    positions = _positions(graph)
    # a window's padding may reach beyond the cache, and must not reach beyond the tables
    bounded = graph.node("Min", [positions, graph.constant("end", np.array(context - 1, np.int32))])
    for name in (COSINES, SINES):
        rows = graph.node("Gather", [f"{name}.table", bounded], axis=0)
        shape = graph.integers([1, -1, 1, form.shape.head_size])
        graph.node("Reshape", [rows, shape], name)
        graph.output(name, _HALF, [1, _TOKENS, 1, form.shape.head_size])
    _places(graph, positions, context)
    return graph


def head_graph(form: Form, matrix: Matrix) -> Graph:
    """Build the last stage: logits in single precision."""
    graph, shape = Graph("head"), form.shape
    graph.input(LAST, _HALF, [1, _TOKENS, shape.hidden])
    wide = graph.node("Cast", [LAST], to=TensorProto.FLOAT)
    graph.node(
        "MatMulNBits",
        [wide, *matrix.inputs],
        LOGITS,
        domain=CONTRIB,
        accuracy_level=4,
        **matrix.attributes,
    )
    graph.output(LOGITS, TensorProto.FLOAT, [1, _TOKENS, shape.vocabulary])
    return graph


def write_ends(source: GgufSource, form: Form, matrices: MatrixWriter) -> tuple[Matrix, Matrix]:
    """Write the embeddings, the head (the same matrix in many models) and the rotary tables."""
    table = matrices.write8("embedding", [source.tensors["token_embd.weight"]])
    head = source.tensors.get("output.weight")
    last = matrices.write8("head", [head]) if head else table
    angles = np.arange(form.context)[:, None] * rotary_frequencies(source)[None]
    cosines, sines = np.cos(angles), np.sin(angles)
    tables = {COSINES: (cosines, cosines), SINES: (-sines, sines)}
    for name, halves in tables.items():
        values = np.concatenate(halves, axis=1).astype(np.float16)
        matrices.weights.add(f"{name}.table", values)
    return table, last


def rotary_frequencies(source: GgufSource) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Give the angle in radians by which a step turns each pair of a head's elements."""
    shape = source.architecture
    frequencies = shape.rope_base ** (-np.arange(0, shape.head_size, 2) / shape.head_size)
    frequencies = frequencies / shape.rope_factor
    if "rope_freqs.weight" in source.tensors:
        frequencies = frequencies / source.vector("rope_freqs.weight")
    return np.asarray(frequencies, np.float64)


def _embed(graph: Graph, form: Form, table: Matrix) -> None:
    integers, scales = table.inputs
    rows = graph.node("Reshape", [integers, graph.integers([table.rows, table.columns])])
    wide = graph.node(
        "GatherBlockQuantized",
        [rows, INPUT, scales],
        domain=CONTRIB,
        bits=8,
        block_size=table.block,
        gather_axis=0,
        quantize_axis=1,
    )
    graph.node("Cast", [wide], HIDDEN, to=_HALF)
    graph.output(HIDDEN, _HALF, [1, _TOKENS, form.shape.hidden])


def _positions(graph: Graph) -> str:
    """Give the positions of the new tokens; the last one is `past_seq_len`."""
    zero = graph.constant("zero", np.array(0, np.int32))
    one = graph.constant("one", np.array(1, np.int32))
    length = graph.node("Squeeze", [graph.node("Shape", [INPUT], start=1)])
    count = graph.node("Cast", [length], to=_INT)
    steps = graph.node("Range", [zero, count, one])
    last = graph.node("Squeeze", [PAST])
    first = graph.node("Sub", [graph.node("Add", [last, one]), count])
    return graph.node("Add", [steps, first])


def _places(graph: Graph, positions: str, context: int) -> None:
    """Tell which rows of the cache a token sees, and where the new rows go."""
    places = graph.constant("places", np.arange(context, dtype=np.int32))
    columns = graph.reshape(positions, [1, 1, -1, 1])
    sees = graph.node("LessOrEqual", [places, columns])
    none = graph.constant("none", np.array(0, np.float16))
    hidden = graph.constant("hidden_score", _HIDDEN_SCORE)
    graph.node("Where", [sees, none, hidden], MASK)
    graph.output(MASK, _HALF, [1, 1, _TOKENS, context])
    rows = graph.reshape(places, [1, context, 1])
    goes = graph.node("Cast", [graph.node("Equal", [rows, positions])], WRITE, to=_HALF)
    graph.output(WRITE, _HALF, [1, context, _TOKENS])
    written = graph.node("ReduceSum", [goes, graph.integers([2])], keepdims=1)
    left = graph.node("Sub", [graph.constant("whole", np.array(1, np.float16)), written])
    graph.node("Reshape", [left, graph.integers([1, 1, context, 1])], KEEP)
    graph.output(KEEP, _HALF, [1, 1, context, 1])
