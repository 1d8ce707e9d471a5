"""Compiles one graph for the NPU: `python -P -m r1_assistant.models.npu.compiler GRAPH`.

https://onnxruntime.ai/docs/execution-providers/EP-Context-Design.html
"""

import sys
from pathlib import Path

from r1_assistant.models.npu.config import PROVIDER_OPTIONS
from r1_assistant.models.npu.prepare import target_of


def compile_graph(graph: Path) -> None:
    """Compile a graph, in this process; raises what the runtime raises."""
    import onnxruntime
    import onnxruntime_qnn

    name = onnxruntime_qnn.get_ep_name()
    onnxruntime.register_execution_provider_library(name, onnxruntime_qnn.get_library_path())
    devices = [device for device in onnxruntime.get_ep_devices() if device.ep_name == name]
    settings = onnxruntime.SessionOptions()
    entries = {
        "session.disable_cpu_ep_fallback": "1",
        "ep.context_enable": "1",
        "ep.context_embed_mode": "0",
        "ep.context_file_path": str(target_of(graph)),
    }
    for key, value in entries.items():
        settings.add_session_config_entry(key, value)
    settings.add_provider_for_devices(devices, PROVIDER_OPTIONS)
    onnxruntime.InferenceSession(str(graph), settings)


if __name__ == "__main__":
    compile_graph(Path(sys.argv[1]))
