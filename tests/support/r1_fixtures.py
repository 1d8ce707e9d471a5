"""A stand-in for DeepSeek-R1-Distill-Qwen, imported once."""

import json
from pathlib import Path

import pytest

from r1_assistant.models.importing import import_model
from r1_assistant.models.store import InstalledModel
from support.stand_in import R1, R1_NEWER, R1_OLDER
from support.stand_in_files import write_gguf


@pytest.fixture(scope="session")
def r1_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An R1_HOME in which the stand-in is the only model, imported from its GGUF file."""
    folder = tmp_path_factory.mktemp("r1")
    file = write_gguf(folder / "DeepSeek-R1-Stand-in-F16.gguf", R1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("R1_HOME", str(folder / "home"))
        import_model(file, "r1")
    file.unlink()
    return folder / "home"


@pytest.fixture
def r1_model(r1_home: Path, monkeypatch: pytest.MonkeyPatch) -> InstalledModel:
    """The stand-in, installed."""
    from r1_assistant.models.store import resolve_model

    monkeypatch.setenv("R1_HOME", str(r1_home))
    monkeypatch.delenv("R1_MODEL", raising=False)
    return resolve_model()


@pytest.fixture(scope="session")
def older_r1_folder(r1_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in with the older chat form, which does not open the thought; for reading only."""
    folder = tmp_path_factory.mktemp("older") / "r1-older"
    folder.mkdir()
    for path in (r1_home / "data" / "models" / "r1").iterdir():
        (folder / path.name).hardlink_to(path)
    config = folder / "tokenizer_config.json"
    fields = json.loads(config.read_text(encoding="utf-8"))
    assert fields["chat_template"] == R1_NEWER
    config.unlink()  # it is the other folder's, too
    config.write_text(json.dumps(fields | {"chat_template": R1_OLDER}), encoding="utf-8")
    return folder
