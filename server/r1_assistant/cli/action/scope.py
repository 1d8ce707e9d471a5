"""What an event brings to review. Pure: what is not in the clone is somebody else's concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from r1_assistant.cli.action.event import ZEROS, Event
from r1_assistant.cli.action.inputs import Inputs
from r1_assistant.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request; `unposted` says why nothing can be posted to it, and is empty if it can."""

    repository: str
    number: int
    unposted: str = ""


@dataclass(frozen=True, slots=True)
class Commits:
    """What lies between two commits.

    `old` is empty where the parent of `new` is meant. With `branch`, all that `new` adds to that
    branch is meant, as far as the clone knows where the two parted; `first` is the oldest commit
    that it adds, if that is known. With `untrusted`, what `old` says about reviews holds.
    """

    old: str
    new: str
    branch: str = ""
    first: str = ""
    untrusted: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A range as the workflow's author wrote it."""

    revisions: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No review, and why."""

    why: str


Scope = PullRequest | Commits | Written | Nothing

_REQUESTS: Mapping[str, tuple[str, ...]] = {
    "pull_request": ("pull_request",),
    "pull_request_target": ("pull_request",),
    "pull_request_review": ("pull_request",),
    "pull_request_review_comment": ("pull_request",),
    "issue_comment": ("issue",),
}
"""Events about a pull request, and where its number is."""

_READ_ONLY = ("pull_request", "pull_request_review", "pull_request_review_comment")
"""Events whose token may only read if the change comes from a fork."""

FORK = "this pull request comes from a fork, and the workflow's token may only read"
DRAFT = "this pull request is a draft"
DEPENDABOT = "this run was started by Dependabot, and the workflow's token may only read"


def scope_of(event: Event, inputs: Inputs) -> Scope:
    """Say what is to be reviewed; raises UsageError if the event does not tell."""
    if inputs.revisions:
        return Written(inputs.revisions)
    if inputs.pull_request:
        return PullRequest(_repository(event), inputs.pull_request, _unposted(event))
    if event.name in _REQUESTS:
        return _request(event, _REQUESTS[event.name])
    if event.name == "workflow_run":
        return _request_of_run(event)
    if event.name == "push":
        return _push(event)
    if event.name == "merge_group":
        return _merge_group(event)
    return _last_commit(event)


def _request(event: Event, where: tuple[str, ...]) -> Scope:
    if event.name == "issue_comment" and event.value(dict, "issue", "pull_request") is None:
        return Nothing("The comment is on an issue, not on a pull request.")
    return _numbered(event, event.value(int, *where, "number"))


def _request_of_run(event: Event) -> Scope:
    found = event.value(list, "workflow_run", "pull_requests") or []
    first: Any = found[0] if found else {}
    number = first.get("number") if isinstance(first, Mapping) else None
    if number is None:
        return Nothing(
            "GitHub names no pull request for this run, as always with forks: "
            "give its number as the input pull-request."
        )
    return _numbered(event, number)


def _numbered(event: Event, number: object) -> PullRequest:
    if type(number) is not int or number < 1:
        raise _unclear(event, "number of a pull request")
    return PullRequest(_repository(event), number, _unposted(event))


def _push(event: Event) -> Scope:
    before, after = event.commit_at("before"), event.commit_at("after")
    if not (before and after):
        raise _unclear(event, "pair of commits")
    ref = event.value(str, "ref") or ""
    if ZEROS.fullmatch(after):
        return Nothing("The push deleted a branch or a tag.")
    if not ref.startswith("refs/heads/"):
        return Nothing("The push was of a tag, which brings no change.")
    created = bool(ZEROS.fullmatch(before))
    base = event.branch_at("repository", "default_branch")
    away = base != ref.removeprefix("refs/heads/")
    if created or (away and event.value(bool, "forced")):
        return _new_branch(event, after, base if away else "", before)
    return Commits(before, after)


def _new_branch(event: Event, after: str, base: str, before: str) -> Scope:
    """A branch that was made, or written anew: all that it adds to the default one."""
    commits = event.value(list, "commits") or []
    first: Any = commits[0] if commits else {}
    name = first.get("id") if isinstance(first, Mapping) else None
    if name is None and ZEROS.fullmatch(before):
        return Nothing("The new branch has no commits that others do not have.")
    first = Event(event.name, {"id": name}).commit_at("id")
    return Commits("" if ZEROS.fullmatch(before) else before, after, base, first)


def _merge_group(event: Event) -> Commits:
    base, head = (event.commit_at("merge_group", each) for each in ("base_sha", "head_sha"))
    if not (base and head):
        raise _unclear(event, "pair of commits")
    return Commits(base, head, untrusted=True)


def _last_commit(event: Event) -> Commits:
    if not event.commit:
        raise _unclear(event, "commit")
    return Commits("", event.commit)


def _repository(event: Event) -> str:
    name = event.repository_at("repository", "full_name") or event.repository
    if not name:
        raise _unclear(event, "repository")
    return name


def _unposted(event: Event) -> str:
    if event.value(bool, "pull_request", "draft"):
        return DRAFT
    if event.name not in _READ_ONLY:
        return ""
    if event.actor == "dependabot[bot]":
        return DEPENDABOT
    head = event.repository_at("pull_request", "head", "repo", "full_name")
    base = event.repository_at("pull_request", "base", "repo", "full_name")
    return "" if head and head == base else FORK


def _unclear(event: Event, what: str) -> UsageError:
    return UsageError(
        f"The payload of the event {event.name[:40]!r} has no {what}.",
        hint="Say what to review with the input range (A..B) or pull-request (a number).",
    )
