"""The graphs in memory: those of the layers on the NPU, the others on the CPU."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from r1_assistant.domain.errors import EngineError, LoadFailed
from r1_assistant.engine.failure import cause_of, first_line
from r1_assistant.engine.placement import Target
from r1_assistant.engine.worker.pipeline.stages import Stage
from r1_assistant.engine.worker.windows_ml import library_of

_log = logging.getLogger(__name__)

Tensors = Mapping[str, NDArray[Any]]

QNN = "QNNExecutionProvider"

PREPARED = "_ctx.onnx"
"""The end of the name of a graph that was compiled for a processor; without it, its source."""

_QUIET = 3  # errors alone: a compiled graph's warnings are of no use to a user


class Graph:
    """A stage that can be run."""

    def __init__(self, stage: Stage, session: Any) -> None:
        self._session = session
        self._outputs = list(stage.outputs)
        self.inputs = stage.inputs
        _log.info("%s runs on %s", stage.file, self.providers[0])

    @property
    def providers(self) -> list[str]:
        """The names of the execution providers that run it, most wanted first."""
        return list(self._session.get_providers())

    def run(self, tensors: Tensors) -> dict[str, NDArray[Any]]:
        """Compute the outputs from those of the tensors that are inputs."""
        inputs = {name: tensors[name] for name in self.inputs}
        return dict(zip(self._outputs, self._session.run(self._outputs, inputs), strict=True))

    def allocate(self, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
        """Give zeros, as halves, for inputs of fixed shapes."""
        shapes = {each.name: each.shape for each in self._session.get_inputs()}
        return {name: np.zeros(shapes[name], np.float16) for name in names}


class Opener:
    """Opens the graphs of a folder; those of the layers on the target, if that is no CPU."""

    def __init__(self, folder: Path, threads: int, target: Target) -> None:
        self._folder, self._threads, self._target = folder, threads, target

    def open(self, stage: Stage) -> Graph:
        """Load a graph.

        Raises LoadFailed where the device may be the reason, EngineError where the file is.
        """
        file = self._folder / stage.file
        source = _source(file)
        if stage.options is None or self._target.device == "cpu":
            return Graph(stage, self._session(source))
        options = stage.options | dict(self._target.options)
        try:
            return Graph(stage, self._session_on_npu(file, options))
        except LoadFailed as error:
            # what was compiled breaks when the driver changes: its source can be compiled anew
            if source == file or not source.is_file():
                raise
            _log.warning("%s %s is compiled now", error, source.name)
            return Graph(stage, self._session_on_npu(source, options))

    def _session(self, file: Path) -> Any:
        import onnxruntime

        try:
            return onnxruntime.InferenceSession(str(file), self._settings())
        except Exception as error:  # the runtime's own exceptions have no base
            raise EngineError(f"{file.name} cannot be loaded: {first_line(error)}") from error

    def _session_on_npu(self, file: Path, options: Mapping[str, str]) -> Any:
        import onnxruntime

        settings = self._settings()
        add_qnn(settings, self._target, options)
        try:
            return onnxruntime.InferenceSession(str(file), settings)
        except Exception as error:
            message = f"{file.name} cannot be loaded: {first_line(error)}"
            raise LoadFailed(message, cause=cause_of(str(error))) from error

    def _settings(self) -> Any:
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.log_severity_level = _QUIET
        settings.intra_op_num_threads = self._threads
        return settings


def add_qnn(settings: Any, target: Target, options: Mapping[str, str]) -> None:
    """Have a session's graph run on the Qualcomm NPU, or on its simulation, and nowhere else.

    Raises LoadFailed if the provider is not installed, or lists no device.
    """
    import onnxruntime

    _register(target)
    devices = [device for device in onnxruntime.get_ep_devices() if device.ep_name == QNN]
    if not devices:
        raise LoadFailed("The provider for Qualcomm NPUs lists no device.", cause="no_device")
    chosen = dict(options)
    if "backend_path" in chosen:  # which says the same more exactly; both together are refused
        chosen.pop("backend_type", None)
    settings.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
    settings.add_provider_for_devices(devices, chosen)


def _register(target: Target) -> None:
    """Make the provider known to the runtime, once in a process."""
    import onnxruntime

    if any(device.ep_name == QNN for device in onnxruntime.get_ep_devices()):
        return
    library = library_of(QNN) if target.windows_ml else target.library
    if not library:
        raise LoadFailed(
            "The provider for Qualcomm NPUs is not installed.",
            hint="Run: pip install onnxruntime-qnn",
            cause="plugin_missing",
        )
    try:
        onnxruntime.register_execution_provider_library(QNN, library)
    except Exception as error:
        raise LoadFailed(first_line(error), cause="plugin_broken") from error


def _source(file: Path) -> Path:
    if file.name.endswith(PREPARED):
        return file.with_name(file.name.removesuffix(PREPARED) + ".onnx")
    return file
