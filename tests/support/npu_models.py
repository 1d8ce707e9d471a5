"""Fixtures around models for NPUs; those that need QNN skip a test where it is not installed."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from r1_assistant.models import gguf
from r1_assistant.models.npu import import_for_npu, prepare
from support.small_gguf import write_small_gguf

NPU_CONTEXT = 192


@pytest.fixture(scope="session")
def small_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small GGUF of Qwen2's shape; for reading only."""
    return write_small_gguf(tmp_path_factory.mktemp("small") / "small.gguf")


@pytest.fixture(scope="session")
def graphs_for_npu(small_gguf: Path) -> Path:
    """The small model as graphs that nobody compiled."""
    folder = small_gguf.parent / "graphs"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepare, "PACKAGE", "no_such_package")
        import_for_npu(small_gguf, folder, context=NPU_CONTEXT)
    return folder


@pytest.fixture(scope="session")
def small_model_for_npu(small_gguf: Path) -> Path:
    """The small model, compiled for the NPU."""
    if find_spec("onnxruntime_qnn") is None:
        pytest.skip("onnxruntime-qnn is not installed")
    folder = small_gguf.parent / "compiled"
    folder.mkdir()
    import_for_npu(small_gguf, folder, context=NPU_CONTEXT)
    return folder


@pytest.fixture(scope="session")
def small_model_for_cpu(small_gguf: Path) -> Path:
    """The small model as it is usually imported."""
    folder = small_gguf.parent / "cpu"
    folder.mkdir()
    gguf.import_gguf(small_gguf, folder)
    return folder
