"""Finds the two ends of a change in the runner's clone, and fetches what the clone lacks.

The clone that actions/checkout makes has one commit. A commit is fetched by its id, alone, from the
address that the runner itself tells; no remote, hook, helper or submodule of the clone has a part.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from r1_assistant.cli.action.event import is_repository
from r1_assistant.cli.action.scope import Commits
from r1_assistant.domain.errors import GitError
from r1_assistant.git.command import quick

_PROTOCOLS = "https:http:file"
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone, and where what it lacks comes from; without an address, from nowhere."""

    folder: Path
    address: str = ""
    token: str = field(default="", repr=False)


def clone_at(folder: Path, environ: Mapping[str, str], token: str) -> Clone:
    """Describe the clone in a folder of the runner's."""
    server, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    address = f"{server}/{name}" if server and is_repository(name) else ""
    return Clone(folder, address, token)


def range_of(clone: Clone, commits: Commits) -> str:
    """Write what is meant as a range of commits that are all in the clone; raises GitError."""
    new = _present(clone, commits.new)
    if commits.branch:
        branch = f"refs/remotes/origin/{commits.branch}"
        if _asked(clone, "merge-base", branch, new):
            return f"{branch}...{new}"
    if commits.first and _found(clone, commits.first):
        return f"{_parent(clone, commits.first)}..{new}"
    old = _present(clone, commits.old) if commits.old else _parent(clone, new)
    return f"{old}..{new}"


def _present(clone: Clone, commit: str) -> str:
    """Give the commit back once the clone has it."""
    if not _found(clone, commit):
        raise GitError(
            f"The commit {commit[:12]} is not in this clone, and could not be fetched.",
            hint="Give actions/checkout `fetch-depth: 0`, so that the clone has all commits.",
        )
    return commit


def _parent(clone: Clone, commit: str) -> str:
    """Name the first parent of a commit; of a first commit, the empty tree.

    A shallow clone takes the parents of its oldest commits for none: the commit itself tells them.
    """
    header = _asked(clone, "cat-file", "commit", commit).partition("\n\n")[0]
    for line in header.splitlines():
        if line.startswith("parent "):
            return _present(clone, line.removeprefix("parent "))
    return _asked(clone, "hash-object", "-t", "tree", "--stdin")


def _found(clone: Clone, commit: str) -> bool:
    return _has(clone, commit) or (_fetch(clone, commit) and _has(clone, commit))


def _has(clone: Clone, commit: str) -> bool:
    return bool(_asked(clone, "rev-parse", "--quiet", "--verify", f"{commit}^{{commit}}"))


def _fetch(clone: Clone, commit: str) -> bool:
    if not clone.address:
        return False
    shallow = _asked(clone, "rev-parse", "--is-shallow-repository") == "true"
    depth = ("--depth=1",) if shallow else ()
    environment = {"GIT_ALLOW_PROTOCOL": _PROTOCOLS, **_settings(clone)}
    _, complaint = quick(clone.folder, environment, *_FETCH, *depth, clone.address, commit)
    return not complaint


def _settings(clone: Clone) -> dict[str, str]:
    """Settings of git's for a fetch, as variables: a token must not be seen in a command line."""
    settings = {"core.hooksPath": os.devnull, "credential.helper": ""}
    if clone.token and clone.address.startswith(("https://", "http://")):
        encoded = base64.b64encode(f"x-access-token:{clone.token}".encode()).decode()
        settings[f"http.{clone.address}.extraHeader"] = f"Authorization: Basic {encoded}"
    variables = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables


def _asked(clone: Clone, *question: str) -> str:
    """Ask git something of the clone; empty if it does not know."""
    environment = {"GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "C"}
    answer, complaint = quick(clone.folder, environment, *question)
    return "" if complaint else answer.decode(errors="replace").strip()
