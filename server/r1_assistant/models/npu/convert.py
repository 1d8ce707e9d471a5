"""From a GGUF file to a folder of graphs for an NPU."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import onnx

from r1_assistant.domain.errors import UsageError
from r1_assistant.models.files import need_space
from r1_assistant.models.gguf.linear import MatrixWriter
from r1_assistant.models.gguf.source import GgufSource, check_tensors
from r1_assistant.models.gguf.tokenizer import build_tokenizer, tokenizer_config
from r1_assistant.models.gguf.weights import WeightsFile
from r1_assistant.models.npu.config import genai_config
from r1_assistant.models.npu.ends import embeddings_graph, head_graph, write_ends
from r1_assistant.models.npu.form import CONTEXT, EMBEDDINGS, HEAD, PROMPT, TOKEN, WINDOW, Form
from r1_assistant.models.npu.layers import LayersGraph
from r1_assistant.models.npu.prepare import prepare
from r1_assistant.models.npu.weights import write_layers

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def import_for_npu(
    source: Path,
    target: Path,
    *,
    context: int = CONTEXT,
    progress: Progress = _silent,
    compiling: Progress = _silent,
) -> None:
    """Convert the GGUF file `source` into graphs with a cache of `context` tokens.

    Where QNN is installed, the layers' graphs are compiled too. `target` is an existing empty
    folder; `progress` and `compiling` are called with the bytes of weights that are converted or
    compiled, and in all.

    Raises:
        ImportFormatError: the file is not a GGUF that can be converted; `target` is then partial.
        UsageError: a cache of that size does not fit the model, or the window.
        OSError: a file cannot be read or written.
    """
    gguf = GgufSource(source)
    check_tensors(gguf)
    form = Form(gguf.architecture, _checked(context, gguf))
    need_space(target, _size(gguf))
    build_tokenizer(gguf).save(str(target / "tokenizer.json"))
    _write_json(target / "tokenizer_config.json", tokenizer_config(gguf))
    count = _counter(gguf, progress)
    _write_cpu_stages(gguf, form, target, count)
    _write_npu_stages(gguf, form, target, count)
    prepared = prepare(target, compiling)
    _write_json(target / "genai_config.json", genai_config(gguf, form, prepared=prepared))


def _write_cpu_stages(
    gguf: GgufSource, form: Form, target: Path, count: Callable[[int], None]
) -> None:
    with (
        WeightsFile(target / "cpu.onnx.data") as weights,
        closing(MatrixWriter(gguf, weights, count)) as matrices,
    ):
        table, head = write_ends(gguf, form, matrices)
    for name, graph in (
        (EMBEDDINGS, embeddings_graph(form, table)),
        (HEAD, head_graph(form, head)),
    ):
        onnx.save(graph.model(weights.initializers), target / f"{name}.onnx")


def _write_npu_stages(
    gguf: GgufSource, form: Form, target: Path, count: Callable[[int], None]
) -> None:
    with WeightsFile(target / "npu.onnx.data") as weights:
        biased = write_layers(gguf, weights, count)
    for name, tokens in ((PROMPT, WINDOW), (TOKEN, 1)):
        graph = LayersGraph(form, tokens, biased).build()
        onnx.save(graph.model(weights.initializers), target / f"{name}.onnx")


def _size(gguf: GgufSource) -> int:
    """Give the bytes that the folder will take: halves, and compiled for two graphs."""
    return sum(2 * t.rows * t.columns for t in gguf.tensors.values()) * 3


def _checked(context: int, gguf: GgufSource) -> int:
    longest = gguf.architecture.context_length
    if context % WINDOW or not 2 * WINDOW <= context <= longest:
        raise UsageError(
            f"A context of {context} tokens does not fit: the graphs read {WINDOW} at once, and"
            f" the model was trained for {longest}.",
            hint=f"Choose a multiple of {WINDOW}, from {2 * WINDOW} on, with --context.",
        )
    return context


def _counter(gguf: GgufSource, progress: Progress) -> Callable[[int], None]:
    total = sum(t.size for t in gguf.tensors.values() if t.rows > 1)
    done = 0

    def count(size: int) -> None:
        nonlocal done
        done += size
        progress(done, total)

    return count


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
