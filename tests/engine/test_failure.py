"""Why a model did not load; the messages are the runtime's and its plug-ins', as they were seen."""

import pytest

from r1_assistant.engine.failure import LONGEST, cause_of, first_line


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            (
                "Failed to load from EpContext model. qnn_backend_manager.cc:1136 onnxruntime::"
                "qnn::QnnBackendManager::LoadCachedQnnContextFromBuffer Failed to create "
                "context from binary. Error code: 5005"
            ),
            "context_binary",
        ),
        ("Failed to create context from binary. Error code: 1002", "context_binary"),
        (
            (
                "Could not find an implementation for EPContext(1) node with name "
                "'QNNExecutionProvider_QNN_6418317120081008875_9_0'"
            ),
            "plugin_missing",
        ),
        ("QNN execution provider is not supported in this build. ", "plugin_missing"),
        (
            "DML provider requested, but the installed GenAI has not been built with DML support",
            "plugin_missing",
        ),
        (
            (
                "Cuda interface not available: Failed to load library: /x/libonnxruntime-genai-"
                "cuda.so: cannot open shared object file: No such file or directory"
            ),
            "plugin_missing",
        ),
        (
            (
                "Failed to register execution provider library 'X'. Error loading \"/x.so\": "
                "/x.so: cannot open shared object file: No such file or directory The required "
                "hardware or driver may be unavailable (for example, a GPU that has been removed)."
            ),
            "plugin_broken",
        ),
        (
            (
                "Failed to get symbol CreateEpFactories with error: /x.so: undefined symbol: "
                "CreateEpFactories"
            ),
            "plugin_broken",
        ),
        (
            (
                "No devices matched the filtering criteria specified in provider options. Filter "
                "criteria: hardware_device_type=2. Available devices:"
            ),
            "no_device",
        ),
        ("Failed to get a WebGPU adapter: No supported adapters", "no_device"),
        (
            (
                "/onnxruntime_src/onnxruntime/core/session/plugin_ep/ep_plugin_provider_interfaces.cc"
                ":393 [ONNXRuntimeError] : 1 : FAIL : Could not determine default backend path for "
                "device"
            ),
            "no_device",
        ),
        ("CUDA failure 35: CUDA driver version is insufficient for CUDA runtime", "driver"),
        ("NPU crashed. SSR detected. Recovery not supported", "driver"),
        ("std::bad_alloc", "memory"),
        ("CUDA failure 2: out of memory", "memory"),
        ("Failed to allocate memory for requested buffer of size 1167065088", "memory"),
        ("L0 zeContextCreate: ZE_RESULT_ERROR_OUT_OF_DEVICE_MEMORY, code 0x70000003", "memory"),
        ("[json.exception.parse_error.101] parse error at line 1", "other"),
        ("", "other"),
    ],
)
def test_causes(message: str, cause: str) -> None:
    assert cause_of(message) == cause


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("\n one \n two", "one"),
        (
            "[ONNXRuntimeError] : 1 : FAIL : Failed to load library /x.so",
            "Failed to load library /x.so",
        ),
        ("/a/b.cc:3 void f() [ONNXRuntimeError] : 1 : FAIL : No backend\n\n", "No backend"),
        ("x" * 999, "x" * LONGEST),
    ],
)
def test_the_telling_line(message: str, line: str) -> None:
    assert first_line(RuntimeError(message)) == line


def test_an_error_without_a_message_has_its_name() -> None:
    assert first_line(MemoryError()) == "MemoryError"
