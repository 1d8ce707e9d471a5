"""What a person gets who has no repository, or one that git refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.domain.errors import GitError
from r1_assistant.git.repository import between, root, staged, working
from support.git_workshop import Workshop


def test_the_root_is_found_from_below(workshop: Workshop) -> None:
    (workshop.root / "a/b").mkdir(parents=True)
    assert root(workshop.root / "a/b").samefile(workshop.root)


def test_nothing_staged(workshop: Workshop) -> None:
    assert staged(workshop.root).files == ()
    workshop.commit({"a.py": "a\n"})
    workshop.write({"a.py": "b\n"})
    assert staged(workshop.root).files == ()


@pytest.mark.parametrize("ask", [root, staged, working, lambda cwd: between(cwd, "a..b")])
def test_no_repository(tmp_path: Path, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(GitError) as caught:
        ask(tmp_path)
    assert caught.value.message == "There is no git repository here."
    assert "--patch" in caught.value.hint


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"Git failed: cannot change to .*nowhere"):
        staged(tmp_path / "nowhere")


def test_inside_of_dot_git(workshop: Workshop) -> None:
    with pytest.raises(GitError, match="There is no work tree here"):
        staged(workshop.root / ".git")


def test_a_path_outside(workshop: Workshop) -> None:
    with pytest.raises(GitError, match="A path is outside of this repository"):
        staged(workshop.root, ["../.."])


def test_a_damaged_index(workshop: Workshop) -> None:
    (workshop.root / ".git/index").write_bytes(b"DIRC but no more")
    with pytest.raises(GitError, match=r"^Git failed: .*index.*\.$"):
        staged(workshop.root)


def test_git_is_not_installed(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(workshop.root / "empty"))
    with pytest.raises(GitError, match=r"Git is not installed, or not on PATH\. Install it"):
        staged(workshop.root)


@pytest.mark.skipif(sys.platform == "win32", reason="programs are marked by their mode")
@pytest.mark.parametrize("entry", [".", ""])
def test_a_git_of_the_current_folder_is_not_run(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    workshop.write({"git": "#!/bin/sh\ntouch ran\n"})
    (workshop.root / "git").chmod(0o755)
    monkeypatch.chdir(workshop.root)
    monkeypatch.setenv("PATH", entry + os.pathsep + os.environ["PATH"])
    program = (
        "from pathlib import Path; from r1_assistant.git.repository import working;"
        "print(len(working(Path.cwd()).files))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "1"
    assert not (workshop.root / "ran").exists()


def test_a_repository_of_another_user(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError) as caught:
        staged(workshop.root)
    assert "does not trust this repository" in caught.value.message
    assert "git config --global --add safe.directory" in caught.value.hint


@pytest.mark.parametrize("stage", [False, True])
def test_what_is_staged_is_found_without_gitpython(workshop: Workshop, stage: bool) -> None:
    workshop.commit({"a.py": "a\n"})
    if stage:
        workshop.add({"a.py": "b\n"})
    program = (
        "import sys; from pathlib import Path; from r1_assistant.git.repository import staged;"
        "staged(Path.cwd()); print('git' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=workshop.root, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "False"
