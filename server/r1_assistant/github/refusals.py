"""What GitHub refuses, in a sentence with what to do about it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from r1_assistant.domain.errors import GitHubError

RIGHTS = (
    "It needs the repository's Pull requests (read; to post: read and write) and Contents (read). "
    "In a workflow: permissions with pull-requests: write and contents: read; a pull request from "
    "a fork gets a token that only reads."
)
_LONGEST = 200
_SSO = re.compile(r"url=(https://[!-~]+)")


class Unprocessable(GitHubError):
    """GitHub understood a request, and does not accept what is in it (422)."""


class Forbidden(GitHubError):
    """The token's rights are not enough (403)."""


class NotFound(GitHubError):
    """There is no such thing, or the token may not see it (404)."""


class TooLarge(GitHubError):
    """GitHub does not make a diff that large (406)."""


class Unsure(GitHubError):
    """Whether a request arrived is not known: no answer came, or a server's failure (5xx)."""


@contextmanager
def understood(what: str) -> Iterator[None]:
    """Raise GitHubError where an answer about something is not of the form that it should have."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GitHubError(
            f"GitHub's answer about {what} is not understood.",
            hint="See that --api-url is right; an old server may not know what is asked for.",
        ) from error


def refusal(status: int, headers: Mapping[str, str], message: str, what: str) -> GitHubError:
    """Make an error of an answer; `what` names what was asked for ("the pull request a/b#1")."""
    said = _said(message)
    if status == 401:
        return GitHubError(
            "GitHub does not accept the token.",
            hint="Set GITHUB_TOKEN to one that is valid, or log in with: gh auth login",
        )
    if status == 403 and (url := _SSO.search(headers.get("x-github-sso", ""))):
        return GitHubError(
            "The token is not authorised for this organisation.", hint=f"Authorise it: {url[1]}"
        )
    if status == 403:
        return Forbidden(f"The token's rights are not enough for {what}{said}.", hint=RIGHTS)
    if status in (404, 410):
        return NotFound(
            f"GitHub has nothing under this name, or shows it to others only: {what}.",
            hint="Look at the name, and at whether GITHUB_TOKEN may read the repository.",
        )
    if status == 406:
        return TooLarge(f"GitHub makes no diff of {what}{said}.")
    if status == 422:
        return Unprocessable(f"GitHub does not accept {what}{said}.")
    if status >= 500:
        return Unsure(
            f"GitHub has a failure of its own (status {status}).", hint="Try again in a while."
        )
    return GitHubError(f"GitHub answered with status {status} for {what}{said}.")


def graphql_refusal(kind: str, message: str, what: str) -> GitHubError:
    """Make an error of one that came in an answer of the GraphQL API."""
    status = {"NOT_FOUND": 404, "FORBIDDEN": 403, "INSUFFICIENT_SCOPES": 403}.get(kind, 400)
    return refusal(status, {}, message, what)


def _said(message: str) -> str:
    words = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    return f" ({words[:_LONGEST].rstrip('.')})" if words else ""
