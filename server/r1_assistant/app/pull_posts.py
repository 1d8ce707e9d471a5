"""What a review of a pull request becomes there: planned, shown, sent."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from r1_assistant import __version__
from r1_assistant.app.pull_requests import PullChange, PullRequest
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.events import Stats

if TYPE_CHECKING:
    from r1_assistant.github.places import Places
    from r1_assistant.github.plan import Outcome, Plan


def outcome_of(
    request: PullRequest,
    taken: PullChange,
    findings: Sequence[Finding],
    stats: Stats,
    model: str | None,
    *,
    effort: str,
    paths: Sequence[str] = (),
    reasoning: bool = False,
) -> "Outcome":
    """Put together what a review came to."""
    from secrets import token_hex

    from r1_assistant.github.marks import reviewer
    from r1_assistant.github.plan import Outcome

    by = reviewer(__version__, model or "", effort)
    return Outcome(
        request.pull.head,
        taken.change,
        findings,
        stats,
        model,
        by,
        token_hex(8),
        tuple(paths),
        taken.problems,
        reasoning,
    )


def post_review(request: PullRequest, outcome: "Outcome") -> Iterator[str]:
    """Send it; gives sentences about what was sent. Raises GitHubError."""
    from r1_assistant.github.posting import post

    places, planner = _planned(request, outcome)
    sent = post(request.client, request.pull, places, planner)
    if sent.url:
        number = f"{sent.comments} comment{'' if sent.comments == 1 else 's'}"
        yield f"posted a review with {number}: {sent.url}"
    elif sent.edited or sent.gone:
        yield f"nothing new to post on {request.pull.address}; earlier texts are up to date"
    else:
        yield f"nothing new to post on {request.pull.address}"
    if sent.gone:
        yield f"earlier comments that are marked as gone now: {sent.gone}"
    yield from sent.problems


def preview(request: PullRequest, outcome: "Outcome") -> dict[str, Any]:
    """Give what would be sent, as JSON has it."""
    from r1_assistant.github.preview import as_json

    places, planner = _planned(request, outcome)
    return as_json(request.pull, planner(places))


def preview_lines(request: PullRequest, outcome: "Outcome") -> Iterator[str]:
    """Give what would be sent, as lines for people."""
    from r1_assistant.github.preview import as_lines

    places, planner = _planned(request, outcome)
    return as_lines(request.pull, planner(places))


def _planned(request: PullRequest, outcome: "Outcome") -> "tuple[Places, Callable[[Places], Plan]]":
    from r1_assistant.github.places import Places
    from r1_assistant.github.plan import make_plan

    places = Places.of(outcome.change.files)
    return places, lambda where: make_plan(outcome, request.known, where)
