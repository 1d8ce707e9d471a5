import pytest

from r1_assistant.domain.errors import GitError
from r1_assistant.git.remotes import has_commits, pushed_branch, remotes
from support.git_workshop import Workshop

URL = "https://github.com/octo/app.git"


def test_the_remotes_of_a_clone(workshop: Workshop) -> None:
    assert remotes(workshop.root) == {}
    workshop.git("remote", "add", "fork", "git@github.com:me/app.git")
    workshop.git("remote", "add", "origin", URL)
    workshop.git("remote", "set-url", "--push", "origin", "elsewhere")
    assert list(remotes(workshop.root).items()) == [
        ("origin", URL),
        ("fork", "git@github.com:me/app.git"),
    ]


def test_the_branch_that_is_pushed_to(workshop: Workshop) -> None:
    workshop.commit({"a": "a"})
    assert pushed_branch(workshop.root) == ("origin", "main")
    workshop.git("config", "branch.main.remote", "upstream")
    workshop.git("config", "branch.main.merge", "refs/heads/theirs/name")
    assert pushed_branch(workshop.root) == ("upstream", "theirs/name")
    workshop.git("config", "remote.pushDefault", "fork")
    assert pushed_branch(workshop.root) == ("fork", "main")


def test_no_branch_is_checked_out(workshop: Workshop) -> None:
    workshop.commit({"a": "a"})
    workshop.git("checkout", "--quiet", "--detach")
    with pytest.raises(GitError, match="No branch"):
        pushed_branch(workshop.root)


def test_commits_that_a_clone_has(workshop: Workshop) -> None:
    first, second = workshop.commit({"a": "a"}), workshop.commit({"a": "b"})
    assert has_commits(workshop.root, [first, second])
    assert not has_commits(workshop.root, [first, "1" * 40])
    tree = workshop.git("rev-parse", "HEAD^{tree}")
    assert not has_commits(workshop.root, [tree])
