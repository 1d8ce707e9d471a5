"""A pipeline in memory, in the place of a model that onnxruntime-genai drives."""

from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import Sampling
from r1_assistant.engine.worker.loaded import LoadedModel
from r1_assistant.engine.worker.model import KvCache, Model, read_shape
from r1_assistant.engine.worker.pipeline.sessions import Opener, register_qnn
from r1_assistant.engine.worker.pipeline.stages import TYPE, drivable, read_stages
from r1_assistant.engine.worker.pipeline.text import Graphs, WindowedText


class PipelineModel:
    """A loaded pipeline whose graphs are run here; its cache is a buffer that can be cut."""

    on_cpu = False
    """Whether rows go through the arithmetic of the CPU's kernels, with their small tiles."""
    steppable = True

    def __init__(self, folder: Path, threads: int, context_length: int, *, npu: bool) -> None:
        """Load it, which takes seconds or, compiling, minutes; raises EngineError if it cannot."""
        self.shape = read_shape(folder, context_length)
        stages = read_stages(folder)
        opener = Opener(folder, threads, npu=npu)
        self._graphs = Graphs(
            stages,
            opener.open(stages.embeddings),
            opener.open(stages.prompt),
            opener.open(stages.token),
            opener.open(stages.head),
        )

    def open(self, capacity: int) -> KvCache:
        """Begin a text; its cache is always as large as the graphs are made for."""
        return KvCache(WindowedText(self._graphs), self._graphs.stages.context)

    def open_plain(self, capacity: int, sampling: Sampling, grammar: str | None) -> Any:
        """Refuse: tokens are always chosen by the worker here."""
        raise EngineError("This model's tokens are chosen by the worker.")


def load_model(
    folder: Path, threads: int, context_length: int, device: str = "npu", *, plain: bool = False
) -> LoadedModel:
    """Load a model with the runtime that fits it.

    Args:
        folder: where its genai_config.json is.
        threads: for what the CPU computes.
        context_length: bounds what the model says, in tokens.
        device: "cpu" keeps a pipeline made for an NPU on the CPU, which is slow but always works.
        plain: leave all to onnxruntime-genai.

    Raises:
        EngineError: it cannot be loaded.
    """
    if not plain and drivable(folder):
        return PipelineModel(folder, threads, context_length, npu=device != "cpu")
    if read_shape(folder, context_length).type == TYPE and "qnn" in _config(folder).lower():
        import onnxruntime_genai

        register_qnn(onnxruntime_genai)
    return Model(folder, threads, context_length)


def _config(folder: Path) -> str:
    return (folder / "genai_config.json").read_text("utf-8")
