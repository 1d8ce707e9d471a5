"""A pull request's files one by one, where GitHub makes no diff of the whole."""

from typing import Any

from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.git.assemble import left_out, with_content
from r1_assistant.git.generated import generated_name
from r1_assistant.git.hunks import read_hunks
from r1_assistant.github.client import Client
from r1_assistant.github.pull import Pull
from r1_assistant.github.refusals import understood

MOST_FILES = 3000
"""GitHub lists no more files of a pull request."""

_STATUS = {
    "added": FileStatus.ADDED,
    "copied": FileStatus.COPIED,
    "removed": FileStatus.DELETED,
    "renamed": FileStatus.RENAMED,
}
_SUBMODULE = ("-Subproject commit ", "+Subproject commit ")


def listed_files(client: Client, pull: Pull) -> list[FileChange]:
    """List what is changed, with the hunks that GitHub shows; raises GitHubError."""
    what = f"the files of {pull.address}"
    with understood(what):
        return list(map(_file, client.pages(f"{pull.path}/files", what, MOST_FILES)))


def _file(row: Any) -> FileChange:
    path = str(row["filename"])
    status = _STATUS.get(row["status"], FileStatus.MODIFIED)
    file = FileChange(path, str(row.get("previous_filename") or path), status)
    patch = str(row.get("patch") or "")
    reason = _reason(file, patch, int(row.get("changes") or 0))
    return left_out(file, reason) if reason else with_content(file, read_hunks(patch.encode()))


def _reason(file: FileChange, patch: str, changes: int) -> str:
    """Say why there is nothing to review in a file; empty if there is."""
    reasons = {
        "deleted": file.status is FileStatus.DELETED,
        "submodule": any(line.startswith(_SUBMODULE) for line in patch.split("\n")[1:3]),
        "generated": generated_name(file.path),
        "too large for GitHub's diff": not patch and changes,
        "no changed lines": not patch and file.status in (FileStatus.RENAMED, FileStatus.COPIED),
        "binary, or empty": not patch,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
