import contextlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.cli.action.event import Event, read_event
from r1_assistant.cli.action.inputs import Inputs
from r1_assistant.cli.action.scope import (
    DEPENDABOT,
    DRAFT,
    FORK,
    Commits,
    Nothing,
    PullRequest,
    Scope,
    Written,
    scope_of,
)
from r1_assistant.domain.errors import UsageError
from support import webhooks

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40
NAMES = ("push", "pull_request", "pull_request_target", "merge_group", "workflow_dispatch")
NAMES += ("schedule", "issue_comment", "workflow_run", "release", "")

LEAF = st.sampled_from([None, True, 0, -1, 7, 7.5, "", "x\ny", "--all", A, ZERO, "refs/heads/t"])
TABLE = st.dictionaries(st.sampled_from(["id", "number", "sha", "base_sha", "head_sha"]), LEAF)
JSON = LEAF | TABLE | st.lists(LEAF | TABLE, max_size=2)
KEYS = ("ref", "before", "after", "commits", "forced", "repository", "pull_request", "number")
KEYS += ("merge_group", "issue", "workflow_run")


def scope(name: str, payload: object, inputs: Inputs | None = None, actor: str = "") -> Scope:
    assert isinstance(payload, dict)
    event = Event(name, payload, webhooks.REPOSITORY, B, actor)
    return scope_of(event, inputs or Inputs())


def test_a_push_is_what_it_brought() -> None:
    assert scope("push", webhooks.push(A, B)) == Commits(A, B)


def test_a_new_branch_is_all_that_it_adds() -> None:
    new = webhooks.push(ZERO, B, "refs/heads/topic", commits=[A, B])
    assert scope("push", new) == Commits("", B, branch="main", first=A)
    assert scope("push", webhooks.push(ZERO, B)) == Commits("", B, first=B)
    none = webhooks.push(ZERO, B, "refs/heads/topic", commits=[])
    assert isinstance(scope("push", none), Nothing)


def test_a_branch_that_was_written_anew_is_all_that_it_adds() -> None:
    again = webhooks.push(A, B, "refs/heads/topic", forced=True, commits=[B])
    assert scope("push", again) == Commits(A, B, branch="main", first=B)
    assert scope("push", webhooks.push(A, B, forced=True)) == Commits(A, B)


@pytest.mark.parametrize(
    "payload_of",
    [
        lambda: webhooks.push(A, ZERO, "refs/heads/topic", commits=[]),
        lambda: webhooks.push(ZERO, B, "refs/tags/v1"),
    ],
)
def test_a_deleted_branch_and_a_tag_bring_nothing(payload_of: object) -> None:
    assert callable(payload_of)
    assert isinstance(scope("push", payload_of()), Nothing)


def test_a_merge_group_is_what_it_would_merge() -> None:
    assert scope("merge_group", webhooks.merge_group(A, B)) == Commits(A, B, untrusted=True)


@pytest.mark.parametrize("name", ["workflow_dispatch", "schedule", "release"])
def test_without_a_change_it_is_the_last_commit(name: str) -> None:
    assert scope(name, webhooks.workflow_dispatch()) == Commits("", B)


def test_inputs_go_before_the_event() -> None:
    payload = webhooks.workflow_dispatch()
    assert scope("workflow_dispatch", payload, Inputs(revisions="v1..v2")) == Written("v1..v2")
    wanted = PullRequest(webhooks.REPOSITORY, 7)
    assert scope("workflow_dispatch", payload, Inputs(pull_request=7)) == wanted


def test_a_pull_request_is_named() -> None:
    payload = webhooks.pull_request(7, A, B)
    assert scope("pull_request", payload) == PullRequest(webhooks.REPOSITORY, 7)


def test_what_a_fork_or_dependabot_starts_cannot_post() -> None:
    payload = webhooks.pull_request(7, A, B, fork="somebody/shop")
    assert scope("pull_request", payload) == PullRequest(webhooks.REPOSITORY, 7, FORK)
    assert scope("pull_request_target", payload) == PullRequest(webhooks.REPOSITORY, 7)
    gone = webhooks.pull_request(7, A, B)
    gone["pull_request"]["head"]["repo"] = None  # the fork was deleted
    assert scope("pull_request", gone) == PullRequest(webhooks.REPOSITORY, 7, FORK)
    own = webhooks.pull_request(7, A, B)
    found = scope("pull_request", own, actor="dependabot[bot]")
    assert found == PullRequest(webhooks.REPOSITORY, 7, DEPENDABOT)


def test_a_draft_is_reviewed_and_not_posted_to() -> None:
    payload = webhooks.pull_request(7, A, B, draft=True)
    assert scope("pull_request_target", payload) == PullRequest(webhooks.REPOSITORY, 7, DRAFT)


def test_a_comment_on_an_issue_is_none_on_a_pull_request() -> None:
    issue = {"issue": {"number": 3}, "repository": {"full_name": "o/r"}}
    assert isinstance(scope("issue_comment", issue), Nothing)
    issue["issue"]["pull_request"] = {"url": "x"}
    assert scope("issue_comment", issue) == PullRequest("o/r", 3)


def test_a_run_names_its_pull_request_unless_a_fork_made_it() -> None:
    run = {"workflow_run": {"pull_requests": [{"number": 4}]}}
    assert scope("workflow_run", run) == PullRequest(webhooks.REPOSITORY, 4)
    assert isinstance(scope("workflow_run", {"workflow_run": {"pull_requests": []}}), Nothing)


@pytest.mark.parametrize(
    "bad",
    ["--upload-pack=x", "HEAD", "A" * 40, A + "\n", A[:39], A + "^{tree}", 7, None],
)
def test_only_ids_of_commits_are_taken(bad: object) -> None:
    with pytest.raises(UsageError):
        scope("push", {"before": bad, "after": B, "ref": "refs/heads/main"})
    with pytest.raises(UsageError):
        scope("merge_group", {"merge_group": {"base_sha": A, "head_sha": bad}})


@pytest.mark.parametrize("bad", ["o/r/../x", "o", "o/r#1", "o/r --post", "../..", 3])
def test_only_names_of_repositories_are_taken(bad: object) -> None:
    payload = {"pull_request": {"number": 1}, "repository": {"full_name": bad}}
    found = scope("pull_request", payload)
    assert isinstance(found, PullRequest)
    assert found.repository == webhooks.REPOSITORY


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(KEYS), JSON))
def test_any_payload_gives_a_scope_or_a_sentence(name: str, payload: dict[str, object]) -> None:
    with contextlib.suppress(UsageError):
        found = scope(name, payload)
        if isinstance(found, Commits):
            assert set(found.old + found.new + found.first) <= set("0123456789abcdef")
        if isinstance(found, PullRequest):
            assert found.number > 0


@settings(deadline=None)
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_file_is_a_payload_or_a_sentence(content: bytes) -> None:
    with TemporaryDirectory() as folder, contextlib.suppress(UsageError):
        file = Path(folder, "event.json")
        file.write_bytes(content)
        event = read_event({"GITHUB_EVENT_PATH": str(file), "GITHUB_EVENT_NAME": "push"})
        assert isinstance(event.payload, dict)


def test_a_missing_file_is_told_and_no_name_is_no_payload(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="payload cannot be read"):
        read_event({"GITHUB_EVENT_PATH": str(tmp_path / "none.json")})
    assert read_event({}) == Event("", {})
