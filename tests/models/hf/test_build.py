"""Building from a Hugging Face folder: all but the model builder itself."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.cli import model as cli
from r1_assistant.domain.errors import ImportFormatError, ModelError, R1Error, UsageError
from r1_assistant.models.hf import build_hf, builder
from r1_assistant.models.hf.build_hf import build_model
from r1_assistant.models.hf.options import recipe
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.store import find_installed, installed_models

pytestmark = pytest.mark.usefixtures("home")

QWEN = {"architectures": ["Qwen2ForCausalLM"], "num_hidden_layers": 2}

BUILDER = """
import shutil, sys
print("Valid precision + execution provider combinations are: many")
for layer in (0, 1):
    print(f"Reading layer {layer}")
arguments = dict(zip(sys.argv[1:9:2], sys.argv[2:10:2]))
shutil.copytree(TINY, arguments["-o"])
print("\\rSaving model.layers.0:  50%|#####     | 1/2", end="", file=sys.stderr)
print("\\rSaving model.layers.1: 100%|##########| 2/2", file=sys.stderr)
"""
COMPARE = """
import json
print("Loading weights: 100%|")
print(json.dumps({"tokens": 64, "alike": ALIKE, "difference": 0.6}))
"""
FAILING = """
import sys
sys.exit("RuntimeError: no kernel")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return hugging_face_folder(tmp_path / "DeepSeek-R1-Distill-Qwen-1.5B")


def hugging_face_folder(folder: Path, **config: object) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({**QWEN, **config}), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(bytes(1000))
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def stand_ins(
    tmp_path: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], None]:
    """Put other programs in place of the builder and of the comparison."""

    def put(build: str = BUILDER, compare: str = COMPARE.replace("ALIKE", "60")) -> None:
        modules = tmp_path / "modules"
        modules.mkdir()
        text = build.replace("TINY", repr(str(tiny_folder)))
        (modules / "a_builder.py").write_text(text, encoding="utf-8")
        (modules / "a_comparison.py").write_text(compare, encoding="utf-8")
        path = os.pathsep.join(filter(None, (str(modules), os.environ.get("PYTHONPATH"))))
        monkeypatch.setenv("PYTHONPATH", path)
        monkeypatch.setattr(builder, "MODULE", "a_builder")
        monkeypatch.setattr(build_hf, "COMPARE", "a_comparison")
        monkeypatch.setattr(builder, "NEEDED", ())

    return put


def test_a_folder_is_built_compared_and_installed(
    folder: Path, stand_ins: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    stand_ins()
    before = sorted(path.stat().st_mtime_ns for path in [folder, *folder.iterdir()])
    assert cli.run(["build", str(folder)]) == 0
    shown = capsys.readouterr()
    assert "60 of 64 next tokens alike, logits differ by 0.600 standard deviations" in shown.out
    assert "Converting: 150 bytes of 1 kB" in shown.err
    assert "Converting: 850 bytes of 1 kB" in shown.err
    model = find_installed("deepseek-r1-distill-qwen-1.5b")
    assert model is not None
    assert model.title == "DeepSeek-R1-Distill-Qwen-1.5B"
    assert model.folder == model.home
    manifest = read_manifest(model.home)
    assert manifest is not None
    assert manifest.source.startswith(f"built from {folder} by onnxruntime-genai for cpu; compared")
    assert (model.folder / "model.onnx.data").is_file()
    assert sorted(path.stat().st_mtime_ns for path in [folder, *folder.iterdir()]) == before
    with pytest.raises(UsageError, match="There is a model"):
        cli.run(["build", str(folder)])


def test_a_result_that_is_another_model_is_not_installed(
    folder: Path, stand_ins: Callable[..., None]
) -> None:
    stand_ins(compare=COMPARE.replace("ALIKE", "20"))
    with pytest.raises(ModelError, match="is not its original") as caught:
        build_model(folder, recipe("cpu"))
    assert "20 of 64" in str(caught.value)
    assert installed_models() == []


def test_a_builder_that_fails_is_one_sentence_and_a_log(
    folder: Path, stand_ins: Callable[..., None]
) -> None:
    stand_ins(build=FAILING)
    with pytest.raises(ModelError, match=r"failed \(RuntimeError: no kernel\)") as caught:
        build_model(folder, recipe("cpu"))
    log = Path(caught.value.hint.removeprefix("Details are in ").removesuffix("."))
    assert "no kernel" in log.read_text(encoding="utf-8")
    assert installed_models() == []


def test_a_graph_for_a_gpu_may_be_beyond_comparison(
    folder: Path, stand_ins: Callable[..., None]
) -> None:
    stand_ins(compare=FAILING)
    with pytest.raises(ModelError, match="no kernel"):
        build_model(folder, recipe("cpu"))
    model, verdict = build_model(folder, recipe("gpu", "webgpu"), "mine")
    assert model.id == "mine"
    assert verdict == "not compared with the original: its graph runs on the GPU alone"


def test_a_model_in_the_hubs_cache_is_named_by_its_repository(tmp_path: Path) -> None:
    cache = tmp_path / "hub" / "models--deepseek-ai--DeepSeek-R1-Distill-Qwen-7B"
    folder = hugging_face_folder(cache / "snapshots" / "c0ffee")
    assert build_hf._title(folder) == "DeepSeek-R1-Distill-Qwen-7B"


def test_without_the_extra_there_is_one_sentence_with_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "NEEDED", ("torch_of_nobody", "json"))
    with pytest.raises(ModelError, match="not installed: torch_of_nobody") as caught:
        cli.run(["build", str(folder)])
    assert caught.value.hint == 'Run: pip install "r1-assistant[build]"'


@pytest.mark.parametrize(
    ("config", "missing", "sentence"),
    [
        ({}, "config.json", "has no config.json"),
        ({}, "model.safetensors", "has no weights"),
        ({}, "tokenizer.json", "lacks tokenizer.json"),
        ({"architectures": ["GemmaForCausalLM"]}, "", "not of the Qwen2 and Llama families"),
        ({"architectures": None}, "", "not of the Qwen2 and Llama families"),
        ({"quantization_config": {"quant_method": "awq"}}, "", "quantised already"),
    ],
)
def test_what_cannot_be_built_is_refused_at_once(
    tmp_path: Path, config: dict[str, object], missing: str, sentence: str
) -> None:
    folder = hugging_face_folder(tmp_path / "model", **config)
    if missing:
        (folder / missing).unlink()
    with pytest.raises(ImportFormatError, match=sentence):
        cli.run(["build", str(folder)])


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(R1Error, match=r"has no config\.json"):
        cli.run(["build", str(tmp_path / "nothing")])


def test_a_context_beyond_use_is_bounded(tmp_path: Path, tiny_folder: Path) -> None:
    file = tmp_path / "genai_config.json"
    shutil.copy(tiny_folder / file.name, file)
    config = json.loads(file.read_text(encoding="utf-8"))
    config["model"]["context_length"] = config["search"]["max_length"] = 131_072
    file.write_text(json.dumps(config), encoding="utf-8")
    builder._bound_context(file)
    bounded = json.loads(file.read_text(encoding="utf-8"))
    assert bounded["model"]["context_length"] == bounded["search"]["max_length"] == 32_768
