"""Inside a real hook of a real commit."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.git.repository import staged
from support.git_workshop import Workshop, by_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")

REPORT = """
import json, sys
from pathlib import Path
from r1_assistant.git.repository import root, staged, working
take = {"staged": staged, "working": working}[sys.argv[2]]
change = take(Path.cwd())
found = {"root": str(root(Path.cwd()))} | {file.path: file.new_text for file in change.files}
Path(sys.argv[1]).write_text(json.dumps(found))
"""
SOURCES = Path(__file__).parents[2] / "server"
Report = Callable[[], dict[str, str]]


def hook(shop: Workshop, tmp_path: Path, *, folder: str = ".", what: str = "staged") -> Report:
    """Install a hook that writes down what it sees from a folder; returns how to read it."""
    script, report = tmp_path / "report.py", tmp_path / "report.json"
    script.write_text(REPORT)
    command = shlex.join([sys.executable, str(script), str(report), what])
    target = Path(shop.git("rev-parse", "--path-format=absolute", "--git-path", "hooks/pre-commit"))
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        f"#!/bin/sh\ncd {shlex.quote(folder)} && PYTHONPATH={shlex.quote(str(SOURCES))} {command}\n"
    )
    target.chmod(0o755)
    return lambda: dict(json.loads(report.read_text()))


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """Two files and a folder are committed; one file is staged in part, the other one changed."""
    workshop.commit({"a.py": "1\n", "b.py": "1\n", "folder/c.py": "1\n"})
    workshop.add({"a.py": "staged\n"})
    workshop.write({"a.py": "staged\nnot staged\n", "b.py": "2\n"})
    return workshop


@pytest.mark.parametrize("folder", [".", "folder"])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"a.py": "staged\n"}),
        (["--all"], {"a.py": "staged\nnot staged\n", "b.py": "2\n"}),
        (["b.py"], {"b.py": "2\n"}),
        (["--include", "b.py"], {"a.py": "staged\n", "b.py": "2\n"}),
        (["--amend"], {"a.py": "staged\n"}),
    ],
)
@pytest.mark.parametrize("linked", [False, True])
def test_a_commit(
    shop: Workshop,
    tmp_path: Path,
    arguments: list[str],
    expected: dict[str, str],
    folder: str,
    linked: bool,
) -> None:
    if linked:
        shop = into_linked_work_tree(shop, tmp_path)
    report = hook(shop, tmp_path, folder=folder)
    shop.git("commit", "--quiet", "--message=change", *arguments)
    assert report() == {"root": str(shop.root)} | expected


def test_the_work_tree_during_a_commit(shop: Workshop, tmp_path: Path) -> None:
    report = hook(shop, tmp_path, what="working")
    shop.git("commit", "--quiet", "--message=change")
    assert report() == {"root": str(shop.root), "a.py": "staged\nnot staged\n", "b.py": "2\n"}


@pytest.mark.parametrize("arguments", [[], ["--all"], ["b.py"]])
@pytest.mark.parametrize("linked", [False, True])
def test_another_repository_during_a_commit(
    shop: Workshop, tmp_path: Path, arguments: list[str], linked: bool
) -> None:
    other = Workshop(tmp_path / "other")
    other.commit({"x.py": "1\n", "y.py": "1\n"})
    other.add({"x.py": "2\n"})
    if linked:
        shop = into_linked_work_tree(shop, tmp_path)
    report = hook(shop, tmp_path, folder=str(other.root))
    shop.git("commit", "--quiet", "--message=change", *arguments)
    assert report() == {"root": str(other.root), "x.py": "2\n"}


def test_no_repository_during_a_commit_of_one(shop: Workshop, tmp_path: Path) -> None:
    report = hook(shop, tmp_path, folder=str(tmp_path))
    failed = shop.git("commit", "--message=change", check=False)
    assert not (tmp_path / "report.json").exists(), (failed, report)


def test_an_index_that_was_made_on_purpose(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    shop.git("read-tree", "HEAD")
    shop.git("add", "b.py")
    assert set(by_path(staged(shop.root))) == {"b.py"}


def test_a_repository_that_only_variables_name(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop.root / ".git").rename(tmp_path / "elsewhere.git")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(shop.root))
    assert set(by_path(staged(shop.root / "folder"))) == {"a.py"}


def into_linked_work_tree(shop: Workshop, tmp_path: Path) -> Workshop:
    """Move what is not committed into a work tree beside the repository's own."""
    linked = tmp_path / "linked"
    shop.git("worktree", "add", "--quiet", "-b", "linked", str(linked))
    for name, content in (("a.py", "staged\n"), ("b.py", "2\n")):
        (linked / name).write_text(content)
    subprocess.run(["git", "add", "a.py"], cwd=linked, check=True)
    (linked / "a.py").write_text("staged\nnot staged\n")
    shop.root = linked
    return shop
