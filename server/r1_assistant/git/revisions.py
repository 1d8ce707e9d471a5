"""Ranges of commits as people write them."""

from r1_assistant.domain.errors import GitError, UsageError
from r1_assistant.git.discovery import Repository
from r1_assistant.git.objects import resolve

Range = tuple[str, str, bool]
"""Old side, new side, and whether their common ancestor takes the old side's place."""

_REMOTE = "refs/remotes/origin/"
_LOCAL = "refs/heads/"
_MAIN_BRANCHES = ("main", "master", "trunk", "develop")


def parse_range(revisions: str) -> Range:
    """Read `A..B` or `A...B`; a side that is left empty is HEAD.

    Raises:
        UsageError: it is something else.
    """
    dots = "..." if "..." in revisions else ".."
    old, found, new = revisions.partition(dots)
    sides = (old, new)
    if not found or not any(sides) or any(_unsafe(end) for end in sides):
        raise UsageError(
            f"{revisions!r} is not a range of commits.",
            hint="Write A..B, for example main..HEAD, or HEAD~1..HEAD for the last commit.",
        )
    return old or "HEAD", new or "HEAD", dots == "..."


def find_ends(repository: Repository, wanted: Range) -> tuple[str, str]:
    """Find the ids of the two commits, or trees, to compare.

    Raises:
        GitError: a revision does not exist here, or the two have no common ancestor.
    """
    old, new, from_ancestor = wanted
    ends = _resolved(repository, old, new)
    if not from_ancestor:
        return ends
    base = repository.run("merge-base", *ends, accept=(0, 1)).decode().strip()
    if not base:
        raise GitError(
            f"{old!r} and {new!r} have no common ancestor in this repository.",
            hint=_deepen(repository) or "Compare them directly, with two dots.",
        )
    return base, ends[1]


def since_base(repository: Repository) -> str:
    """Name what the current branch adds to the branch it left, as a range of commits.

    That is the remote's main branch, or the local one where there is no remote, or this is it.

    Raises:
        GitError: there is no such branch.
    """
    here = _branch_of(repository, "HEAD")
    remote = _branch_of(repository, f"{_REMOTE}HEAD")
    places = [place for name in _MAIN_BRANCHES for place in (_REMOTE + name, _LOCAL + name)]
    names = [name for name in (remote, *places) if name and name != here]
    known = zip(names, resolve(repository, names), strict=True)
    base = next((name for name, found in known if found), None)
    if base is None:
        raise GitError(
            "This branch has no base: there is no other main branch here.",
            hint="Name the commits, for example r1-review --range HEAD~3..HEAD.",
        )
    return f"{base.removeprefix('refs/remotes/').removeprefix(_LOCAL)}...HEAD"


def _branch_of(repository: Repository, name: str) -> str:
    """Give what a symbolic name stands for; empty if it stands for no branch."""
    return repository.run("symbolic-ref", "--quiet", name, accept=(0, 1)).decode().strip()


def _resolved(repository: Repository, old: str, new: str) -> tuple[str, str]:
    ids = resolve(repository, (old, new))
    for name, found in zip((old, new), ids, strict=True):
        if found is None:
            raise GitError(
                f"There is no revision {name!r} in this repository.",
                hint=_deepen(repository) or "`git log --all --oneline` lists what there is.",
            )
    return ids[0] or "", ids[1] or ""


def _deepen(repository: Repository) -> str:
    return (
        "This clone is shallow; `git fetch --unshallow` brings the rest of its history."
        if repository.shallow
        else ""
    )


def _unsafe(name: str) -> bool:
    return name.startswith(("-", ".")) or ".." in name or "\n" in name
