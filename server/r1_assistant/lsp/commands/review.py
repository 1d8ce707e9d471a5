"""`r1.reviewFile`, `r1.reviewSelection`, `r1.reviewChanges`: reviews that the user asks for."""

from typing import Any, cast

from lsprotocol import types

from r1_assistant import app
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.review import run_review
from r1_assistant.lsp.review_targets import change_target, document_target
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.uris import key_of

Token = types.ProgressToken | None

_SCOPES = {
    "staged": "staged changes",
    "working": "uncommitted changes",
    "branch": "the branch",
    "range": "",
}


async def review_file_command(
    session: Session, arguments: list[Any], token: Token
) -> dict[str, Any]:
    """`r1.reviewFile`: review a whole document, open or not."""
    values = given.first(arguments, "r1.reviewFile")
    uri, id = given.text(values, "uri"), given.optional_text(values, "id")
    return await run_review(
        session,
        f"Reviewing {session.path(uri)}",
        key_of(uri),
        lambda: document_target(session, uri),
        token,
        id,
    )


async def review_selection_command(
    session: Session, arguments: list[Any], token: Token
) -> dict[str, Any]:
    """`r1.reviewSelection`: review the lines that a range of a document touches."""
    values = given.first(arguments, "r1.reviewSelection")
    uri, id = given.text(values, "uri"), given.optional_text(values, "id")
    first, last = _lines(given.range_in(values))
    return await run_review(
        session,
        f"Reviewing lines {first} to {last} of {session.path(uri)}",
        key_of(uri),
        lambda: document_target(session, uri, first, last),
        token,
        id,
    )


async def review_changes_command(
    session: Session, arguments: list[Any], token: Token
) -> dict[str, Any]:
    """`r1.reviewChanges`: review what is staged, what is not committed, or a range of commits."""
    values = given.first(arguments, "r1.reviewChanges") if arguments else {}
    scope, revisions = _scope(values)
    root, id = given.root(session, values), given.optional_text(values, "id")
    place = f"{scope} {revisions} {root}"
    return await run_review(
        session,
        f"Reviewing {_SCOPES[scope] or revisions}",
        place,
        lambda: change_target(session, scope, root, revisions, place),
        token,
        id,
    )


def _lines(where: types.Range) -> tuple[int, int]:
    """Give the first and last line, 1-based; a line in which nothing is selected is none."""
    first, last = sorted((where.start.line, where.end.line))
    end = max((where.start.line, where.start.character), (where.end.line, where.end.character))
    return first + 1, last if last > first and not end[1] else last + 1


def _scope(values: dict[str, Any]) -> tuple[app.Scope, str]:
    scope = values.get("scope", "working")
    if not isinstance(scope, str) or scope not in _SCOPES:
        raise Failure(INVALID_PARAMS, f'"scope" must be one of {", ".join(_SCOPES)}.')
    revisions = given.optional_text(values, "range") or ""
    if scope == "range" and not _can_be_argument(revisions):
        raise Failure(INVALID_PARAMS, '"range" must name commits, such as main..HEAD.')
    return cast("app.Scope", scope), revisions if scope == "range" else ""


def _can_be_argument(text: str) -> bool:
    """Whether a program can be given this text: half a surrogate pair, or a NUL, it cannot."""
    return bool(text) and "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
