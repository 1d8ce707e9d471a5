from pathlib import Path

import pytest

from r1_assistant.domain.errors import ImportFormatError, UsageError
from r1_assistant.models.build import LINK_FROM, NpuImport
from r1_assistant.models.importing import import_model
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.progress import Stage
from r1_assistant.models.store import installed_models
from support.tiny_gguf import write_tiny_gguf

pytestmark = pytest.mark.usefixtures("home")


def test_a_gguf_is_imported_under_its_file_name(tmp_path: Path) -> None:
    model = import_model(write_tiny_gguf(tmp_path / "Some.Model-Q8_0.gguf"))
    assert model.id == "some.model-q8_0"
    assert model.title == "Tiny Test 1K"
    assert (model.folder / "model.onnx").is_file()
    manifest = read_manifest(model.home)
    assert manifest is not None
    assert len(manifest.source_sha256) == 64


def test_a_blob_without_a_telling_name_is_imported_under_the_models_own(tmp_path: Path) -> None:
    blob = write_tiny_gguf(tmp_path / ("sha256-" + "ab" * 32))
    assert import_model(blob).id == "tiny-test-1k"
    with pytest.raises(UsageError, match="There is a model tiny-test-1k already"):
        import_model(blob)
    assert import_model(blob, "other").id == "other"


def test_a_folder_is_imported_with_its_sub_folders(tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Their Model"
    (folder / "part").mkdir(parents=True)
    for path in tiny_folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "part" / "weights.bin").write_bytes(bytes(LINK_FROM))
    model = import_model(folder)
    assert model.id == "their-model"
    copied = model.folder / "part" / "weights.bin"
    assert copied.read_bytes() == bytes(LINK_FROM)
    assert (model.folder / "genai_config.json").stat().st_nlink == 1


@pytest.mark.parametrize(
    ("template", "reasoning"), [("<think>\\n{{ x }}", True), ("{{ x }}", False)]
)
def test_what_a_folder_says_of_itself(
    tiny_folder: Path, tmp_path: Path, template: str, reasoning: bool
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for path in tiny_folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "chat_template.jinja").write_text(template, encoding="utf-8")
    with (folder / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write('"<|fim_prefix|>"')
    model = import_model(folder)
    assert (model.reasoning, model.fill_in_the_middle) == (reasoning, not reasoning)
    assert model.context_length == 128


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "model.gguf"
    text.write_text("no model", encoding="utf-8")
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(write_tiny_gguf(tmp_path / "whole.gguf").read_bytes()[:5000])
    for path in (text, tmp_path, cut, tmp_path / "nothing"):
        with pytest.raises(ImportFormatError):
            import_model(path)
    assert installed_models() == []


@pytest.mark.parametrize("config", ["", "[]", "{}", '{"model": {}}', '{"model": {"decoder": 1}}'])
def test_a_folder_with_an_unusable_config_is_refused(tmp_path: Path, config: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "genai_config.json").write_text(config, encoding="utf-8")
    with pytest.raises(ImportFormatError, match="genai_config"):
        import_model(folder)
    assert installed_models() == []


def test_a_folder_without_its_graph_is_refused(tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    config = (tiny_folder / "genai_config.json").read_bytes()
    (folder / "genai_config.json").write_bytes(config)
    with pytest.raises(ImportFormatError, match=r"lacks the file model\.onnx"):
        import_model(folder)


def test_a_gguf_cannot_be_linked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--link"):
        import_model(write_tiny_gguf(tmp_path / "a.gguf"), link=True)


def test_a_gguf_becomes_graphs_for_an_npu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("r1_assistant.models.npu.prepare.PACKAGE", "no_such_package")
    stages: list[Stage] = []
    file = write_tiny_gguf(tmp_path / "a.gguf")
    model = import_model(file, "", lambda stage, *_: stages.append(stage), npu=NpuImport(128))
    assert (model.id, model.device, model.context_length) == ("a-npu", "npu", 128)
    assert {"prompt.onnx", "token.onnx"} <= {path.name for path in model.folder.iterdir()}
    assert list(dict.fromkeys(stages)) == [Stage.CONVERTING, Stage.CHECKING]
    assert import_model(file).id == "a"  # both can be there


def test_only_a_gguf_becomes_graphs_for_an_npu(tiny_folder: Path) -> None:
    with pytest.raises(UsageError, match="Only a GGUF file"):
        import_model(tiny_folder, npu=NpuImport())
