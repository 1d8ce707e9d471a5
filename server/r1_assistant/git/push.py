"""What a push brings: the changes that no remote is known to have."""

from collections.abc import Sequence
from pathlib import Path

from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import GitError
from r1_assistant.git.comparison import Comparison, compare
from r1_assistant.git.discovery import Repository, discover
from r1_assistant.git.files import file_changes
from r1_assistant.git.hooks.pushes import Pushed
from r1_assistant.git.objects import resolve, sizes
from r1_assistant.git.repository import MAX_BYTES, anchored, between
from r1_assistant.git.several_bases import differs_from_all

TITLE = "pushed changes"
_MOST_BASES = 200
"""What fits on a command line; a branch has as many if it took over others as often."""


def pushed(
    cwd: Path,
    push: Pushed,
    paths: Sequence[str] = (),
    *,
    beside: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
) -> Change:
    """Take what a push adds to what is known of all remotes; nothing if it only takes away.

    So it is the new commits of a branch, whether it is new, grew, or was rebased. `beside` are
    commits that are pushed at the same time, and looked at by themselves. Without any commit that
    a remote is known to have, it is all there is.

    Raises:
        GitError: what is pushed is not here, there is no usable repository, or git fails.
    """
    if not push.new:
        return Change(TITLE, ())
    if not push.to_remote and push.old:
        return between(cwd, f"{push.old}...{push.new}", paths, max_bytes=max_bytes)
    repository = discover(cwd)
    commit = _commit(repository, push.new)
    known = [] if commit is None else [one for one in (push.old, *beside) if one]
    bases = [] if commit is None else _bases(repository, commit, _present(repository, known))
    wanted = anchored(repository.root, cwd, paths)
    changes = []
    for base in bases:
        differences = compare(repository, Comparison((base, commit or ""), wanted), max_bytes)
        changes.append(file_changes(repository, differences, max_bytes))
    return Change(TITLE, tuple(differs_from_all(changes)) if changes else ())


def tips(cwd: Path, pushes: Sequence[Pushed]) -> list[Pushed]:
    """Leave out what brings nothing, or what another ref of a push brings along: a tag on a branch.

    What is not here is kept, and complained of when it is looked at. Raises GitError: there is no
    usable repository, or git fails.
    """
    repository = discover(cwd)
    made = [push for push in pushes if push.new]
    names = [f"{push.new}^{{commit}}" for push in made]
    commits = resolve(repository, names) if names else []
    left = _last_of_new(repository, [commit for commit in commits if commit])
    kept = []
    for push, commit in zip(made, commits, strict=True):
        if commit is None or commit in left:
            kept.append(push)
            left.discard(commit or "")
    return kept


def _last_of_new(repository: Repository, commits: Sequence[str]) -> set[str]:
    """Keep the commits that no remote is known to have, and that are no ancestors of others."""
    if not commits:
        return set()
    given = "".join(f"{commit}\n" for commit in commits).encode("ascii")
    listed = repository.quick(
        "rev-list", "--parents", "--stdin", "--not", "--remotes", stdin=given
    ).decode("ascii")
    lines = [line.split() for line in listed.splitlines()]
    parents = {parent for _, *above in lines for parent in above}
    return {commit for commit, *_ in lines if commit not in parents} & set(commits)


def _commit(repository: Repository, name: str) -> str | None:
    """Find a commit; None if the name is that of another object, which has nothing to review."""
    odd = any(letter.isspace() for letter in name)
    commit = None if "\n" in name else resolve(repository, [f"{name}^{{commit}}"])[0]
    if commit is None and (odd or not sizes(repository, [name])):
        raise GitError(
            f"There is no commit {name!r} in this repository, so it cannot be reviewed.",
            hint="Fetch it, or push without the review: R1_SKIP=1 git push.",
        )
    return commit


def _present(repository: Repository, names: Sequence[str]) -> list[str]:
    """Keep the commits that are here: of a branch that others pushed to, the last one is not."""
    asked = [f"{name}^{{commit}}" for name in names if "\n" not in name]
    return [found for found in resolve(repository, asked) if found] if asked else []


def _bases(repository: Repository, commit: str, known: Sequence[str]) -> list[str]:
    """Find the commits that the new ones were made on; none if there are no new ones."""
    listed = repository.quick(
        "rev-list", "--boundary", commit, "--not", "--remotes", *known, "--"
    ).decode("ascii")
    lines = listed.split("\n")[:-1]
    if not any(not line.startswith("-") for line in lines):
        return []
    bases = [line[1:] for line in lines if line.startswith("-")][:_MOST_BASES]
    if not bases:
        return [_empty_tree(repository)]
    return _independent(repository, bases) if len(bases) > 1 else bases


def _independent(repository: Repository, commits: Sequence[str]) -> list[str]:
    """Leave out the commits that others have among their ancestors."""
    listed = repository.quick("merge-base", "--independent", *commits)
    return listed.decode("ascii").split()


def _empty_tree(repository: Repository) -> str:
    return repository.quick("hash-object", "-t", "tree", "--stdin").decode("ascii").strip()
