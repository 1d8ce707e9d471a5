"""The action on pull requests, whose API is a server on loopback."""

from pathlib import Path
from typing import Any

import pytest

from support import webhooks
from support.action_site import RULES, Site, annotations
from support.github.world import World

pytestmark = pytest.mark.e2e

FOUND = ["::warning file=a.py,line=4,endLine=4", "::warning file=a.py,line=2,endLine=2"]
THREADS = [("a.py", 2), ("a.py", 4)]
POST = RULES | {"post": "true"}


@pytest.fixture
def site(tmp_path: Path, world: World) -> Site:
    """A site whose pull requests are those of the world."""
    site = Site(tmp_path / "site")
    site.origin, site.token, site.api_url = world.repository, world.token, world.url
    assert world.name == webhooks.REPOSITORY
    return site


def payload(world: World, **more: Any) -> dict[str, Any]:
    return webhooks.pull_request(1, world.sha("main"), world.sha("topic"), **more)


def test_a_pull_request_is_annotated_without_a_checkout(site: Site, world: World) -> None:
    ended, _ = site.job("pull_request", payload(world), checkout="")
    assert ended.code == 1
    assert [each.partition(",col")[0] for each in annotations(ended)] == FOUND
    assert world.pulls[1].reviews == []
    assert "a.py" in ended.summary


def test_a_review_is_posted_once_if_it_is_wanted(site: Site, world: World) -> None:
    ended, _ = site.job("pull_request", payload(world), inputs=POST)
    assert (ended.code, len(annotations(ended))) == (1, len(FOUND))
    assert sorted((thread.path, thread.line) for thread in world.pulls[1].threads) == THREADS
    site.job("pull_request", payload(world), inputs=POST, number=2)
    assert len(world.pulls[1].threads) == len(THREADS)


@pytest.mark.parametrize(
    ("more", "why"), [({"fork": "stranger/app"}, "fork"), ({"draft": True}, "draft")]
)
def test_where_nothing_can_be_posted_one_sentence_says_why(
    site: Site, world: World, more: dict[str, Any], why: str
) -> None:
    ended, _ = site.job("pull_request", payload(world, **more), inputs=POST, checkout="")
    assert (ended.code, len(annotations(ended))) == (1, len(FOUND))
    told = [each for each in ended.commands if "Nothing was posted" in each]
    assert len(told) == 1
    assert why in told[0]
    assert "Nothing was posted" in ended.summary
    assert world.pulls[1].reviews == []


def test_a_token_that_may_not_post_fails_and_the_findings_are_told(
    site: Site, world: World
) -> None:
    world.rights = {"read"}
    ended, _ = site.job("pull_request", payload(world), inputs=POST, checkout="")
    assert ended.code == 2
    assert ended.outputs["exit-status"] == "2"
    assert len(annotations(ended)) == len(FOUND)
    assert "a.py" in ended.summary
    assert any(each.startswith("::error title=") for each in ended.commands)
    wanted = POST | {"advisory": "true"}
    again, _ = site.job("pull_request", payload(world), inputs=wanted, checkout="", number=2)
    assert again.code == 0


def test_the_token_is_sent_to_the_api_and_is_nowhere_else(
    site: Site, world: World, tmp_path: Path
) -> None:
    ended, runner = site.job("pull_request", payload(world), inputs=POST)
    assert all(world.token in asked.headers["authorization"] for asked in world.asked)
    assert world.token not in ended.log + ended.summary
    files = [each for each in (tmp_path / "site").rglob("*") if each.is_file()]
    assert len(files) > 10
    assert not [each for each in files if world.token.encode() in each.read_bytes()]
    assert runner
