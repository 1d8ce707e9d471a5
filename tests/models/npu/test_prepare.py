from pathlib import Path

import onnx
import pytest

from r1_assistant.models.npu import prepare
from r1_assistant.models.npu.prepare import is_prepared


def test_the_layers_are_compiled(small_model_for_npu: Path) -> None:
    assert is_prepared(small_model_for_npu)
    for name in ("prompt", "token"):
        graph = onnx.load(small_model_for_npu / f"{name}_ctx.onnx").graph
        assert [node.op_type for node in graph.node] == ["EPContext"]
        assert graph.node[0].domain == "com.microsoft"
    config = (small_model_for_npu / "genai_config.json").read_text(encoding="utf-8")
    assert '"prompt_ctx.onnx"' in config


def test_without_the_package_nothing_is_compiled(graphs_for_npu: Path) -> None:
    assert not is_prepared(graphs_for_npu)
    config = (graphs_for_npu / "genai_config.json").read_text(encoding="utf-8")
    assert '"prompt.onnx"' in config


def test_what_cannot_be_compiled_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "PACKAGE", "json")  # there is a package, whichever
    (tmp_path / "npu.onnx.data").write_bytes(b"")
    (tmp_path / "prompt.onnx").write_bytes(b"no graph")
    (tmp_path / "prompt_ctx.onnx").write_bytes(b"half of a result")
    assert not prepare.prepare(tmp_path, lambda done, total: None)
    assert not list(tmp_path.glob("*_ctx*"))
