"""`--settings-from`: what a change says about its own review has no effect."""

import json
import os
from pathlib import Path

import pytest

from r1_assistant.cli import review
from r1_assistant.domain.errors import GitError, UsageError
from support.git_workshop import Workshop, commit_as_somebody

BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
HIDING = {
    ".r1.toml": 'fail_on = "never"\nexclude = ["**"]\n',
    "src/.r1.toml": 'exclude = ["**"]\n',
}


@pytest.fixture
def workshop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    commit_as_somebody(monkeypatch)
    workshop = Workshop(tmp_path / "repository")
    workshop.commit({"src/a.py": "def f(x):\n    input(x)\n"})
    monkeypatch.chdir(workshop.root)
    return workshop


def reviewed(*arguments: str) -> int:
    return review.run(review.parse(["--no-model", "--range", "HEAD~1..HEAD", *arguments]))


def test_settings_are_those_of_the_commit(workshop: Workshop) -> None:
    workshop.commit({"src/a.py": BUG, **HIDING})
    assert reviewed() == 0
    assert reviewed("--settings-from", "HEAD~1") == 1


def test_the_baseline_is_that_of_the_commit(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.commit({"src/a.py": BUG})
    assert reviewed("--format", "json") == 1
    capsys.readouterr()
    assert reviewed("--write-baseline") == 0
    workshop.git("add", "--all")
    workshop.git("commit", "--quiet", "--amend", "--no-edit")
    assert reviewed() == 0
    capsys.readouterr()
    assert reviewed("--settings-from", "HEAD~1", "--format", "json") == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1


def test_settings_of_the_commit_hold(workshop: Workshop) -> None:
    workshop.commit({".r1.toml": 'exclude = ["src/"]\n'})
    workshop.commit({"src/a.py": BUG, ".r1.toml": ""})
    assert reviewed() == 1
    assert reviewed("--settings-from", "HEAD~1") == 0


def test_a_commit_that_is_not_there_and_a_patch_are_refused(workshop: Workshop) -> None:
    workshop.commit({"src/a.py": BUG})
    with pytest.raises(GitError, match="no commit 'gone'"):
        reviewed("--settings-from", "gone")
    with pytest.raises(UsageError, match="--settings-from"):
        review.run(review.parse(["--no-model", "--patch", "x", "--settings-from", "HEAD"]))


def test_paths_narrow_it_down_from_any_folder(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.commit({"src/a.py": BUG, "src/b.py": BUG, ".gitattributes": "*.py -diff\n"})
    monkeypatch.chdir(workshop.root / "src")
    assert reviewed("--settings-from", "HEAD~1", "b.py") == 1
    assert reviewed("--settings-from", "HEAD~1", "c.py") == 0
    with pytest.raises(UsageError, match="outside of this repository"):
        reviewed("--settings-from", "HEAD~1", "../../b.py")
