from collections.abc import Callable

import pytest

from r1_assistant.domain.errors import GitHubError
from r1_assistant.github.address import PullAddress, RepositoryName
from r1_assistant.github.client import Client
from r1_assistant.github.known import Known, fetch_known
from r1_assistant.github.places import Places
from r1_assistant.github.plan import Outcome, Plan, make_plan
from r1_assistant.github.posting import Sent, post
from r1_assistant.github.pull import fetch_pull
from support.github.samples import finding, outcome
from support.github.world import BOT, MAINTAINER, STRANGER, Fault, Said, Thread, World

ADDRESS = PullAddress(RepositoryName("octo", "app"), 1)
Post = Callable[..., Sent]


@pytest.fixture
def send(world: World, client: Client) -> Post:
    """Send a review of the world's pull request with these findings, placed in `shown`."""

    def send(*findings: object, shown: object = None, **more: object) -> Sent:
        pull = fetch_pull(client, ADDRESS)
        known = fetch_known(client, pull)
        of: Outcome = outcome(*findings, commit=pull.head, **more)  # type: ignore[arg-type]

        def planner(places: Places) -> Plan:
            return make_plan(of, known, places)

        places = Places({"a.py": [(1, 9)]}) if shown is None else shown
        return post(client, pull, places, planner)  # type: ignore[arg-type]

    return send


def writes(world: World) -> list[str]:
    return [
        f"{a.method} {a.path}" for a in world.asked if a.method != "GET" and a.path != "/graphql"
    ]


def test_one_review_is_sent(world: World, send: Post) -> None:
    sent = send(finding(2), finding(3, end_line=4), finding(99))
    state = world.pulls[1]
    assert sent.comments == 2
    assert sent.url.endswith("#pullrequestreview-000001")
    assert writes(world) == ["POST /repos/octo/app/pulls/1/reviews"]
    assert [(thread.start_line, thread.line) for thread in state.threads] == [(None, 2), (3, 4)]
    assert "`a.py:99`" in state.reviews[0].body


def test_a_second_run_edits_the_summary_and_adds_what_is_new(world: World, send: Post) -> None:
    send(finding(2))
    sent = send(finding(2), finding(3))
    first, second = world.pulls[1].reviews
    assert sent.comments == 1
    assert len(world.pulls[1].threads) == 2
    assert "2 findings" in first.body
    assert second.body.endswith(
        f"1 more comment. [The summary]({world.url}/octo/app/pull/1"
        "#pullrequestreview-000001) is up to date."
    )
    third = send(finding(2), finding(3))
    assert (third.url, third.comments) == ("", 0)
    assert len(world.pulls[1].reviews) == 2


def test_what_is_gone_is_resolved(world: World, send: Post) -> None:
    send(finding(2, quote="no such line"))
    sent = send()
    (thread,) = world.pulls[1].threads
    assert (sent.gone, thread.resolved) == (1, True)
    assert f"No longer found** in {world.sha('topic')[:10]}" in thread.comments[0].body
    assert send().gone == 0
    assert send(finding(2, quote="no such line")).comments == 1


def test_a_token_that_may_not_resolve(world: World, send: Post) -> None:
    world.rights.discard("resolve")
    send(finding(2), finding(3))
    sent = send()
    assert sent.gone == 2
    (problem,) = sent.problems
    assert "contents: write" in problem
    assert not any(thread.resolved for thread in world.pulls[1].threads)
    assert all("No longer found" in t.comments[0].body for t in world.pulls[1].threads)


def test_a_token_that_only_reads(world: World, send: Post) -> None:
    world.rights.discard("write")
    with pytest.raises(GitHubError, match="rights are not enough for a review") as raised:
        send(finding(2))
    assert "pull-requests: write" in raised.value.hint


def test_a_comment_that_github_has_no_place_for(world: World, send: Post) -> None:
    sent = send(finding(2), finding(80), shown=Places({"a.py": [(1, 99)]}))
    assert sent.comments == 1
    assert [thread.line for thread in world.pulls[1].threads] == [2]
    assert "`a.py:80`" in world.pulls[1].reviews[0].body
    assert len(writes(world)) == 2


def test_comments_that_github_refuses_for_no_reason(world: World, send: Post) -> None:
    world.faults.append(Fault("POST .*reviews", 422, "Unprocessable Entity"))
    sent = send(finding(2))
    assert sent.problems == ["GitHub took no comments on lines; they are in the summary"]
    assert "`a.py:2`" in world.pulls[1].reviews[0].body


def test_a_summary_that_github_refuses(world: World, send: Post) -> None:
    world.faults.append(Fault("POST .*reviews", 422, "User can only have one pending review"))
    with pytest.raises(GitHubError, match="only have one pending review"):
        send()


def test_an_answer_that_got_lost(world: World, send: Post) -> None:
    world.faults.append(Fault("POST .*reviews", 502, done=True))
    sent = send(finding(2))
    assert len(world.pulls[1].reviews) == 1
    assert sent.url.endswith("#pullrequestreview-000001")


def test_a_request_that_got_lost(world: World, send: Post) -> None:
    world.faults.append(Fault("POST .*reviews", 0, hangs_up=True))
    assert send(finding(2)).comments == 1
    assert len(world.pulls[1].reviews) == 1


def test_a_push_in_between(world: World, client: Client, send: Post) -> None:
    def push() -> None:
        world.repository.commit({"a.py": "pushed\n"})

    world.before["POST /graphql"] = push
    with pytest.raises(GitHubError, match="was pushed to during the review") as raised:
        send(finding(2))
    assert raised.value.hint == "Run it again."
    assert not world.pulls[1].reviews


def test_it_is_closed_in_between(world: World, send: Post) -> None:
    world.before["POST /graphql"] = lambda: setattr(world.pulls[1], "state", "closed")
    with pytest.raises(GitHubError, match="was closed during the review"):
        send(finding(2))


def test_all_pages_of_what_was_said(world: World, client: Client, send: Post) -> None:
    send(*(finding(2, quote=str(n)) for n in range(7)))
    last = world.pulls[1].threads[-1]
    for n in range(6):
        world.reply(last, STRANGER, f"hm {n}")
    world.reply(last, MAINTAINER, "/r1 dismiss that is how it is")
    world.most = 2
    known = fetch_known(client, fetch_pull(client, ADDRESS))
    assert len(known.threads) == 7
    assert len(known.dismissed) == 1
    assert known.summary is not None


def test_what_others_forge_does_not_count(world: World, client: Client, send: Post) -> None:
    send(finding(2))
    state = world.pulls[1]
    mark = state.threads[0].comments[0].body
    state.threads = [Thread("PRRT_9", "a.py", 2, None, [Said("PRRC_9", STRANGER, mark)], "")]
    state.reviews = [Said("PRR_9", STRANGER, state.reviews[0].body)]
    assert fetch_known(client, fetch_pull(client, ADDRESS)) == Known()
    assert send(finding(2)).comments == 1


def test_a_reply_without_a_say(world: World, client: Client, send: Post) -> None:
    send(finding(2))
    world.reply(world.pulls[1].threads[0], STRANGER, "/r1 dismiss")
    assert not fetch_known(client, fetch_pull(client, ADDRESS)).dismissed


def test_a_pull_request_by_the_bot_itself(world: World, client: Client) -> None:
    world.pulls[1].author = BOT
    assert fetch_known(client, fetch_pull(client, ADDRESS)).own
    world.pulls[1].author = world.viewer = MAINTAINER
    assert not fetch_known(client, fetch_pull(client, ADDRESS)).own
