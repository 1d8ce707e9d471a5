import json
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.cli import review
from r1_assistant.cli.report.reporters import Report, report_for
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import (
    EngineCrashed,
    GitError,
    ModelNotInstalled,
    PatchError,
    UsageError,
)
from r1_assistant.domain.generation import EngineStatus, ModelInfo
from r1_assistant.engine.scripted import Reply, Scripted, ScriptedEngine
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop, commit_as_somebody

SWALLOWED = "try:\n    f()\nexcept Exception:\n    pass\n"
PATCH = """\
--- a/a.py
+++ b/a.py
@@ -1,1 +1,4 @@
-f()
+try:
+    f()
+except Exception:
+    pass
"""

Call = Callable[..., tuple[int, str]]


class WarmEngine(ScriptedEngine):
    """A scripted engine that can be warmed up, as the local one."""

    async def warm_up(self) -> None:
        """Do nothing."""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    """A model that answers the same to everything, in place of one that is installed."""
    info = ModelInfo("scripted", "Scripted", 4096, False, False)
    engine = WarmEngine(lambda _: Scripted("Nobody hears of what failed here."), info=info)
    put_in_place(engine, monkeypatch)
    return engine


def put_in_place(engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path()
    model = InstalledModel("scripted", "", folder, 9, False, False, "", 0, "cpu", folder)
    monkeypatch.setattr(app, "installed_model", lambda _: model)
    monkeypatch.setattr(app, "find_model", lambda _: model)
    monkeypatch.setattr(app, "local_engine", lambda *_: engine)


@pytest.fixture
def call(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    commit_as_somebody(monkeypatch)

    def call(*arguments: str) -> tuple[int, str]:
        code = review.run(review.parse(list(arguments)))
        return code, capsys.readouterr().out

    return call


@pytest.fixture
def patch(tmp_path: Path) -> str:
    (tmp_path / "change.patch").write_text(PATCH)
    return "change.patch"


@pytest.mark.usefixtures("engine")
def test_a_patch_is_reviewed(call: Call, patch: str) -> None:
    code, out = call("--patch", patch)
    assert code == 1
    assert out.startswith("a.py:3: warning [error-handling, confidence ")
    assert "Nobody hears of what failed here." in " ".join(out.split())
    assert "\n1 finding in 1 hunk of 1 file (scripted, " in out


def test_what_a_model_runs_on_is_asked_for_and_told(
    call: Call,
    patch: str,
    engine: ScriptedEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    devices = []

    def start(_: object, listen: Callable[[EngineStatus], None], device: str) -> ScriptedEngine:
        devices.append(device)
        for _ in range(2):
            listen(replace(engine.status(), notice="It runs on the CPU: no NPU."))
        return engine

    monkeypatch.setattr(app, "local_engine", start)
    monkeypatch.setenv("R1_DEVICE", "gpu")
    told = []
    monkeypatch.setattr(Report, "notice", lambda _, text: told.append(text))
    call("--patch", patch, "--device", "npu")
    call("--patch", patch)
    assert devices == ["npu", "gpu"]
    assert told == ["It runs on the CPU: no NPU."] * 2


def test_a_notice_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    report_for(Change("", ()), "json", reasoning=False).notice("It runs on the CPU.")
    assert capsys.readouterr() == ("", "r1-review: It runs on the CPU.\n")


@pytest.mark.usefixtures("engine")
def test_json_is_all_that_is_written(call: Call, patch: str) -> None:
    code, out = call("--patch", patch, "--format", "json")
    content = json.loads(out)
    assert code == 1
    assert content["model"] == "scripted"
    assert [finding["line"] for finding in content["findings"]] == [3]
    assert content["stats"]["interrupted"] is False


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "error"], 0),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "info"], 1),
        (["--fail-on", "never"], 0),
        ([], 1),
    ],
)
def test_exit_codes(call: Call, patch: str, options: list[str], code: int) -> None:
    assert call("--patch", patch, *options)[0] == code


@pytest.mark.usefixtures("engine")
def test_settings_of_the_folder_hold_and_the_command_line_goes_before(
    call: Call, patch: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / ".r1.toml"
    settings.write_text('fail-on = "error"\nmodel = "other"\n')
    assert call("--patch", patch)[0] == 0
    assert call("--patch", patch, "--fail-on", "info")[0] == 1
    settings.write_text('exclude = ["a.py"]\n')
    assert call("--patch", patch) == (0, "Nothing to review in the patch: 1 file (excluded).\n")


@pytest.mark.usefixtures("engine")
def test_wrong_settings_are_told_and_do_not_stop(
    call: Call, patch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".r1.toml").write_text("speed = 3\n")
    stream = TextIOWrapper(BytesIO(), write_through=True)
    monkeypatch.setattr(sys, "stderr", stream)
    assert call("--patch", patch)[0] == 1
    stream.seek(0)
    assert '"speed" is not a setting' in stream.read()


@pytest.mark.usefixtures("engine")
def test_a_patch_from_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(PATCH.encode())))
    assert call("--patch", "-")[0] == 1
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"\n")))
    assert call("--patch", "-") == (0, "No patch to review.\n")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("path", "code"), [("a.py", 1), ("./a.py", 1), ("src", 0), ("a", 0)])
def test_paths_narrow_a_patch_down(call: Call, patch: str, path: str, code: int) -> None:
    assert call("--patch", patch, path)[0] == code


@pytest.mark.usefixtures("engine")
def test_the_scopes_of_a_repository(call: Call, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.commit({"a.py": "f()\n", ".gitignore": "home/\n"})
    assert call() == (
        0,
        "No staged changes to review (r1-review --working reviews the work tree).\n",
    )
    workshop.write({"a.py": SWALLOWED})
    assert call()[0] == 0
    assert call("--working")[0] == 1
    workshop.commit()
    assert call("--working") == (0, "No working tree changes to review.\n")
    assert call("--range", "HEAD~1..HEAD")[0] == 1
    assert call("--range", "HEAD~1..HEAD", ".gitignore")[0] == 0


def test_nothing_to_review_needs_no_model(call: Call, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.add({"notes.txt": "Hello\n"})
    assert call() == (
        0,
        "Nothing to review in the staged changes: 1 file (not source code).\n",
    )
    code, out = call("--format", "json")
    assert code == 0
    assert json.loads(out)["model"] is None
    assert json.loads(out)["stats"]["skipped"][0]["reason"] == "not source code"


def test_prose_and_data_need_no_model_either(call: Call, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.add({"notes.md": "Hello\n", "a.yaml": "a: 1\n"})
    why = "data or text without a known sign of a defect"
    assert call() == (0, f"Nothing to review in the staged changes: 2 hunks ({why}).\n")
    workshop.add({"a.yaml": "a: 1\n<<<<<<< HEAD\n"})
    with pytest.raises(ModelNotInstalled):
        call()


@pytest.mark.usefixtures("engine")
def test_a_conflict_in_data_is_told(call: Call, tmp_path: Path) -> None:
    Workshop(tmp_path).add({"a.yaml": "a: 1\n<<<<<<< HEAD\n", "notes.md": "Hello\n"})
    code, out = call()
    assert code == 1
    assert out.startswith("a.yaml:2: error [bug, confidence ")
    assert "This line is a mark of a merge" in out


@pytest.mark.usefixtures("engine")
def test_the_demo_finds_what_was_planted(call: Call) -> None:
    code, out = call("--demo", "--format", "json")
    content = json.loads(out)
    places = {(finding["path"], finding["quote"]) for finding in content["findings"]}
    assert code == 1
    assert {path for path, _ in places} == {"shop/orders.py", "shop/payment.py", "web/cart.js"}
    assert ("shop/payment.py", "except Exception:") in places
    assert content["stats"]["hunks"] == 4


def test_failures_are_sentences(call: Call, patch: str, tmp_path: Path) -> None:
    with pytest.raises(GitError):
        call()
    with pytest.raises(ModelNotInstalled, match="r1-model install"):
        call("--patch", patch)
    with pytest.raises(UsageError, match=r"nothing\.patch cannot be read"):
        call("--patch", "nothing.patch")
    with pytest.raises(UsageError, match="cannot be read"):
        call("--patch", str(tmp_path))
    (tmp_path / "bad.patch").write_text("hello\n")
    with pytest.raises(PatchError, match="There is no unified diff in it"):
        call("--patch", "bad.patch")


def test_a_crash_ends_the_review_after_what_was_found(
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    script: list[Reply] = [Scripted("Nobody hears of it here."), EngineCrashed("It died.")]
    info = ModelInfo("scripted", "Scripted", 4096, False, False)
    engine = WarmEngine(script, info=info)
    put_in_place(engine, monkeypatch)
    (tmp_path / "two.patch").write_text(PATCH + PATCH.replace("a.py", "b.py"))
    with pytest.raises(EngineCrashed):
        call("--patch", "two.patch")
    assert "a.py:3: warning" in capsys.readouterr().out
    assert engine.closed


@pytest.mark.parametrize(
    "arguments",
    [
        ["--working", "--range", "a..b"],
        ["--max-findings", "0"],
        ["--max-findings", "-1"],
        ["--format", "xml"],
        ["--seed", "x"],
        ["--fail-on", "all"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        review.parse(arguments)
    assert ended.value.code == 2


def test_advice_never_fails(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["r1-review", "--advisory"])
    assert review.main() == 0
    assert capsys.readouterr().err.startswith("r1-review: ")
    monkeypatch.setattr(sys, "argv", ["r1-review"])
    assert review.main() == 2


def test_the_sample_change_is_what_it_says() -> None:
    change = app.demo_change()
    assert [len(file.hunks) for file in change.files] == [1, 1, 1, 1]
    assert not any(file.skipped for file in change.files)


def test_paths_of_a_patch_may_be_folders() -> None:
    data = (PATCH + PATCH.replace("a.py", "src/b.py")).encode()
    change, _ = app.change_in_patch(data, ["src/"])
    assert [file.path for file in change.files] == ["src/b.py"]
