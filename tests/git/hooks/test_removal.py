"""Hooks without the review again, as they were before."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.app import is_yaml
from r1_assistant.domain.errors import GitError
from r1_assistant.git.hooks.plan import Review, plan
from r1_assistant.git.hooks.removal import plan_removal, remove
from r1_assistant.git.hooks.script import HookName
from r1_assistant.git.hooks.writing import write
from support.git_workshop import Workshop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes of files matter")

HOOKS: list[HookName] = ["pre-commit", "pre-push"]
SHELL = "#!/bin/sh\nset -e\nmake check\n"
PYTHON = "#!/usr/bin/env python3\nprint()\n"
WINDOWS = "#!/bin/sh\r\nmake check\r\n"


def hook_of(shop: Workshop, name: HookName) -> Path:
    return shop.root / ".git/hooks" / name


def installed(shop: Workshop, review: Review) -> Path:
    found = plan(shop.root, "git", review, is_yaml)
    write(found)
    return found.path


def removed(shop: Workshop, name: HookName) -> str:
    removal = plan_removal(shop.root, name)
    assert removal is not None
    remove(removal)
    return removal.outcome


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize("times", [1, 2])
def test_a_hook_of_ours_goes(
    workshop: Workshop, review: Review, name: HookName, times: int
) -> None:
    for _ in range(times):
        path = installed(workshop, replace(review, hook=name))
    assert removed(workshop, name) == "removed"
    assert not path.exists()
    assert plan_removal(workshop.root, name) is None


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize("text", [SHELL, PYTHON, WINDOWS])
def test_what_was_there_is_as_it_was(
    workshop: Workshop, review: Review, name: HookName, text: str
) -> None:
    path = hook_of(workshop, name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    path.chmod(0o750)
    installed(workshop, replace(review, hook=name))
    assert b"R1 Assistant" in path.read_bytes()
    assert removed(workshop, name) in ("restored", "narrowed")
    assert path.read_bytes() == text.encode()
    assert path.stat().st_mode & 0o777 == 0o750
    assert [file.name for file in path.parent.iterdir() if file.suffix != ".sample"] == [name]


def test_a_link_is_a_link_again(workshop: Workshop, review: Review) -> None:
    workshop.write({"tools/check.sh": SHELL})
    path = hook_of(workshop, "pre-commit")
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("../../tools/check.sh")
    installed(workshop, review)
    assert removed(workshop, "pre-commit") == "restored"
    assert path.is_symlink()
    assert path.read_text() == SHELL


def test_what_was_written_into_a_hook_of_ours_stays(workshop: Workshop, review: Review) -> None:
    path = hook_of(workshop, "pre-commit")
    path.parent.mkdir(exist_ok=True)
    path.write_text(PYTHON)
    path.chmod(0o755)
    installed(workshop, review)
    path.write_text(path.read_text() + "echo mine\n")
    assert removed(workshop, "pre-commit") == "narrowed"
    assert path.read_text().endswith("echo mine\n")
    assert "R1 Assistant" not in path.read_text()
    assert 'pre-commit.before-r1"' in path.read_text()  # which goes on running
    assert path.with_name("pre-commit.before-r1").read_text() == PYTHON


def test_one_that_the_framework_put_away_is_found(workshop: Workshop, review: Review) -> None:
    path = installed(workshop, review)
    path.rename(path.with_name("pre-commit.legacy"))
    path.write_text("#!/usr/bin/env bash\nexec pre-commit hook-impl\n")
    assert removed(workshop, "pre-commit") == "removed"
    assert not path.with_name("pre-commit.legacy").exists()
    assert path.exists()


def test_the_frameworks_hook_is_not_put_back_where_it_runs_itself(
    workshop: Workshop, review: Review
) -> None:
    path, theirs = (
        hook_of(workshop, "pre-commit"),
        "#!/usr/bin/env bash\nexec pre-commit hook-impl\n",
    )
    path.parent.mkdir(exist_ok=True)
    path.write_text(theirs)
    path.chmod(0o755)
    assert installed(workshop, review) == path
    legacy = path.rename(path.with_name("pre-commit.legacy"))  # as `pre-commit install` does
    path.write_text(theirs)
    again = plan(workshop.root, "git", review, is_yaml)
    assert (again.path, again.after, again.problem) == (legacy, again.before, "")
    assert removed(workshop, "pre-commit") == "removed"
    assert [each.name for each in path.parent.iterdir() if each.suffix != ".sample"] == [path.name]
    assert path.read_text() == theirs


def test_hooks_of_others_are_left_alone(workshop: Workshop) -> None:
    path = hook_of(workshop, "pre-push")
    path.parent.mkdir(exist_ok=True)
    path.write_text(SHELL)
    assert plan_removal(workshop.root, "pre-push") is None
    path.write_bytes(b"# \xff\n")
    assert plan_removal(workshop.root, "pre-push") is None


def test_in_a_worktree_and_a_folder_of_hooks(
    workshop: Workshop, review: Review, tmp_path: Path
) -> None:
    workshop.commit({"a": "a"})
    workshop.git("worktree", "add", "--quiet", str(tmp_path / "tree"))
    path = installed(workshop, review)
    removal = plan_removal(tmp_path / "tree", "pre-commit")
    assert removal is not None
    assert removal.path.resolve() == path.resolve()
    workshop.git("config", "core.hooksPath", "tools/hooks")
    assert plan_removal(workshop.root, "pre-commit") is None
    path = installed(workshop, review)
    assert path == workshop.root / "tools/hooks/pre-commit"
    assert removed(workshop, "pre-commit") == "removed"


def test_what_cannot_be_removed_is_a_sentence(
    workshop: Workshop, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(workshop, review)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", denied)
    with pytest.raises(GitError, match=r"cannot be written \(Permission denied\)"):
        removed(workshop, "pre-commit")
