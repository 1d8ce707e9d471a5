"""A pull request as it is at a moment, and finding the one of a branch."""

import re
from dataclasses import dataclass
from typing import Any

from r1_assistant.github.address import PullAddress, RepositoryName
from r1_assistant.github.client import Client
from r1_assistant.github.refusals import understood

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request; `address` has the repository's name as it is today.

    `base` and `head` are commits. Of a fork that is gone `source` is empty; otherwise it names
    the branch to be merged ("somebody:topic").
    """

    address: PullAddress
    title: str
    url: str
    open: bool
    merged: bool
    draft: bool
    base: str
    head: str
    source: str
    files: int

    @property
    def path(self) -> str:
        """The address of the pull request within the API."""
        return f"{repository_path(self.address.repository)}/pulls/{self.address.number}"

    @property
    def repository(self) -> str:
        """The address of its repository within the API."""
        return repository_path(self.address.repository)


def repository_path(name: RepositoryName) -> str:
    """Give the address of a repository within the API."""
    return f"/repos/{name.owner}/{name.name}"


def fetch_pull(client: Client, address: PullAddress) -> Pull:
    """Get a pull request; raises GitHubError."""
    path = f"{repository_path(address.repository)}/pulls/{address.number}"
    what = f"the pull request {address}"
    answer = client.get(path, what)
    with understood(what):
        return _pull(answer, address.number)


def pull_of_branch(client: Client, repository: RepositoryName, head: str) -> PullAddress | None:
    """Find the pull request into a repository of a branch ("owner:branch"): the newest open one."""
    what = f"pull requests of {repository}"
    pulls = client.get(f"{repository_path(repository)}/pulls", what, head=head)
    with understood(what):
        numbers = [int(each["number"]) for each in pulls]
    return PullAddress(repository, max(numbers)) if numbers else None


def parent_of(client: Client, repository: RepositoryName) -> RepositoryName | None:
    """Name the repository that one was forked from; None for one that is no fork."""
    what = f"the repository {repository}"
    answer = client.get(repository_path(repository), what)
    with understood(what):
        parent = answer.get("parent") or {}
        owner, _, name = str(parent.get("full_name", "")).partition("/")
    return RepositoryName(owner, name) if owner and name else None


def _pull(answer: Any, number: int) -> Pull:
    owner, _, name = str(answer["base"]["repo"]["full_name"]).partition("/")
    there = answer["head"].get("repo") is not None
    return Pull(
        PullAddress(RepositoryName(owner, name), number),
        str(answer["title"]),
        str(answer["html_url"]),
        answer["state"] == "open",
        bool(answer.get("merged")),
        bool(answer.get("draft")),
        _commit(answer["base"]["sha"]),
        _commit(answer["head"]["sha"]),
        str(answer["head"]["label"] or "") if there else "",
        int(answer["changed_files"]),
    )


def _commit(text: object) -> str:
    """Check a commit's id, which is to become a part of paths and commands."""
    if not isinstance(text, str) or not _COMMIT.fullmatch(text):
        raise ValueError(text)
    return text
