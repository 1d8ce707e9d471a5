"""Reading the arguments of commands, which a client may get wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types

from r1_assistant.lsp.convert import converter
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.findings import Shown
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.uris import path_of


def first(arguments: Sequence[Any], command: str) -> dict[str, Any]:
    """Give a command's one argument, an object; raises Failure if it is another thing."""
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise Failure(INVALID_PARAMS, f"{command} takes one object.")
    return arguments[0]


def text(values: dict[str, Any], key: str) -> str:
    """Give a text that must be there."""
    value = values.get(key)
    if not isinstance(value, str) or not value:
        raise Failure(INVALID_PARAMS, f'"{key}" must be a text.')
    return value


def optional_text(values: dict[str, Any], key: str) -> str | None:
    """Give a text that may be missing."""
    return None if values.get(key) is None else text(values, key)


def identifier(arguments: Sequence[Any]) -> str | None:
    """Give the id that a command is about: the argument itself, or its "id"; None means all."""
    if not arguments or arguments[0] is None:
        return None
    values = arguments[0] if isinstance(arguments[0], dict) else {"id": arguments[0]}
    return optional_text(values, "id")


def document(session: Session, values: dict[str, Any]) -> Snapshot:
    """Give the open document that "uri" names."""
    uri = text(values, "uri")
    snapshot = session.snapshot(uri)
    if snapshot is None:
        raise Failure(INVALID_PARAMS, f"{uri} is not open.")
    return snapshot


def root(session: Session, values: dict[str, Any]) -> Path:
    """Give the folder that "root" names, else the first one that is open."""
    uri = optional_text(values, "root")
    folder = session.workspaces.first.root if uri is None else path_of(uri)
    if folder is None:
        wrong = (
            'No folder is open; name one with "root".' if uri is None else f"{uri} is no folder."
        )
        raise Failure(INVALID_PARAMS, wrong)
    return folder


def finding(session: Session, values: dict[str, Any]) -> Shown:
    """Give the finding that "fingerprint" names."""
    shown = session.findings.find(text(values, "fingerprint"))
    if shown is None:
        raise Failure(INVALID_PARAMS, "No finding of this fingerprint is shown.")
    return shown


def range_in(values: dict[str, Any], key: str = "range") -> types.Range:
    """Give a range, or a "position" as an empty one."""
    position = values.get("position")
    given = {"start": position, "end": position} if key not in values and position else None
    try:
        where: types.Range = converter().structure(given or values.get(key), types.Range)
    except Exception as error:
        raise Failure(INVALID_PARAMS, f'"{key}" must be a range.') from error
    return where


def diagnostic(values: dict[str, Any]) -> types.Diagnostic | None:
    """Give the "diagnostic" of any server."""
    if values.get("diagnostic") is None:
        return None
    try:
        found: types.Diagnostic = converter().structure(values["diagnostic"], types.Diagnostic)
    except Exception as error:
        raise Failure(INVALID_PARAMS, '"diagnostic" must be a diagnostic.') from error
    return found
