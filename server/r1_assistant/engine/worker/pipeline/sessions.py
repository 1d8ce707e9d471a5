"""The graphs in memory: those of the layers on the NPU, the others on the CPU."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from r1_assistant.domain.errors import EngineError
from r1_assistant.engine.worker.pipeline.stages import Stage

_log = logging.getLogger(__name__)

Tensors = Mapping[str, NDArray[Any]]

PREPARED = "_ctx.onnx"
"""The end of the name of a graph that was compiled for a processor; without it, its source."""

_QUIET = 3  # errors alone: a compiled graph's warnings are of no use to a user


class Graph:
    """A stage that can be run."""

    def __init__(self, stage: Stage, session: Any) -> None:
        self._session = session
        self._outputs = list(stage.outputs)
        self.inputs = stage.inputs

    @property
    def providers(self) -> list[str]:
        """The names of the execution providers that run it, most wanted first."""
        return list(self._session.get_providers())

    def run(self, tensors: Tensors) -> dict[str, NDArray[Any]]:
        """Compute the outputs from those of the tensors that are inputs."""
        inputs = {name: tensors[name] for name in self.inputs}
        return dict(zip(self._outputs, self._session.run(self._outputs, inputs), strict=True))

    def allocate(self, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
        """Give zeros for inputs of fixed shapes."""
        wanted = {i.name: i for i in self._session.get_inputs() if i.name in names}
        return {name: np.zeros(wanted[name].shape, _kind(wanted[name].type)) for name in names}


class Opener:
    """Opens the graphs of a folder; `npu` says whether layers go to the NPU, or to the CPU too."""

    def __init__(self, folder: Path, threads: int, *, npu: bool) -> None:
        self._folder, self._threads, self._npu = folder, threads, npu

    def open(self, stage: Stage) -> Graph:
        """Load a graph; raises EngineError if it cannot be loaded."""
        if stage.options is None or not self._npu:
            return self._loaded(stage, _source(self._folder / stage.file), None)
        try:
            return self._loaded(stage, self._folder / stage.file, stage.options)
        except EngineError as error:
            # what was compiled breaks when the driver changes: its source can be compiled anew
            source = _source(self._folder / stage.file)
            if source.name == stage.file or not source.is_file():
                raise
            _log.warning("%s %s is compiled now", error, source.name)
            return self._loaded(stage, source, stage.options)

    def _loaded(self, stage: Stage, file: Path, options: dict[str, str] | None) -> Graph:
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.log_severity_level = _QUIET
        settings.intra_op_num_threads = self._threads
        if options is not None:
            add_qnn(settings, options)
        try:
            return Graph(stage, onnxruntime.InferenceSession(str(file), settings))
        except Exception as error:  # the runtime's own exceptions have no base
            reason = str(error).split("\n", 1)[0]
            raise EngineError(f"{file.name} cannot be loaded: {reason}") from error


def add_qnn(settings: Any, options: Mapping[str, str]) -> None:
    """Have a session's graph run on the Qualcomm NPU, or on its simulation, and nowhere else.

    Raises EngineError if the provider is not installed, or lists no device.
    """
    import onnxruntime

    name = register_qnn(onnxruntime)
    devices = [device for device in onnxruntime.get_ep_devices() if device.ep_name == name]
    if not devices:
        raise EngineError(
            "The provider for Qualcomm NPUs lists no device.",
            hint="Update the NPU's driver, or import the model without --device.",
        )
    settings.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
    settings.add_provider_for_devices(devices, dict(options))


def register_qnn(runtime: Any) -> str:
    """Make the provider known to a runtime, once; give its name.

    `runtime` is the module onnxruntime, or onnxruntime_genai, which each have providers of their
    own. Raises EngineError if it is not installed.
    """
    try:
        import onnxruntime_qnn
    except ImportError as error:
        raise EngineError(
            "The provider for Qualcomm NPUs is not installed.",
            hint="Run: pip install onnxruntime-qnn",
        ) from error
    name = str(onnxruntime_qnn.get_ep_name())
    if runtime.__name__ not in _registered:
        runtime.register_execution_provider_library(name, onnxruntime_qnn.get_library_path())
        _registered.add(runtime.__name__)
    return name


_registered: set[str] = set()


def _source(file: Path) -> Path:
    if file.name.endswith(PREPARED):
        return file.with_name(file.name.removesuffix(PREPARED) + ".onnx")
    return file


def _kind(name: str) -> type[np.generic]:
    """Give numpy's type for onnxruntime's name of a tensor's."""
    kinds: dict[str, type[np.generic]] = {
        "tensor(float16)": np.float16,
        "tensor(float)": np.float32,
        "tensor(uint8)": np.uint8,
        "tensor(uint16)": np.uint16,
    }
    if name not in kinds:
        raise EngineError(f"The model keeps its cache as {name}, which is not known here.")
    return kinds[name]
