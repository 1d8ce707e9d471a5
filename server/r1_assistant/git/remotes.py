"""What a clone says of where it comes from, and which commits it has. No remote is asked."""

import os
from collections.abc import Iterable
from pathlib import Path

from r1_assistant.domain.errors import GitError
from r1_assistant.git.discovery import Repository, discover
from r1_assistant.git.objects import resolve


def remotes(cwd: Path) -> dict[str, str]:
    """Give the names and URLs of a clone's remotes, `origin` first; raises GitError."""
    rows = discover(cwd).quick("remote", "--verbose").decode(errors="replace").split("\n")
    found = {}
    for row in rows:
        name, _, rest = row.partition("\t")
        if rest.endswith(" (fetch)"):
            found[name] = rest.removesuffix(" (fetch)")
    return dict(sorted(found.items(), key=lambda item: (item[0] != "origin", item[0])))


def pushed_branch(cwd: Path) -> tuple[str, str]:
    """Name the remote that the current branch is pushed to, and the branch's name there.

    Raises:
        GitError: no branch is checked out, there is no usable repository, or git fails.
    """
    repository = discover(cwd)
    named = repository.run("symbolic-ref", "--quiet", "HEAD", accept=(0, 1)).decode().strip()
    branch = named.removeprefix("refs/heads/")
    if not branch:
        raise GitError(
            "No branch is checked out here.", hint="Name the pull request: --pr OWNER/REPO#NUMBER"
        )
    keys = (f"branch.{branch}.pushRemote", "remote.pushDefault", f"branch.{branch}.remote")
    remote = next(filter(None, (_setting(repository, key) for key in keys)), "origin")
    merged = _setting(repository, f"branch.{branch}.merge").removeprefix("refs/heads/")
    follows = remote == _setting(repository, f"branch.{branch}.remote")
    return remote, (merged if merged and follows else branch)


def has_commits(cwd: Path, commits: Iterable[str]) -> bool:
    """Tell whether a clone has all of these commits; raises GitError."""
    return None not in resolve(discover(cwd), [f"{each}^{{commit}}" for each in commits])


def _setting(repository: Repository, key: str) -> str:
    answer = repository.run("config", "--get", key, accept=(0, 1))
    return os.fsdecode(answer).strip()
