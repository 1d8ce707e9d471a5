import logging
import sys
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from r1_assistant.domain.errors import GitHubError
from r1_assistant.github.address import PullAddress, RepositoryName, api_at
from r1_assistant.github.client import Client
from r1_assistant.github.known import fetch_known
from r1_assistant.github.patience import Patience
from r1_assistant.github.pull import fetch_pull
from r1_assistant.github.refusals import Unsure
from support.github.world import Fault, World
from support.package_index import serving

PULL = "/repos/octo/app/pulls/1"
ADDRESS = PullAddress(RepositoryName("octo", "app"), 1)


class _Silent(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def get(client: Client) -> Any:
    return client.get(PULL, "the pull request octo/app#1")


def refused(client: Client) -> str:
    with pytest.raises(GitHubError) as raised:
        get(client)
    return str(raised.value)


def test_requests_say_who_and_which_version(world: World, client: Client) -> None:
    get(client)
    headers = world.asked[0].headers
    assert headers["authorization"] == f"token {world.token}"
    assert headers["user-agent"].startswith("r1-assistant/")
    assert headers["x-github-api-version"] == "2022-11-28"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("GET", 401, "Bad credentials"), "does not accept the token. Set GITHUB_TOKEN"),
        (
            Fault("GET", 403, "Resource not accessible by integration"),
            "rights are not enough for the pull request octo/app#1 (Resource not accessible by",
        ),
        (
            Fault("GET", 403, "SSO", {"X-GitHub-SSO": "required; url=https://github.com/sso"}),
            "not authorised for this organisation. Authorise it: https://github.com/sso",
        ),
        (Fault("GET", 404, "Not Found"), "nothing under this name"),
        (Fault("GET", 451, "Blocked"), "status 451"),
        (Fault("GET", 400, "a\x1b[31mb"), "(a [31mb)"),
    ],
)
def test_refusals(world: World, client: Client, fault: Fault, words: str) -> None:
    world.faults.append(fault)
    assert words in refused(client)
    assert len(world.asked) == 1


@pytest.mark.parametrize(
    "fault", [Fault("GET", 502, times=2), Fault("GET", 0, times=2, hangs_up=True)]
)
def test_a_failure_of_the_servers_is_waited_out(
    world: World, client: Client, waits: list[float], fault: Fault
) -> None:
    world.faults.append(fault)
    assert get(client)["number"] == 1
    assert waits == [1.0, 2.0]


def test_a_server_that_keeps_failing(world: World, client: Client, waits: list[float]) -> None:
    world.faults.append(Fault("GET", 503, times=9))
    assert "failure of its own (status 503)" in refused(client)
    assert waits == [1.0, 2.0, 4.0]


def test_nobody_is_there(world: World, patience: Patience) -> None:
    with serving(_Silent) as port:
        pass
    message = refused(Client(api_at(f"http://127.0.0.1:{port}"), world.token, patience))
    assert "127.0.0.1 cannot be reached" in message
    assert "--api-url" in message


@pytest.mark.parametrize(
    ("headers", "message", "waited"),
    [
        ({"Retry-After": "7"}, "You have exceeded a secondary rate limit", 7.0),
        ({}, "You have exceeded a secondary rate limit", 60.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000030"}, "API rate limit", 31.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, "API rate limit", 1.0),
    ],
)
@pytest.mark.parametrize("status", [403, 429])
def test_a_short_limit_is_waited_for(
    world: World,
    client: Client,
    waits: list[float],
    status: int,
    headers: dict[str, str],
    message: str,
    waited: float,
) -> None:
    world.faults.append(Fault("GET", status, message, headers))
    assert get(client)["number"] == 1
    assert waits == [waited]


def test_a_long_limit_is_told(world: World, client: Client, waits: list[float]) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800001800"}
    world.faults.append(Fault("GET", 403, "API rate limit exceeded for 127.0.0.1", headers))
    assert "no more requests for now; it does again in 30 minutes" in refused(client)
    assert not waits


def test_a_wait_is_told(world: World, waits: list[float]) -> None:
    told: list[str] = []
    patience = Patience(sleep=waits.append, tell=told.append)
    world.faults.append(Fault("GET", 429, "Slow down", {"Retry-After": "9"}))
    get(Client(api_at(world.url), world.token, patience))
    assert told == ["GitHub takes no more requests for now; going on in 9 s"]


def test_what_makes_something_is_not_sent_again_unasked(world: World, client: Client) -> None:
    world.faults.append(Fault("POST", 502))
    with pytest.raises(Unsure):
        client.post(f"{PULL}/reviews", "a review", {"body": "x"})
    assert len(world.asked) == 1


def test_a_limit_of_the_graphql_api(
    world: World, client: Client, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    from support.github import conversation

    limited = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    answers = [limited]
    usual = conversation.run
    monkeypatch.setattr(
        conversation, "run", lambda *asked: answers.pop() if answers else usual(*asked)
    )
    fetch_known(client, fetch_pull(client, ADDRESS))
    assert waits == [60.0]


def test_what_the_graphql_api_refuses(world: World, client: Client) -> None:
    with pytest.raises(GitHubError, match="nothing under this name"):
        client.graphql('query { repository(owner: "x", name: "y") { id } }', "x/y")


def test_a_repository_that_was_renamed(world: World, client: Client) -> None:
    world.moved_to = "octo/renamed"
    assert str(fetch_pull(client, ADDRESS).address) == "octo/renamed#1"


def test_the_token_follows_no_redirect_to_another_server(world: World, client: Client) -> None:
    seen: list[str] = []

    class Elsewhere(_Silent):
        def do_GET(self) -> None:
            seen.append(str(self.headers))

    with serving(Elsewhere) as port:
        for host in (f"127.0.0.2:{port}", f"localhost:{port}"):
            where = {"Location": f"http://{host}/repos/octo/app/pulls/1"}
            world.faults.append(Fault("GET", 301, "Moved", where))
            assert "sends elsewhere, and is not followed" in refused(client)
        world.faults.append(Fault("GET", 302, "Found", {"Location": f"http://127.0.0.1:{port}/"}))
        assert "status 302" in refused(client)
    assert not seen


def test_something_else_that_answers(patience: Patience) -> None:
    class Page(_Silent):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html>")

    with serving(Page) as port:
        message = refused(Client(api_at(f"http://127.0.0.1:{port}"), "t", patience))
    assert "is not GitHub's API. GitHub Enterprise's is at" in message


def test_all_pages_of_a_list(world: World, client: Client) -> None:
    world.most = 2
    world.repository.commit({f"n/{n}.txt": f"{n}\n" for n in range(5)})
    assert len(list(client.pages(f"{PULL}/files", "files"))) == 6
    assert len(list(client.pages(f"{PULL}/files", "files", most=3))) == 3


def test_the_token_is_in_no_log(
    world: World, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fetch_known(client, fetch_pull(client, ADDRESS))
    world.faults.append(Fault("GET", 403, f"bad token {'x' * 10}"))
    refused(client)
    assert caplog.records
    assert world.token not in caplog.text


def test_without_the_library(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "github", None)
    with pytest.raises(GitHubError, match="PyGithub") as raised:
        Client(api_at(world.url), None)
    assert '-m pip install "r1-assistant[github]"' in raised.value.hint
