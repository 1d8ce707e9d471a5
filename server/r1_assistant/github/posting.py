"""Sends what was planned: the review first, then what changes in earlier texts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from r1_assistant.domain.errors import GitHubError
from r1_assistant.github import queries
from r1_assistant.github.client import Client
from r1_assistant.github.files import listed_files
from r1_assistant.github.known import fetch_known
from r1_assistant.github.marks import summary_mark
from r1_assistant.github.places import Places
from r1_assistant.github.plan import Edit, Gone, Plan
from r1_assistant.github.pull import Pull, fetch_pull
from r1_assistant.github.refusals import Forbidden, NotFound, Unprocessable, Unsure

Planner = Callable[[Places], Plan]
"""Makes the plan again, for the places that GitHub takes comments at."""


@dataclass(slots=True)
class Sent:
    """What was sent; `problems` are sentences about what was refused without being in the way."""

    url: str = ""
    comments: int = 0
    edited: bool = False
    gone: int = 0
    problems: list[str] = field(default_factory=list)


def post(client: Client, pull: Pull, places: Places, planner: Planner) -> Sent:
    """Send one review, and bring earlier texts up to date.

    Raises GitHubError: the pull request was pushed to or closed meanwhile, or GitHub refuses.
    """
    _check_still(client, pull)
    plan = planner(places)
    sent = Sent()
    if plan.review is not None:
        plan = _review(client, pull, plan, planner, sent)
    if plan.summary is not None:
        _edit(client, queries.EDIT_REVIEW, plan.summary, "the summary")
        sent.edited = True
    for gone in plan.gone:
        _finish(client, gone, sent)
    return sent


def _check_still(client: Client, pull: Pull) -> None:
    now = fetch_pull(client, pull.address)
    if now.head != pull.head:
        raise GitHubError(
            f"{pull.address} was pushed to during the review ({pull.head[:10]} is now "
            f"{now.head[:10]}), so nothing was posted.",
            hint="Run it again.",
        )
    if not now.open:
        raise GitHubError(f"{pull.address} was closed during the review; nothing was posted.")


def _review(client: Client, pull: Pull, plan: Plan, planner: Planner, sent: Sent) -> Plan:
    """Post the review; comments that GitHub has no place for go into the summary instead."""
    try:
        _create(client, pull, plan, sent)
        return plan
    except Unprocessable:
        if not plan.comments:
            raise
    theirs = planner(Places.of(listed_files(client, pull)))
    if theirs.comments != plan.comments:
        try:
            _create_if_any(client, pull, theirs, sent)
            return theirs
        except Unprocessable:
            pass
    last = planner(Places())
    sent.problems.append("GitHub took no comments on lines; they are in the summary")
    _create_if_any(client, pull, last, sent)
    return last


def _create_if_any(client: Client, pull: Pull, plan: Plan, sent: Sent) -> None:
    if plan.review is not None:
        _create(client, pull, plan, sent)


def _create(client: Client, pull: Pull, plan: Plan, sent: Sent) -> None:
    """Make the review, once: where no answer came it is looked up before it is sent again."""
    try:
        sent.url = _made(client, pull, plan)
    except Unsure:
        sent.url = _arrived(client, pull, plan) or _made(client, pull, plan)
    sent.comments = len(plan.comments)


def _made(client: Client, pull: Pull, plan: Plan) -> str:
    """Make the review, and give its page's address."""
    answer = client.post(f"{pull.path}/reviews", f"a review of {pull.address}", plan.request)
    return str(answer.get("html_url") or pull.url) if isinstance(answer, dict) else pull.url


def _arrived(client: Client, pull: Pull, plan: Plan) -> str | None:
    """Find this run's review; None if it is not there."""
    mark = summary_mark(plan.review or "")
    reviews = fetch_known(client, pull).reviews
    return next((each.url for each in reviews if mark and each.mark.run == mark.run), None)


def _finish(client: Client, gone: Gone, sent: Sent) -> None:
    """Say that a finding is gone, and resolve its thread, if the token may."""
    _edit(client, queries.EDIT_COMMENT, gone.comment, "a comment")
    sent.gone += 1
    if not gone.resolvable:
        return
    try:
        client.graphql(queries.RESOLVE, "resolving a thread", id=gone.thread)
    except (Forbidden, NotFound):
        # of an Actions token GitHub wants `contents: write` for this, which a review has no use for
        problem = "threads were not resolved: the token may not (GitHub asks for contents: write)"
        if problem not in sent.problems:
            sent.problems.append(problem)


def _edit(client: Client, mutation: str, edit: Edit, what: str) -> None:
    client.graphql(mutation, what, id=edit.id, body=edit.body)
