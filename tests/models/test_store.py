import json
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.config.edit import write_user_model
from r1_assistant.domain.errors import ModelError, ModelNotInstalled, UsageError
from r1_assistant.models.importing import import_model
from r1_assistant.models.store import find_installed, installed_models, remove_model, resolve_model

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def two_models(home: Path, tiny_folder: Path) -> None:
    import_model(tiny_folder, "one")
    import_model(tiny_folder, "two")


def test_without_a_model_the_command_to_run_is_named() -> None:
    assert installed_models() == []
    with pytest.raises(ModelNotInstalled) as caught:
        resolve_model()
    assert caught.value.hint == "Run: r1-model install qwen2.5-coder-1.5b"


def test_the_only_model_is_used(tiny_folder: Path) -> None:
    assert resolve_model(import_model(tiny_folder).id).id == "tiny-onnx"
    assert resolve_model().id == "tiny-onnx"


@pytest.mark.usefixtures("two_models")
def test_who_chooses_the_model(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelNotInstalled, match="r1-model use one"):
        resolve_model()
    import_model(tiny_folder, "qwen2.5-coder-1.5b")
    assert resolve_model().id == "qwen2.5-coder-1.5b"
    write_user_model("two")
    assert resolve_model().id == "two"
    monkeypatch.setenv("R1_MODEL", "one")
    assert resolve_model().id == "one"
    assert resolve_model("two").id == "two"


@pytest.mark.parametrize(
    ("model_id", "hint"),
    [
        ("qwen2.5-coder-0.5b", "Run: r1-model install qwen2.5-coder-0.5b"),
        ("no-such-model", "r1-model list shows what there is."),
    ],
)
@pytest.mark.usefixtures("two_models")
def test_a_chosen_model_that_is_not_there_is_not_replaced_by_another(
    model_id: str, hint: str
) -> None:
    write_user_model(model_id)
    with pytest.raises(ModelNotInstalled) as caught:
        resolve_model()
    assert caught.value.hint == hint


@pytest.mark.usefixtures("two_models")
def test_a_removed_model_is_gone() -> None:
    removed = remove_model("one")
    assert not removed.home.exists()
    assert [model.id for model in installed_models()] == ["two"]
    with pytest.raises(ModelNotInstalled):
        remove_model("one")


@pytest.mark.parametrize("model_id", ["../one", "a/b", "..", ""])
def test_ids_lead_nowhere_else(model_id: str) -> None:
    for use in (find_installed, remove_model):
        with pytest.raises(UsageError):
            use(model_id)


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"format_version": 1}', "not json"])
@pytest.mark.usefixtures("two_models")
def test_a_folder_that_does_not_say_what_it_is_is_no_model(home: Path, damage: str) -> None:
    (home / "data/models/one/r1-model.json").write_text(damage, encoding="utf-8")
    assert [model.id for model in installed_models()] == ["two"]


@pytest.mark.usefixtures("two_models")
def test_values_of_the_wrong_type_make_no_model(home: Path) -> None:
    file = home / "data/models/one/r1-model.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    for name in data:
        file.write_text(json.dumps({**data, name: None}), encoding="utf-8")
        assert find_installed("one") is None, name


def test_a_linked_model_that_moved_away_is_one_sentence(tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    for path in tiny_folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    model = import_model(folder, "linked", link=True)
    assert resolve_model() == model
    assert model.folder == folder

    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match="are gone from"):
        resolve_model("linked")
    assert remove_model("linked").id == "linked"


def test_removing_a_linked_model_keeps_its_files(tiny_folder: Path) -> None:
    import_model(tiny_folder, "linked", link=True)
    remove_model("linked")
    assert (tiny_folder / "model.onnx").is_file()


def test_the_digest_tells_models_apart(tiny_folder: Path, tmp_path: Path) -> None:
    one, two = import_model(tiny_folder, "one"), import_model(tiny_folder, "two")
    assert one.digest == two.digest
    folder = tmp_path / "changed"
    folder.mkdir()
    for path in tiny_folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "model.onnx.data").open("r+b") as file:
        file.write(b"!")
    assert import_model(folder).digest != one.digest


def test_looking_for_the_model_imports_nothing_heavy() -> None:
    heavy = ["numpy", "onnx", "gguf", "rich", "urllib.request", "asyncio", "tokenizers"]
    code = (
        "import sys, r1_assistant.models.store as s, r1_assistant.models.catalog\n"
        "s.installed_models()\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
