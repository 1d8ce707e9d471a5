"""What would be sent, for people and as JSON."""

from collections.abc import Iterator
from typing import Any

from r1_assistant.github.plan import Plan
from r1_assistant.github.pull import Pull


def as_json(pull: Pull, plan: Plan) -> dict[str, Any]:
    """Give the requests that would be made."""
    return {
        "pull_request": pull.url,
        "commit": plan.commit,
        "review": plan.request if plan.review is not None else None,
        "summary": None if plan.summary is None else {"body": plan.summary.body},
        "gone": [
            {"path": each.path, "body": each.comment.body, "resolve": each.resolvable}
            for each in plan.gone
        ],
    }


def as_lines(pull: Pull, plan: Plan) -> Iterator[str]:
    """Tell it: each text below a line that says what becomes of it."""
    if plan.empty:
        yield f"{pull.address}: nothing new to send; all is said already."
        return
    if plan.review is not None:
        yield f"{pull.address}: one review of {plan.commit[:10]} would be sent."
        yield from _text(plan.review)
    for comment in plan.comments:
        place = comment.place
        end = f"-{place.last}" if place.last > place.first else ""
        yield f"Comment on {comment.path}:{place.first}{end}"
        yield from _text(comment.body)
    if plan.summary is not None:
        yield f"{pull.address}: the summary would become"
        yield from _text(plan.summary.body)
    for gone in plan.gone:
        yield f"Comment on {gone.path}: {'resolved, and ' if gone.resolvable else ''}changed into"
        yield from _text(gone.comment.body)


def _text(text: str) -> Iterator[str]:
    yield ""
    yield from (f"    {line}".rstrip() for line in text.split("\n"))
    yield ""
