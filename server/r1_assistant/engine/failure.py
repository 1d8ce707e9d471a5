"""Why a model could not be loaded on a device, told from what the runtime says."""

import re
from collections.abc import Sequence

from r1_assistant.domain.errors import Cause

LONGEST = 300
"""Characters of a runtime's message that are passed on."""

_SIGNS: Sequence[tuple[Cause, str]] = (
    # QNN, of a graph that was compiled for another driver or chip, with codes 1002, 5000, 5005
    ("context_binary", r"create context from binary|LoadCachedQnnContextFromBuffer"),
    # OpenVINO and VitisAI say so of a compiled model
    ("context_binary", r"import.{0,40}(compiled model|blob)|blob.{0,40}(version|incompatible)"),
    ("context_binary", r"context binary.{0,60}(version|incompatible|unsupported|not supported)"),
    ("memory", r"bad_alloc|out of memory|OUT_?OF_?(HOST_|DEVICE_)?MEMORY|8007000E|0x70000002"),
    ("memory", r"failed to (allocate|map) .{0,80}(memory|buffer)|cudaErrorMemoryAllocation"),
    ("plugin_missing", r"could not find an implementation for EPContext"),
    ("plugin_missing", r"not (supported|enabled) in this build|has not been built with"),
    ("plugin_missing", r"interface not available: Failed to load library"),
    (
        "plugin_broken",
        r"Failed to register execution provider|Error loading|Failed to load library",
    ),
    ("plugin_broken", r"Failed to get symbol|cannot open shared object|LoadLibrary failed"),
    ("no_device", r"no .{0,40}devices? (matched|found|available)|Failed to get a WebGPU adapter"),
    ("no_device", r"default backend path for device|no CUDA-capable device|device_type.{0,20}NPU"),
    ("driver", r"driver version is insufficient|driver.{0,40}(too old|not supported|update)"),
    (
        "driver",
        r"Failed to (create|load).{0,20}(transport|device).{0,10}(layer|driver)|SSR detected",
    ),
)
"""The first pattern that is found tells; words of onnxruntime 1.32 and its plug-ins."""


def cause_of(message: str) -> Cause:
    """Tell the cause from a runtime's message; `other` if nothing in it is known."""
    for cause, pattern in _SIGNS:
        if re.search(pattern, message, re.IGNORECASE | re.DOTALL):
            return cause
    return "other"


def first_line(error: object) -> str:
    """Give the telling line of a runtime's message, which may begin with the name of a source."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    _, found, rest = text.partition("[ONNXRuntimeError] : ")
    text = re.sub(r"^\d+ : \w+ : ", "", rest) if found else text
    return text[:LONGEST]
