"""What is not said, or not again: efforts, baselines, comments, dismissals, recalled answers."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from r1_assistant import app
from r1_assistant.cli import review, running
from r1_assistant.config.paths import cache_dir
from r1_assistant.domain.errors import UsageError
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review.suppression.baseline import FILE
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop, commit_as_somebody

SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
OTHER = "try:\n    help()\nexcept Exception:\n    pass\n"
PATCH = "--- a/a.py\n+++ b/a.py\n@@ -0,0 +1,4 @@\n" + "".join(
    f"+{line}\n" for line in SWALLOWED.splitlines()
)
IMPORTED = """\
import json, sys
from r1_assistant.cli import review
sys.argv = ["r1-review", *sys.argv[1:]]
code = review.main()
heavy = ("r1_assistant.analysis", "r1_assistant.engine.host", "tree_sitter", "asyncio")
print(json.dumps([name for name in sys.modules if name.startswith(heavy)]), file=sys.stderr)
sys.exit(code)
"""

Call = Callable[..., tuple[int, str]]


class WarmEngine(ScriptedEngine):
    """A scripted engine that can be warmed up, as the local one."""

    async def warm_up(self) -> None:
        """Do nothing."""


@pytest.fixture
def shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    commit_as_somebody(monkeypatch)
    shop = Workshop(tmp_path / "w")
    shop.commit({"readme.txt": "Hello\n"})
    shop.add({"a.py": SWALLOWED})
    monkeypatch.chdir(shop.root)
    return shop


@pytest.fixture
def call(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> tuple[int, str]:
        code = review.run(review.parse(list(arguments)))
        return code, capsys.readouterr().out

    return call


def told(call: Call, *arguments: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(call("--no-model", "--format", "json", *arguments)[1])
    return content


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[ScriptedEngine]:
    """The engines that were started, in place of an installed model's."""
    started: list[ScriptedEngine] = []
    folder = Path()
    model = InstalledModel("scripted", "", folder, 9, False, False, "", 0, "cpu", folder)

    def start(*_: object) -> ScriptedEngine:
        info = ModelInfo("scripted", "Scripted", 4096, False, False)
        started.append(WarmEngine(lambda _: Scripted("Nobody hears of what failed."), info=info))
        return started[-1]

    monkeypatch.setattr(app, "installed_model", lambda _: model)
    monkeypatch.setattr(app, "local_engine", start)
    return started


def test_without_a_model_rules_decide(call: Call) -> None:
    code, out = call("--no-model")
    assert code == 1
    assert out.startswith("a.py:3: warning [error-handling, confidence ")
    assert "\n  Why: " in out
    (found,) = told(call)["findings"]
    assert found["kind"] == "swallowed-exception"


def test_a_quick_review_has_nothing_worded(call: Call, engines: list[ScriptedEngine]) -> None:
    code, out = call("--effort", "quick")
    (engine,) = engines
    assert (code, engine.requests) == (1, [])
    assert engine.scored
    assert "Nobody hears" not in out
    assert "Nobody hears" in call("--effort", "normal")[1]


def test_what_is_in_the_baseline_is_counted_and_fails_nothing(call: Call, shop: Workshop) -> None:
    assert call("--no-model", "--write-baseline")[0] == 0
    (row,) = json.loads((shop.root / FILE).read_text())["findings"]
    assert (row["path"], row["line"]) == ("a.py", "except Exception:")
    code, out = call("--no-model")
    assert code == 0
    assert "No findings" in out
    assert "1 not shown: in the baseline." in out
    shop.add({"b.py": OTHER})
    content = told(call)
    assert [each["path"] for each in content["findings"]] == ["b.py"]
    assert content["stats"]["suppressed"] == {"in the baseline": 1}


def test_a_baseline_is_written_anew_with_what_it_had(call: Call, shop: Workshop) -> None:
    call("--no-model", "--write-baseline")
    before = (shop.root / FILE).read_text()
    call("--no-model", "--write-baseline")
    assert (shop.root / FILE).read_text() == before


def test_a_damaged_baseline_is_told_and_holds_nothing(
    call: Call, shop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop.root / FILE).write_text("{")
    assert review.run(review.parse(["--no-model"])) == 1
    assert "this baseline cannot be read" in capsys.readouterr().err


def test_a_patch_has_no_baseline(
    call: Call, shop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop.root / "a.patch").write_text(PATCH)
    with pytest.raises(UsageError, match="A baseline belongs to a repository"):
        call("--no-model", "--patch", "a.patch", "--write-baseline")
    arguments = ["r1-review", "--no-model", "--patch", "a.patch", "--write-baseline"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert review.main() == 2
    assert "leave --patch and --demo out" in " ".join(capsys.readouterr().err.split())
    assert not (shop.root / FILE).exists()


def test_only_what_is_new_is_told(call: Call, shop: Workshop) -> None:
    assert call("--no-model", "--new-only")[0] == 1
    code, out = call("--no-model", "--new-only")
    assert code == 0
    assert "1 not shown: shown before." in out
    assert call("--no-model")[0] == 1
    shop.add({"b.py": OTHER})
    assert [each["path"] for each in told(call, "--new-only")["findings"]] == ["b.py"]


@pytest.mark.parametrize(
    ("comment", "shown"),
    [
        ("# r1: ignore", False),
        ("# r1: ignore[{kind}] it is our own", False),
        ("# r1: ignore[slip, {category}]", False),
        ("# r1: ignore[slip]", True),
        ("# it is our own", True),
    ],
)
def test_a_comment_takes_a_finding_back(
    call: Call, shop: Workshop, comment: str, shown: bool
) -> None:
    line = "value = yaml.load(input())"
    shop.add({"a.py": f"import yaml\n\n{line}\n"})
    (found,) = told(call)["findings"]
    shop.add({"a.py": f"import yaml\n\n{line}  {comment.format(**found)}\n"})
    content = told(call)
    assert [each["kind"] for each in content["findings"]] == [found["kind"]] * shown
    assert content["stats"]["suppressed"].get("ignored by a comment that the change adds", 0) == (
        not shown
    )


def test_what_was_dismissed_is_so_in_every_work_tree(
    call: Call, shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = told(call)["findings"]
    app.finding_memory(shop.root).dismiss(found["fingerprint"], "a.py", "on purpose")
    assert (shop.root / ".git" / "r1" / "findings.sqlite").exists()
    assert told(call)["stats"]["suppressed"] == {"dismissed": 1}
    shop.git("worktree", "add", "--quiet", str(tmp_path / "second"))
    (tmp_path / "second" / "a.py").write_text("import sys\n" + SWALLOWED)
    monkeypatch.chdir(tmp_path / "second")
    content = told(call, "--working")
    assert content["findings"] == []
    assert content["stats"]["suppressed"] == {"dismissed": 1}


def test_what_was_answered_starts_no_engine(
    call: Call, shop: Workshop, engines: list[ScriptedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = call()
    assert len(engines) == 1
    with monkeypatch.context() as patch:
        patch.setattr(running, "run_review", None)
        code, out = call()
        content = json.loads(call("--format", "json")[1])
    assert len(engines) == 1
    assert code == first[0] == 1
    assert out.split("\n\n")[:-1] == first[1].split("\n\n")[:-1]
    assert "all from the cache" in out
    assert content["stats"]["cached"] == content["stats"]["hunks"] == 1
    shop.add({"a.py": OTHER})
    assert call()[0] == 1
    assert len(engines) == 2


def test_a_new_commit_below_asks_anew(
    call: Call, shop: Workshop, engines: list[ScriptedEngine]
) -> None:
    call()
    shop.git("commit", "--quiet", "--allow-empty", "--message=more", "--only")
    call()
    assert len(engines) == 2


def test_nothing_to_review_says_so_again(call: Call, shop: Workshop) -> None:
    shop.commit()
    shop.git("rm", "--quiet", "readme.txt")
    line = (0, "Nothing to review in the staged changes: 1 file (deleted).\n")
    assert [call("--no-model"), call("--no-model")] == [line, line]


def test_a_recalled_answer_loads_no_rules(shop: Workshop) -> None:
    def ask() -> tuple[int, str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", IMPORTED, "--no-model"],
            capture_output=True,
            check=False,
            text=True,
        )
        return done.returncode, done.stdout, eval(done.stderr.splitlines()[-1])

    code, out, loaded = ask()
    assert {"asyncio", "tree_sitter", "r1_assistant.analysis.rules"} <= set(loaded)
    again, said, loaded = ask()
    assert (code, again) == (1, 1)
    assert said.splitlines()[0] == out.splitlines()[0]
    assert loaded == []


def test_a_damaged_cache_is_as_none(call: Call, shop: Workshop) -> None:
    first = told(call)["findings"]
    for file in cache_dir().rglob("*.sqlite*"):
        file.write_bytes(b"no database" * 100)
    assert told(call)["findings"] == first
