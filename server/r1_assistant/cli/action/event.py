"""What started the workflow: the event's name and its payload, as GitHub's webhooks send it.

A payload is read as if anybody had written it: what is not of the expected form is not there.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from r1_assistant.domain.errors import UsageError

ZEROS = re.compile(r"0+")
"""The id that stands for no commit: a branch that was just made, or was deleted."""

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_BRANCH = re.compile(r"[A-Za-z0-9_][^\x00-\x20~^:?*\[\\\x7f]*")
_MOST_BYTES = 50_000_000

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Event:
    """A workflow's event; `commit` is what the runner checked out, `repository` is OWNER/NAME."""

    name: str
    payload: Mapping[str, Any]
    repository: str = ""
    commit: str = ""
    actor: str = ""

    def value(self, kind: type[Value], *keys: str) -> Value | None:
        """Look a value up; None if it is not there, or of another type."""
        found: Any = self.payload
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, kind) and type(found) is kind else None

    def commit_at(self, *keys: str) -> str:
        """Look the id of a commit up; empty if there is none."""
        found = self.value(str, *keys) or ""
        return found if _COMMIT.fullmatch(found) else ""

    def repository_at(self, *keys: str) -> str:
        """Look the name of a repository up; empty if there is none."""
        found = self.value(str, *keys) or ""
        return found if is_repository(found) else ""

    def branch_at(self, *keys: str) -> str:
        """Look the name of a branch up; empty if it is none that git would allow."""
        found = self.value(str, *keys) or ""
        return found if _BRANCH.fullmatch(found) and ".." not in found else ""


def read_event(environ: Mapping[str, str]) -> Event:
    """Read what the runner says of the event; raises UsageError if that cannot be read."""
    repository, commit = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_SHA", "")
    return Event(
        environ.get("GITHUB_EVENT_NAME", ""),
        _payload(environ.get("GITHUB_EVENT_PATH", "")),
        repository if is_repository(repository) else "",
        commit if _COMMIT.fullmatch(commit) else "",
        environ.get("GITHUB_ACTOR", ""),
    )


def is_repository(name: str) -> bool:
    """Tell whether a name is of the form OWNER/NAME."""
    return bool(_REPOSITORY.fullmatch(name)) and ".." not in name


def _payload(name: str) -> Mapping[str, Any]:
    if not name:
        return {}
    try:
        content = Path(name).read_bytes()[:_MOST_BYTES]
        found = json.loads(content.decode("utf-8", "replace"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(
            f"The event's payload cannot be read ({type(error).__name__}).",
            hint="GITHUB_EVENT_PATH names its file; the inputs range and pull-request need none.",
        ) from error
    return found if isinstance(found, dict) else {}
