"""From a GGUF file to a folder that onnxruntime-genai loads."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import onnx

from r1_assistant.models.gguf.folder import context_length, genai_config
from r1_assistant.models.gguf.graph import DecoderGraph
from r1_assistant.models.gguf.linear import MatrixWriter
from r1_assistant.models.gguf.source import GgufSource, check_tensors
from r1_assistant.models.gguf.tokenizer import build_tokenizer, tokenizer_config
from r1_assistant.models.gguf.weights import WeightsFile

Progress = Callable[[int, int], None]


def import_gguf(source: Path, target: Path, *, progress: Progress | None = None) -> None:
    """Convert the GGUF file `source` into the existing empty folder `target`.

    `progress` is called with the bytes of weights that are done, and in all.

    Raises:
        ImportFormatError: the file is not a GGUF that can be converted; `target` is then partial.
        OSError: a file cannot be read or written.
    """
    gguf = GgufSource(source)
    check_tensors(gguf)
    build_tokenizer(gguf).save(str(target / "tokenizer.json"))
    _write_json(target / "tokenizer_config.json", tokenizer_config(gguf))
    _write_json(target / "genai_config.json", genai_config(gguf))
    with (
        WeightsFile(target / "model.onnx.data") as weights,
        closing(MatrixWriter(gguf, weights, _counter(gguf, progress))) as matrices,
    ):
        model = DecoderGraph(gguf, matrices, context_length(gguf)).build()
    onnx.save(model, target / "model.onnx")


def _counter(gguf: GgufSource, progress: Progress | None) -> Callable[[int], None]:
    total = sum(t.size for t in gguf.tensors.values() if t.rows > 1)
    done = 0

    def count(size: int) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress(done, total)

    return count


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
