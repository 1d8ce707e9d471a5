"""Pull requests: what is reviewed of them, what holds for it, and what is sent back.

**Invariant:** settings, notes and the baseline come from the base commit. What the change itself
says of them has no effect.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant.app.changes import top_of_work_tree, with_folders
from r1_assistant.app.held import notes_at, settings_at
from r1_assistant.app.reviews import finding_memory
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import GitError, GitHubError

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings
    from r1_assistant.config.source import Source
    from r1_assistant.features.review.suppression.quiet import Quiet
    from r1_assistant.github.address import Api, PullAddress, RepositoryName
    from r1_assistant.github.client import Client
    from r1_assistant.github.known import Known
    from r1_assistant.github.patience import Patience
    from r1_assistant.github.pull import Pull

_ACTIONS_REF = re.compile(r"refs/pull/([1-9]\d{0,9})/(?:merge|head)")


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request, and what was posted on it; without a token that is not known."""

    api: "Api"
    client: "Client"
    pull: "Pull"
    known: "Known"
    has_token: bool


@dataclass(frozen=True, slots=True)
class PullChange:
    """Its change, and the source of what holds for it.

    `clone` is the folder of a clone that the change was taken from, `root` the same if its work
    tree is what the change leads to. `problems` says what of the change could not be had.
    """

    change: Change
    source: "Source"
    clone: Path | None
    root: Path | None
    problems: tuple[str, ...]


def open_pull_request(
    wanted: str, api_url: str | None, cwd: Path, tell: Callable[[str], None]
) -> PullRequest:
    """Get the pull request that is wanted, that of the current branch if the text is empty.

    Takes the token out of the environment. `tell` gets a sentence before a long wait. Raises
    UsageError, GitError, GitHubError.
    """
    from r1_assistant.github.address import PUBLIC, api_at, pull_at
    from r1_assistant.github.client import Client
    from r1_assistant.github.known import Known, fetch_known
    from r1_assistant.github.pull import fetch_pull
    from r1_assistant.github.token import take_token

    api = api_at(api_url or os.environ.get("GITHUB_API_URL") or PUBLIC)
    named = pull_at(wanted, api) if wanted else None
    token = take_token(api)
    client = Client(api, token, patience_for(tell))
    pull = fetch_pull(client, named or _address_here(client, api, cwd))
    known = fetch_known(client, pull) if token else Known()
    return PullRequest(api, client, pull, known, token is not None)


def patience_for(tell: Callable[[str], None]) -> "Patience":
    """Say how long GitHub may be waited for."""
    from r1_assistant.github.patience import Patience

    return Patience(tell=tell)


def pull_change(request: PullRequest, cwd: Path, paths: Sequence[str]) -> PullChange:
    """Take the change from a clone that has it, if the current folder is in one, or over the API.

    `paths`, relative to the repository's top, narrow it down. Raises GitHubError.
    """
    top = _clone(request, cwd)
    if top is not None:
        try:
            return _from_clone(request.pull, top, paths)
        except GitError:  # a shallow or partial clone, without what was between
            pass
    from r1_assistant.github.change import change_of
    from r1_assistant.github.source import ApiSource
    from r1_assistant.github.tree import Tree

    pull = request.pull
    base = Tree(request.client, pull.repository, pull.base)
    change, problems = change_of(request.client, pull, base, paths)
    return PullChange(change, ApiSource(base), None, None, tuple(problems))


def pull_settings(taken: PullChange) -> "tuple[Settings, list[str]]":
    """Resolve the settings of the base commit and its folders, and say what is wrong in them."""
    settings, problems = settings_at(taken.source)
    paths = [file.path for file in taken.change.files]
    settings, more = with_folders(settings, taken.source, paths)
    return settings, problems + more


def pull_notes(taken: PullChange, settings: "Settings") -> tuple[str, list[str]]:
    """Collect the notes of the base commit, and say what is wrong there."""
    return notes_at(taken.source, taken.change, settings)


def pull_quiet(request: PullRequest, taken: PullChange) -> "tuple[Quiet, list[str]]":
    """Collect what is not to be shown: the base's baseline, and what was dismissed."""
    from r1_assistant.features.review.suppression import quiet
    from r1_assistant.features.review.suppression.baseline import read_baseline

    known, problems = read_baseline(taken.source)
    here = frozenset() if taken.clone is None else finding_memory(taken.clone).dismissed()
    names = {
        **dict.fromkeys(known, quiet.BASELINE),
        **dict.fromkeys(here | request.known.dismissed, quiet.DISMISSED),
    }
    return quiet.Quiet(names), problems


def _address_here(client: "Client", api: "Api", cwd: Path) -> "PullAddress":
    """Find the pull request that a workflow runs for, or that of the current branch."""
    from r1_assistant.github.address import pull_at

    ref = _ACTIONS_REF.fullmatch(os.environ.get("GITHUB_REF", ""))
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if ref and repository and os.environ.get("GITHUB_ACTIONS") == "true":
        return pull_at(f"{repository}#{ref[1]}", api)
    return _address_of_branch(client, api, cwd)


def _address_of_branch(client: "Client", api: "Api", cwd: Path) -> "PullAddress":
    from r1_assistant.git.remotes import pushed_branch, remotes
    from r1_assistant.github.address import repository_at
    from r1_assistant.github.pull import pull_of_branch

    remote, branch = pushed_branch(cwd)
    urls = remotes(cwd)
    found = repository_at(urls.get(remote, remote))
    if found is None or found[0] != api.host:
        raise GitHubError(
            f"The remote {remote!r} is no repository on {api.host}.",
            hint="Name the pull request: --pr OWNER/REPO#NUMBER; GitHub Enterprise's API with "
            "--api-url.",
        )
    pushed = found[1]
    for repository in _targets(client, api, pushed, urls.values()):
        address = pull_of_branch(client, repository, f"{pushed.owner}:{branch}")
        if address is not None:
            return address
    raise GitHubError(
        f"There is no open pull request of the branch {branch!r} of {pushed}.",
        hint="Push the branch and open one, or name another: --pr OWNER/REPO#NUMBER",
    )


def _targets(
    client: "Client", api: "Api", pushed: "RepositoryName", urls: Iterable[str]
) -> "list[RepositoryName]":
    """List the repositories that a branch may be meant for: remotes, and what was forked."""
    from r1_assistant.github.address import repository_at
    from r1_assistant.github.pull import parent_of

    listed = map(repository_at, urls)
    names = [pushed, *(each[1] for each in listed if each and each[0] == api.host)]
    parent = parent_of(client, pushed)
    unique = {str(name).lower(): name for name in [*names, *([parent] if parent else [])]}
    return list(unique.values())


def _clone(request: PullRequest, cwd: Path) -> Path | None:
    """Find the folder of a clone of the repository that has both commits; None without one."""
    from r1_assistant.git.remotes import has_commits, remotes
    from r1_assistant.github.address import repository_at

    top = top_of_work_tree(cwd)
    try:
        places = [] if top is None else list(map(repository_at, remotes(top).values()))
        wanted = request.pull.address.repository
        mine = any(p and p[0] == request.api.host and p[1].same(wanted) for p in places)
        both = (request.pull.base, request.pull.head)
        return top if top is not None and mine and has_commits(top, both) else None
    except GitError:
        return None


def _from_clone(pull: "Pull", top: Path, paths: Sequence[str]) -> PullChange:
    from r1_assistant.git import repository
    from r1_assistant.git.apart import added_since
    from r1_assistant.git.commit_source import CommitSource

    change = added_since(top, pull.base, pull.head, paths, max_bytes=repository.MAX_BYTES)
    change = Change(f"pull request {pull.address}", change.files)
    root = top if repository.commit_below(top) == pull.head else None
    return PullChange(change, CommitSource(top, pull.base), top, root, ())
