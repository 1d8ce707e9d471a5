from pathlib import Path

import pytest

from r1_assistant.cli.action.history import Clone, clone_at, range_of
from r1_assistant.cli.action.scope import Commits
from r1_assistant.domain.errors import GitError
from r1_assistant.git.repository import between
from support.git_workshop import Workshop, commit_as_somebody


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    commit_as_somebody(monkeypatch)
    origin = Workshop(tmp_path / "origin")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    return origin


def shallow(origin: Workshop, branch: str = "main") -> Clone:
    """Clone as actions/checkout does: one commit, and no more."""
    folder = origin.root.parent / "clone"
    address = origin.root.as_uri()
    command = ["clone", "--quiet", "--depth=1", f"--branch={branch}", "--no-tags", address]
    origin.git(*command, str(folder))
    return Clone(folder, address)


def paths(clone: Clone, commits: Commits) -> list[str]:
    """Name the files that differ over the range that was found."""
    return [each.path for each in between(clone.folder, range_of(clone, commits)).files]


def test_what_a_push_came_from_is_fetched(origin: Workshop) -> None:
    old = origin.commit({"a.py": "a = 1\n"})
    origin.commit({"b.py": "b = 1\n"})
    new = origin.commit({"c.py": "c = 1\n"})
    clone = shallow(origin)
    assert paths(clone, Commits(old, new)) == ["b.py", "c.py"]


def test_the_parent_of_a_lonely_commit_is_fetched(origin: Workshop) -> None:
    origin.commit({"a.py": "a = 1\n"})
    new = origin.commit({"b.py": "b = 1\n"})
    assert paths(shallow(origin), Commits("", new)) == ["b.py"]


def test_a_first_commit_adds_everything(origin: Workshop) -> None:
    new = origin.commit({"a.py": "a = 1\n"})
    assert paths(shallow(origin), Commits("", new)) == ["a.py"]


def test_a_new_branch_is_compared_with_where_it_left(origin: Workshop) -> None:
    origin.commit({"a.py": "a = 1\n"})
    origin.git("checkout", "--quiet", "-b", "topic")
    first = origin.commit({"b.py": "b = 1\n"})
    new = origin.commit({"c.py": "c = 1\n"})
    origin.git("checkout", "--quiet", "main")
    origin.commit({"d.py": "d = 1\n"})
    commits = Commits("", new, branch="main", first=first)
    assert paths(shallow(origin, "topic"), commits) == ["b.py", "c.py"]
    folder = origin.root.parent / "whole"
    origin.git("clone", "--quiet", origin.root.as_uri(), str(folder))
    assert range_of(Clone(folder), commits) == f"refs/remotes/origin/main...{new}"
    assert paths(Clone(folder), commits) == ["b.py", "c.py"]


def test_a_commit_that_nobody_has_is_told(origin: Workshop) -> None:
    new = origin.commit({"a.py": "a = 1\n"})
    with pytest.raises(GitError, match="not in this clone") as told:
        range_of(shallow(origin), Commits("b" * 40, new))
    assert "fetch-depth: 0" in told.value.hint
    with pytest.raises(GitError):
        range_of(Clone(origin.root), Commits("b" * 40, new))


def test_a_whole_clone_stays_whole(origin: Workshop) -> None:
    origin.commit({"a.py": "a = 1\n"})
    folder = origin.root.parent / "whole"
    origin.git("clone", "--quiet", origin.root.as_uri(), str(folder))
    old = origin.commit({"b.py": "b = 1\n"})
    new = origin.commit({"c.py": "c = 1\n"})
    assert paths(Clone(folder, origin.root.as_uri()), Commits(old, new)) == ["c.py"]
    assert not (folder / ".git" / "shallow").exists()


def test_a_fetch_runs_no_hook_and_asks_no_remote(origin: Workshop, tmp_path: Path) -> None:
    old = origin.commit({"a.py": "a = 1\n"})
    new = origin.commit({"b.py": "b = 1\n"})
    clone = shallow(origin)
    ran = tmp_path / "ran"
    hook = clone.folder / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    hook.chmod(0o755)
    origin.git("-C", str(clone.folder), "remote", "set-url", "origin", "ext::touch " + str(ran))
    assert range_of(clone, Commits(old, new)) == f"{old}..{new}"
    assert not ran.exists()


def test_the_address_is_the_runners_own_and_the_token_is_not_shown() -> None:
    environ = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r"}
    clone = clone_at(Path(), environ, "secret")
    assert clone.address == "https://github.com/o/r"
    assert "secret" not in repr(clone)
    assert clone_at(Path(), {**environ, "GITHUB_REPOSITORY": "o/r/../x"}, "").address == ""
