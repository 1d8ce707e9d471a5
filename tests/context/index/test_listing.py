import subprocess
from pathlib import Path

import pytest

from r1_assistant.context.index.listing import is_listed, list_files


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


def fill(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x = 1\n")


def test_git_says_which_files_there_are(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(root, "init", "-q")
    fill(root, "a.py", "b/c é.py", "b/new.py", "out/gen.py", "image.bin", "run")
    (root / ".gitignore").write_text("out/\n")
    git(root, "add", "a.py")
    monkeypatch.setenv("GIT_DIR", str(root / "nowhere"))
    paths, skipped = list_files(root, [])
    assert paths == ["a.py", "b/c é.py", "b/new.py", "run"]
    assert skipped == {"not source code": 2}
    assert is_listed(root, "b/new.py", [])
    assert not is_listed(root, "out/gen.py", [])
    assert not is_listed(root, "b/new.py", ["b/"])


def test_a_folder_within_a_work_tree_is_listed_alone(root: Path) -> None:
    git(root, "init", "-q")
    fill(root, "a.py", "b/c.py")
    assert list_files(root / "b", [])[0] == ["c.py"]
    assert is_listed(root / "b", "c.py", [])


def test_nothing_that_a_repository_names_is_run(root: Path) -> None:
    git(root, "init", "-q")
    fill(root, "a.py")
    trap = root / "trap.sh"
    trap.write_text("#!/bin/sh\ntouch sprung\n")
    trap.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(trap))
    assert list_files(root, [])[0] == ["a.py", "trap.sh"]
    assert not (root / "sprung").exists()


def test_without_git_well_known_folders_are_left_out(root: Path) -> None:
    fill(root, "a.py", "node_modules/m/i.js", "b/__pycache__/c.py", "b/d.py", "generated/e.py")
    paths, skipped = list_files(root, ["generated"])
    assert paths == ["a.py", "b/d.py"]
    assert skipped == {"excluded": 1}
    assert is_listed(root, "b/d.py", [])
    assert not is_listed(root, "node_modules/m/i.js", [])


def test_there_is_a_limit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("r1_assistant.context.index.listing.MAX_FILES", 2)
    fill(root, "a.py", "b.py", "c.py")
    paths, skipped = list_files(root, [])
    assert (paths, skipped) == (["a.py", "b.py"], {"beyond 2 files": 1})
