"""A pipeline in memory, in the place of a model that onnxruntime-genai drives."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import Sampling
from r1_assistant.engine.placement import Target
from r1_assistant.engine.worker import model
from r1_assistant.engine.worker.loaded import LoadedModel
from r1_assistant.engine.worker.model import KvCache
from r1_assistant.engine.worker.pipeline.sessions import Opener
from r1_assistant.engine.worker.pipeline.stages import drivable, read_stages
from r1_assistant.engine.worker.pipeline.text import Graphs, WindowedText
from r1_assistant.engine.worker.shape import read_shape


class PipelineModel:
    """A loaded pipeline whose graphs are run here; its cache is a buffer that can be cut."""

    on_cpu = False
    """Whether rows go through the arithmetic of the CPU's kernels, with their small tiles."""
    steppable = True

    def __init__(self, folder: Path, threads: int, context_length: int, target: Target) -> None:
        """Load it, which takes seconds or, compiling, minutes; raises as `load_model` does."""
        self.shape = replace(read_shape(folder, context_length), rewinds=True)
        stages = read_stages(folder)
        opener = Opener(folder, threads, target)
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
    folder: Path, threads: int, context_length: int, target: Target, *, plain: bool = False
) -> LoadedModel:
    """Load a model with the runtime that fits it; with `plain`, leave all to onnxruntime-genai.

    Raises LoadFailed where the device may be the reason, EngineError where the files are.
    """
    if drivable(folder) and not plain:
        return PipelineModel(folder, threads, context_length, target)
    return model.load_model(folder, threads, context_length, target)
