from collections.abc import Callable

import pytest

from r1_assistant.cli import review
from r1_assistant.github.patience import Patience
from support.github.world import World

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    world: World,
    patience: Patience,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run `r1-review --no-model` on the world's API; gives the code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("GITHUB_TOKEN", world.token)
        options = review.parse(["--no-model", "--api-url", world.url, *arguments])
        code = review.run(options)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_a_pull_request_is_reviewed_and_nothing_is_sent(call: Call, world: World) -> None:
    code, out, _ = call("--pr", "octo/app#1")
    print(out)
    assert code == 1
    assert "a.py:4: warning" in out
    assert {asked.method for asked in world.asked if asked.path != "/graphql"} == {"GET"}
    assert not world.pulls[1].reviews


def test_a_dry_run_shows(call: Call, world: World) -> None:
    code, out, _ = call("--pr", "octo/app#1", "--dry-run")
    print(out)
    code, out, _ = call("--pr", "octo/app#1", "--post")
    print(out, _)
    for a in world.asked:
        print(a.method, a.path, a.query)
    print(world.pulls[1].reviews, world.pulls[1].threads)
    code, out, _ = call("--pr", "octo/app#1", "--post")
    print(out, _)
    assert 0
