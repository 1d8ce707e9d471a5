import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.cli import model
from r1_assistant.cli.progress import plain_progress
from r1_assistant.domain.errors import ModelError, ModelNotInstalled, R1Error, UsageError
from r1_assistant.models.progress import Stage
from support.package_index import PackageIndex
from support.tiny_gguf import write_tiny_gguf

pytestmark = pytest.mark.usefixtures("home")

STARTER = "qwen2.5-coder-1.5b"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: str) -> str:
        assert model.run(list(arguments)) == 0
        return capsys.readouterr().out

    return call


def test_the_life_of_a_model(call, tiny_folder: Path, home: Path) -> None:  # type: ignore[no-untyped-def]
    assert call("import", str(tiny_folder), "--id", "mine") == (
        "Imported mine. To use it: r1-model use mine\n"
    )
    assert "mine *" in call("list")
    assert "128 tokens" in call("info", "mine", "--verify")
    call("import", str(tiny_folder), "--id", "other", "--link")
    assert "other is used" in call("use", "other")
    assert "other *" in call("list")
    assert call("remove", "mine").startswith("Removed mine (")
    assert "its files stay" in call("remove", "other")
    assert "# Installed" not in call("list")


def test_a_model_for_an_npu_says_what_would_make_it_start_faster(
    call,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("r1_assistant.models.npu.prepare.PACKAGE", "no_such_package")
    file = str(write_tiny_gguf(tmp_path / "mine.gguf"))
    lines = call("import", file, "--device", "npu-qnn", "--context", "128").splitlines()
    assert lines[0] == "Imported mine-npu. To use it: r1-model use mine-npu"
    assert "pip install onnxruntime-qnn" in lines[-1]
    with pytest.raises(UsageError, match="--context needs --device"):
        call("import", file, "--id", "other", "--context", "128")
    with pytest.raises(UsageError, match="A context of 4096 tokens does not fit"):
        call("import", file, "--id", "other", "--device", "npu-qnn", "--context", "4096")


def test_the_list_without_models_shows_what_can_be_installed(call) -> None:  # type: ignore[no-untyped-def]
    lines = call("list").splitlines()
    assert lines[0] == "# To install: r1-model install ID"
    assert lines[1].startswith(STARTER)
    assert len({line.index("  ") > 0 for line in lines[1:]}) == 1


def test_the_list_shows_models_of_other_programs_with_the_command(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "user" / ".lmstudio" / "models" / "some one"
    folder.mkdir(parents=True)
    file = write_tiny_gguf(folder / "Tiny.gguf")
    line = call("list").splitlines()[-1]
    assert line.endswith(f"r1-model import '{file}' --id tiny" if os.name != "nt" else "--id tiny")


def test_an_interrupted_download_is_shown(
    call,  # type: ignore[no-untyped-def]
    tiny_model: Path,
    package_index: PackageIndex,
) -> None:
    package_index.broken = {"tiny-part3"}
    with pytest.raises(ModelError):
        model.run(["install"])
    assert "128 kB there" in call("list")
    package_index.broken.clear()
    assert call("install").startswith("Installed tiny in ")
    assert call("install", "tiny") == "tiny is installed already.\n"


def test_what_is_known_before_a_model_is_installed(call) -> None:  # type: ignore[no-untyped-def]
    shown = call("info", STARTER)
    assert f"r1-model install {STARTER}" in shown
    assert "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046" in shown
    assert "as the hub lists it" in call("info", "deepseek-r1-7b")


def test_a_changed_file_is_found(call, tiny_folder: Path, home: Path) -> None:  # type: ignore[no-untyped-def]
    call("import", str(tiny_folder), "--id", "mine")
    (home / "data/models/mine/model.onnx.data").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"missing or changed: model\.onnx\.data"):
        model.run(["info", "mine", "--verify"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["use", STARTER], f"Run: r1-model install {STARTER}"),
        (["remove", "mine"], "is not installed"),
        (["info", "mine"], "There is no model mine"),
        (["install", "mine"], "no model mine in the catalogue"),
        (["import", "no-such-file"], "There is no"),
        (["install", "../x"], "cannot name a model"),
    ],
)
def test_mistakes_are_one_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(R1Error) as caught:
        model.run(arguments)
    assert sentence in str(caught.value)


def test_a_model_that_is_not_installed_cannot_be_used() -> None:
    with pytest.raises(ModelNotInstalled):
        model.run(["use", STARTER])


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "r1_assistant.cli.model", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_program_ends_with_the_documented_codes() -> None:
    assert program("list").returncode == 0
    failed = program("use", STARTER)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert failed.stderr == (
        f"r1-model: The model {STARTER} is not installed. Run: r1-model install {STARTER}\n"
    )
    assert program("fly").returncode == 2
    assert "130  interrupted" in program("--help").stdout


def test_listing_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from r1_assistant.cli.model import run\n"
        "run(['list'])\n"
        "heavy = {'numpy', 'onnx', 'gguf', 'rich', 'urllib.request', 'ssl', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_progress_in_a_pipe_is_a_line_for_each_tenth() -> None:
    lines: list[str] = []
    times = iter(range(100))
    show = plain_progress(lines.append, lambda: float(next(times)))
    for done in range(0, 2_000_001, 1000):
        show(Stage.DOWNLOADING, done, 2_000_000)
    show(Stage.CHECKING, 0, 0)
    assert len(lines) == 12
    assert lines[0] == "Downloading: 0 bytes of 2 MB"
    assert lines[1] == "Downloading: 200 kB of 2 MB (200 kB/s, 9 s left)"
    assert lines[10] == "Downloading: 2 MB of 2 MB (200 kB/s)"
    assert lines[11] == "Checking: 0 bytes of 0 bytes"


def test_the_manifest_is_for_people_too(call, tiny_folder: Path, home: Path) -> None:  # type: ignore[no-untyped-def]
    call("import", str(tiny_folder), "--id", "mine")
    text = (home / "data/models/mine/r1-model.json").read_text(encoding="utf-8")
    assert json.loads(text)["source"] == str(tiny_folder)
