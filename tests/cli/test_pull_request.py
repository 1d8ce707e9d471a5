"""`r1-review --pr` on a GitHub on loopback, from the command line to what is posted there."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.cli import review
from r1_assistant.domain.errors import GitError, GitHubError, UsageError
from r1_assistant.github.patience import Patience
from support.github.fixtures import BASE, SWALLOWED
from support.github.world import BOT, MAINTAINER, STRANGER, World

Call = Callable[..., tuple[int, str, str]]

PR = ("--pr", "octo/app#1")
POSTED = (*PR, "--post")
FIXED = "def load(path):\n    with open(path) as file:\n        return file.read()\n"


@pytest.fixture
def call(
    world: World,
    patience: Patience,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run `r1-review` on the world's API, with rules alone; gives the code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("GITHUB_TOKEN", world.token)
        always = ["--no-model", "--effort=quick", "--api-url", world.url]
        code = review.run(review.parse([*always, *arguments]))
        return code, *capsys.readouterr()

    return call


def comments(world: World) -> list[str]:
    """What was said first in each thread."""
    return [thread.comments[0].body for thread in world.pulls[1].threads]


def sent(world: World) -> list[str]:
    return [
        f"{a.method} {a.path}" for a in world.asked if a.method == "POST" and a.path != "/graphql"
    ]


def test_a_review_of_a_pull_request_sends_nothing(call: Call, world: World) -> None:
    code, out, _ = call(*PR)
    assert code == 1
    assert "a.py:4: warning" in out
    assert not sent(world)


def test_a_page_names_a_pull_request(call: Call, world: World) -> None:
    assert (
        "a.py:4" in call("--pr", f"{world.url.replace('http', 'https')}/octo/app/pull/1/files")[1]
    )


def test_the_api_of_github_enterprise(call: Call, world: World) -> None:
    code, _, err = call(*POSTED, "--api-url", f"{world.url}/api/v3")
    assert code == 1
    assert "posted a review with 2 comments" in err


def test_the_variable_that_workflows_have(
    call: Call, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": world.url,
        "GITHUB_REF": "refs/pull/1/merge",
        "GITHUB_REPOSITORY": "octo/app",
    }.items():
        monkeypatch.setenv(name, value)
    options = review.parse(["--no-model", "--effort=quick", "--pr"])
    assert review.run(options) == 1


def test_a_dry_run_prints_what_would_be_sent(call: Call, world: World) -> None:
    code, out, _ = call(*POSTED, "--dry-run")
    assert code == 1
    assert not sent(world)
    assert out.startswith("octo/app#1: one review of ")
    assert "\nComment on a.py:4\n" in out
    assert "    **Warning** · error-handling ·" in out


def test_a_dry_run_as_json(call: Call, world: World) -> None:
    _, out, _ = call(*PR, "--dry-run", "--format", "json")
    document = json.loads(out)
    assert document["commit"] == world.sha("topic")
    assert document["review"]["event"] == "COMMENT"
    assert [each["line"] for each in document["review"]["comments"]] == [4, 2]
    assert (document["summary"], document["gone"]) == (None, [])


def test_a_post_with_json(call: Call, world: World) -> None:
    _, out, err = call(*POSTED, "--format", "json")
    assert len(json.loads(out)["findings"]) == 2
    assert "posted a review with 2 comments" in err


@pytest.mark.parametrize("how", ["--post", "--dry-run"])
def test_files_are_written_besides(call: Call, world: World, tmp_path: Path, how: str) -> None:
    file = tmp_path / "review.sarif"
    call(*PR, how, "--output", f"sarif={file}")
    results = json.loads(file.read_text())["runs"][0]["results"]
    assert len(results) == 2
    assert len(world.pulls[1].reviews) == (how == "--post")


def test_the_way_of_a_pull_request(call: Call, world: World) -> None:
    state = world.pulls[1]
    call(*POSTED)
    assert len(state.reviews) == 1
    assert [thread.line for thread in state.threads] == [4, 2]
    assert "2 findings" in state.reviews[0].body

    world.repository.commit({"a.py": f"# a comment\n\n\n{SWALLOWED}"})
    _, _, err = call(*POSTED)
    assert "nothing new to post" in err
    assert (len(state.reviews), len(state.threads)) == (1, 2)
    assert world.sha("topic")[:10] in state.reviews[0].body
    assert "2 still open" in state.reviews[0].body

    world.reply(state.threads[1], MAINTAINER, "won't fix, callers check it")
    code, out, _ = call(*POSTED)
    assert code == 1
    assert state.reviews[0].body.count("1 dismissed") == 1
    assert "1 not shown: dismissed." in out

    world.repository.commit({"a.py": FIXED})
    code, _, err = call(*POSTED)
    assert code == 0
    assert "marked as gone now: 1" in err
    assert f"**Fixed** in {world.sha('topic')[:10]}" in comments(world)[0]
    assert [thread.resolved for thread in state.threads] == [True, False]
    assert "No findings" in state.reviews[0].body
    assert "1 gone since, 1 dismissed" in state.reviews[0].body

    assert "nothing new to post on octo/app#1\n" in call(*POSTED)[2]
    assert len(sent(world)) == 1

    world.repository.commit({"a.py": SWALLOWED})
    call(*POSTED)
    assert [thread.line for thread in state.threads] == [4, 2, 4]
    assert "1 more comment." in state.reviews[1].body


def test_a_stranger_dismisses_nothing(call: Call, world: World) -> None:
    call(*POSTED)
    world.reply(world.pulls[1].threads[0], STRANGER, "/r1 dismiss")
    assert "not shown" not in call(*POSTED)[1]


def test_drafts_are_left_alone_unless_asked_for(call: Call, world: World) -> None:
    world.pulls[1].draft = True
    code, out, err = call(*POSTED)
    assert (code, out) == (0, "")
    assert "octo/app#1 is left alone: it is a draft (--include-drafts posts on it)" in err
    assert call(*PR)[0] == 1
    assert not sent(world)
    call(*POSTED, "--include-drafts")
    assert len(world.pulls[1].reviews) == 1


def test_the_bots_own_pull_requests_are_left_alone(call: Call, world: World) -> None:
    world.pulls[1].author = BOT
    code, _, err = call(*POSTED)
    assert code == 0
    assert "it is by the bot that would post" in err
    call(*POSTED, "--include-own")
    assert len(world.pulls[1].reviews) == 1


@pytest.mark.parametrize("merged", [False, True])
def test_nothing_is_posted_where_it_is_over(call: Call, world: World, merged: bool) -> None:
    world.pulls[1].state, world.pulls[1].merged = "closed", merged
    with pytest.raises(GitHubError, match="is merged" if merged else "is closed"):
        call(*POSTED)
    assert call(*PR)[0] == 1


def test_a_fork_that_is_gone(call: Call, world: World) -> None:
    world.pulls[1].fork, world.pulls[1].fork_is_gone = "somebody/app", True
    assert "posted a review" in call(*POSTED)[2]


def test_nothing_to_review_is_told(call: Call, world: World) -> None:
    world.repository.commit({"a.py": BASE})
    code, out, _ = call(*PR)
    assert (code, out) == (0, "No changes in pull request octo/app#1 to review.\n")
    call(*POSTED)
    assert "Nothing to review at" in world.pulls[1].reviews[0].body


def test_no_token(
    world: World, patience: Patience, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(shutil.which("git") or "")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))  # without gh
    options = ["--no-model", "--effort=quick", "--api-url", world.url, *PR]
    assert review.run(review.parse(options)) == 1
    with pytest.raises(GitHubError, match="takes a token") as raised:
        review.run(review.parse([*options, "--post"]))
    assert "gh auth login" in raised.value.hint
    assert not any("authorization" in asked.headers for asked in world.asked)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--post",), "are about a pull request"),
        ((*PR, "--working"), "--pr and --working don't go together"),
        ((*PR, "--range", "a..b"), "--pr and --range"),
        ((*PR, "--patch", "x"), "--pr and --patch"),
        ((*PR, "--write-baseline"), "--pr and --write-baseline"),
        ((*PR, "--dry-run", "--format", "sarif"), "prints text or json"),
        (("--pr", "src/"), "'src/' names no pull request"),
        (("--pr", "https://github.com/o/r/pull/1"), "is on github.com, and the API to ask is that"),
    ],
)
def test_wrong_usage(call: Call, world: World, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(UsageError, match=words) as raised:
        call(*arguments)
    assert raised.value.hint
    assert not world.asked


def test_the_current_branch(
    call: Call, world: World, clone: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = clone("topic")
    monkeypatch.chdir(folder)
    assert "a.py:4" in call("--pr")[1]
    subprocess.run(["git", "checkout", "--quiet", "-b", "other"], cwd=folder, check=True)
    with pytest.raises(GitHubError, match="no open pull request of the branch 'other'"):
        call("--pr")
    url = "https://gitlab.example/octo/app.git"
    subprocess.run(["git", "remote", "set-url", "origin", url], cwd=folder, check=True)
    with pytest.raises(GitHubError, match=r"is no repository on 127\.0\.0\.1"):
        call("--pr")


def test_the_current_branch_of_no_repository(call: Call) -> None:
    with pytest.raises(GitError, match="no git repository here"):
        call("--pr")


def test_the_branch_of_a_fork(
    call: Call, world: World, clone: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = clone("topic")
    monkeypatch.chdir(folder)
    world.pulls[1].fork = "me/app"
    fork = f"{world.url}/me/app"
    subprocess.run(["git", "remote", "add", "mine", fork], cwd=folder, check=True)
    subprocess.run(["git", "config", "branch.topic.pushRemote", "mine"], cwd=folder, check=True)
    world.forks = {"me/app"}
    world.parent = "octo/app"
    assert "a.py:4" in call("--pr")[1]


def test_a_clone_saves_requests(
    call: Call, world: World, clone: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone("main"))
    code, _, _ = call(*POSTED)
    assert code == 1
    assert [thread.line for thread in world.pulls[1].threads] == [4, 2]
    assert not [a.path for a in world.asked if "/git/" in a.path or a.headers["accept"] == "diff"]


def test_a_clone_without_the_commits_is_not_enough(
    call: Call, world: World, clone: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = clone("main")
    world.repository.commit({"b.py": SWALLOWED})
    monkeypatch.chdir(folder)
    assert "b.py:4" in call(*PR)[1]
    assert any("/git/blobs/" in asked.path for asked in world.asked)


def test_only_some_paths(call: Call, world: World) -> None:
    world.repository.commit({"b.py": SWALLOWED})
    out = call(*PR, "b.py")[1]
    assert "b.py:4" in out
    assert "a.py" not in out
