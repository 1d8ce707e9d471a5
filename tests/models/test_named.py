"""Names of models: as `r1-model list` shows them, as their programs call them, and of families."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.cli import model as cli
from r1_assistant.config.settings import user_model
from r1_assistant.domain.errors import ModelNotInstalled, UsageError
from r1_assistant.models.devices import plugins
from r1_assistant.models.named import found_named, installed_named, offered_named
from r1_assistant.models.store import find_installed, installed_models, resolve_model
from support.device_models import ALL, configuration, install
from support.tiny_gguf import write_tiny_gguf

FAMILY = "deepseek-r1-distill-qwen-1.5b"

pytestmark = pytest.mark.usefixtures("home")
Call = Callable[..., str]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> str:
        assert cli.run(list(arguments)) == 0
        return capsys.readouterr().out

    return call


@pytest.fixture
def user(tmp_path: Path) -> Path:
    return tmp_path / "user"


@pytest.fixture
def aitk(user: Path, tiny_folder: Path) -> Callable[[str, str], Path]:
    """Puts models into AI Toolkit's folder, built for a provider."""

    def put(name: str, provider: str) -> Path:
        folder = user / ".aitk" / "models" / "microsoft" / name
        shutil.copytree(tiny_folder, folder)
        config = json.loads((folder / "genai_config.json").read_text("utf-8"))
        session = configuration(provider)["model"]["decoder"]["session_options"]
        config["model"]["decoder"]["session_options"] = session
        (folder / "genai_config.json").write_text(json.dumps(config))
        return folder

    return put


@pytest.fixture
def of_lm_studio(user: Path) -> Path:
    folder = user / ".lmstudio" / "models" / "org" / "repo"
    folder.mkdir(parents=True)
    return write_tiny_gguf(folder / "Tiny-Chat.gguf")


@pytest.fixture
def of_ollama(user: Path, tmp_path: Path) -> Path:
    models = user / ".ollama" / "models"
    (models / "blobs").mkdir(parents=True)
    blob = write_tiny_gguf(tmp_path / "a.gguf").rename(models / "blobs" / "sha256-ab")
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:ab"}
    manifest = models / "manifests" / "registry" / "library" / "deepseek-r1" / "1.5b"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"layers": [layer]}))
    return blob


@pytest.fixture
def of_the_hub(user: Path, tiny_folder: Path) -> Path:
    repository = user / ".cache" / "huggingface" / "hub" / "models--someone--Small-ONNX"
    shutil.copytree(tiny_folder, repository / "snapshots" / "c0ffee" / "cpu")
    return repository / "snapshots" / "c0ffee" / "cpu"


@pytest.fixture
def all_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "plugins", lambda: ALL)


@pytest.mark.usefixtures("all_plugins")
def test_of_several_installed_builds_the_best_that_can_run_is_used(call: Call) -> None:
    install("deepseek-r1-1.5b", "cpu")
    install("deepseek-r1-1.5b-npu", "npu", "VitisAI")  # its plug-in is not installed
    install("deepseek-r1-1.5b-gpu", "gpu", "WebGPU")
    ids = [model.id for model in installed_named(FAMILY)]
    assert ids == ["deepseek-r1-1.5b-gpu", "deepseek-r1-1.5b", "deepseek-r1-1.5b-npu"]
    assert "deepseek-r1-1.5b-gpu is used" in call("use", FAMILY)
    assert user_model() == "deepseek-r1-1.5b-gpu"
    assert resolve_model("DeepSeek-R1-Distill-Qwen-1.5B").id == "deepseek-r1-1.5b-gpu"
    assert resolve_model(FAMILY, link=False).id == "deepseek-r1-1.5b-gpu"
    assert resolve_model("deepseek-r1-1.5b").id == "deepseek-r1-1.5b"


def test_info_of_a_family_has_every_build(call: Call) -> None:
    install("deepseek-r1-1.5b", "cpu")
    shown = call("info", FAMILY)
    first, *others = shown.split("\n\n")
    assert "installed       2026-01-01T00:00:00Z" in first
    assert ["r1-model install deepseek-r1-1.5b-gpu" in each for each in others] == [True, False]
    assert "r1-model install deepseek-r1-1.5b-npu" in others[1]


def test_a_family_that_is_not_there_can_be_installed(call: Call) -> None:
    assert call("info", FAMILY).count("no; run: r1-model install ") == 3
    with pytest.raises(ModelNotInstalled) as caught:
        cli.run(["use", FAMILY])
    assert caught.value.hint == f"Run: r1-model install {FAMILY}"
    assert [entry.id for entry in offered_named("deepseek-r1-7b-gpu")] == ["deepseek-r1-7b-gpu"]
    with pytest.raises(UsageError, match="nothing to verify"):
        cli.run(["info", FAMILY, "--verify"])


@pytest.mark.usefixtures("all_plugins")
def test_a_family_of_another_program_is_taken_up_in_its_best_build(
    call: Call, aitk: Callable[[str, str], Path]
) -> None:
    aitk(f"{FAMILY}-vitis-npu", "VitisAI")
    npu, cpu = aitk(f"{FAMILY}-qnn-npu", "QNN"), aitk(f"{FAMILY}-generic-cpu", "")
    assert [each.path for each in found_named(FAMILY)][:2] == [npu, cpu]
    shown = call("info", FAMILY)
    assert f"no; run: r1-model use {FAMILY}-qnn-npu" in shown
    assert "npu (QNN)" in shown
    assert "128 tokens" in shown
    assert "program     AI Toolkit" in shown
    assert installed_models() == []
    said = call("use", FAMILY)
    assert f"{FAMILY}-qnn-npu stays in {npu}" in said
    assert f"{FAMILY}-qnn-npu is used from now on" in said
    assert resolve_model(FAMILY).folder == npu
    assert call("info", f"{FAMILY}-generic-cpu").startswith("id ")
    assert f"{FAMILY}-generic-cpu is used" in call("use", f"{FAMILY}-generic-cpu")


def test_a_model_of_the_hubs_cache_is_used_where_it_lies(call: Call, of_the_hub: Path) -> None:
    shown = call("info", "Small-ONNX-cpu")
    assert "program     hub cache" in shown
    assert "small-onnx-cpu is used" in call("use", "Small-ONNX-cpu")
    model = find_installed("small-onnx-cpu")
    assert model is not None
    assert model.folder == of_the_hub


@pytest.mark.usefixtures("of_lm_studio")
def test_a_model_to_be_converted_is_described_and_the_command_told(call: Call) -> None:
    shown = call("info", "Tiny-Chat")
    assert "GGUF, which has to be converted" in shown
    assert "no; run: r1-model import " in shown
    with pytest.raises(ModelNotInstalled, match="a model of LM Studio that has to be") as caught:
        cli.run(["use", "tiny-chat"])
    assert caught.value.hint.endswith("--id tiny-chat")


def test_a_model_of_ollama_has_the_name_that_ollama_gives_it(call: Call, of_ollama: Path) -> None:
    for name in ("deepseek-r1:1.5b", "deepseek-r1-1.5b"):
        theirs, ours = call("info", name).split("\n\n")
        assert theirs.splitlines()[4].split() == ["file", str(of_ollama)]
        assert "run: r1-model install deepseek-r1-1.5b" in ours
        with pytest.raises(ModelNotInstalled, match="a model of Ollama") as caught:
            cli.run(["use", name])
        assert caught.value.hint.endswith("; or: r1-model install deepseek-r1-1.5b")
    assert cli.run(["import", str(of_ollama), "--id", "deepseek-r1-1.5b"]) == 0
    assert "deepseek-r1-1.5b is used" in call("use", "deepseek-r1:1.5b")
    assert "Removed deepseek-r1-1.5b" in call("remove", "DeepSeek-R1:1.5b")


def test_a_length_that_is_no_number_is_the_usual_one(
    call: Call, aitk: Callable[[str, str], Path]
) -> None:
    folder = aitk("phi-generic-cpu", "")
    config = folder / "genai_config.json"
    fields = json.loads(config.read_text("utf-8"))
    config.write_text(json.dumps(fields | {"model": fields["model"] | {"context_length": "?"}}))
    assert "context     4096 tokens" in call("info", "phi")


@pytest.mark.parametrize("name", ["../x", "a/b", "", "con"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    for command in ("info", "use"):
        with pytest.raises(UsageError, match="cannot name a model"):
            cli.run([command, name])


def test_what_nobody_has_is_one_sentence() -> None:
    with pytest.raises(UsageError, match="There is no model nobody"):
        cli.run(["info", "nobody"])
    with pytest.raises(ModelNotInstalled, match="The model nobody is not installed"):
        cli.run(["use", "nobody"])
