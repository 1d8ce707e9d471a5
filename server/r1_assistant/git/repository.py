"""Changes that a repository holds: staged, in the work tree, between commits.

**Invariant:** no program that a repository configures is run: no hook, no external diff, no
textconv, no filter, no file system monitor, no transport.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from r1_assistant.domain.change import Change
from r1_assistant.git.command import quick
from r1_assistant.git.comparison import Comparison, compare
from r1_assistant.git.discovery import Repository, discover
from r1_assistant.git.files import file_changes, untracked_files
from r1_assistant.git.objects import resolve
from r1_assistant.git.revisions import find_ends, parse_range, since_base
from r1_assistant.git.several_bases import differs_from_all
from r1_assistant.git.status import read_status
from r1_assistant.git.unfiltered import without_filters

MAX_BYTES = 1_000_000
"""Larger files are left out of a change unread."""


def staged(cwd: Path, paths: Sequence[str] = (), *, max_bytes: int = MAX_BYTES) -> Change:
    """Take what the next commit would change; `paths`, relative to `cwd`, narrow it down.

    Texts come from the index, so a file that is staged in part is seen as it will be committed. Of
    a merge it is what neither side has: how conflicts were resolved.

    Raises:
        GitError: there is no usable repository, or git fails.
    """
    repository = discover(cwd)
    wanted = anchored(repository.work_tree, cwd, paths)
    changes = []
    for base in ([], *([commit] for commit in _merged_commits(repository))):
        differences = compare(repository, Comparison(("--cached", *base), wanted), max_bytes)
        changes.append(file_changes(repository, differences, max_bytes))
    files = changes[0] if len(changes) == 1 else differs_from_all(changes)
    return Change("staged changes", tuple(files))


def working(cwd: Path, paths: Sequence[str] = (), *, max_bytes: int = MAX_BYTES) -> Change:
    """Take the difference of the work tree and the last commit, with files that git does not know.

    Raises:
        GitError: there is no usable repository, or git fails.
    """
    repository = without_filters(discover(cwd))
    folder = repository.work_tree
    wanted = Comparison((_last_tree(repository),), anchored(folder, cwd, paths), folder)
    status = read_status(repository, wanted.paths)
    differences = [
        replace(each, entry=replace(each.entry, status="U"))
        if each.entry.new_path in status.unmerged
        else each
        for each in compare(repository, wanted, max_bytes)
        if not each.large or each.entry.new_path in status.changed
    ]
    files = file_changes(repository, differences, max_bytes, folder)
    files += untracked_files(repository, status.untracked, max_bytes)
    return Change("working tree changes", tuple(files))


def between(
    cwd: Path, revisions: str, paths: Sequence[str] = (), *, max_bytes: int = MAX_BYTES
) -> Change:
    """Take the difference of two commits: of `A..B`, or of B and where it left A with `A...B`.

    A side that is left empty is HEAD.

    Raises:
        UsageError: `revisions` is not a range.
        GitError: a commit does not exist here, there is no usable repository, or git fails.
    """
    parsed = parse_range(revisions)
    repository = discover(cwd)
    ends = find_ends(repository, parsed)
    wanted = Comparison(ends, anchored(repository.root, cwd, paths))
    differences = compare(repository, wanted, max_bytes)
    return Change(revisions, tuple(file_changes(repository, differences, max_bytes)))


def branch(cwd: Path, paths: Sequence[str] = (), *, max_bytes: int = MAX_BYTES) -> Change:
    """Take what the current branch adds to the one that it left.

    Raises:
        GitError: it has no base here, there is no usable repository, or git fails.
    """
    return between(cwd, since_base(discover(cwd)), paths, max_bytes=max_bytes)


def root(cwd: Path) -> Path:
    """Find the top of the work tree that `cwd` is in.

    Raises:
        GitError: there is none, git does not trust it, or there is no git.
    """
    return discover(cwd).work_tree


def git_folder(cwd: Path) -> Path:
    """Find the folder in which git keeps what belongs to one work tree; raises GitError."""
    return _named_folder(cwd, "--git-dir")


def commit_below(cwd: Path) -> str:
    """Name the commit that the work tree stands on; empty before the first. Raises GitError."""
    repository = discover(cwd)
    output, _ = quick(repository.work_tree, repository.environment, "rev-parse", "HEAD")
    return os.fsdecode(output).strip()


def common_folder(cwd: Path) -> Path:
    """Find the folder in which a repository keeps what is common to its work trees.

    Raises GitError.
    """
    return _named_folder(cwd, "--git-common-dir")


def _named_folder(cwd: Path, question: str) -> Path:
    repository = discover(cwd)
    answer = repository.quick("rev-parse", question).removesuffix(b"\n")
    return (repository.root or repository.cwd) / os.fsdecode(answer)


def anchored(folder: Path | None, cwd: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """Give paths for git, which is run at the top of the work tree, whatever they belong to."""
    return tuple(str(cwd.absolute() / path) if folder else path for path in paths)


def _merged_commits(repository: Repository) -> list[str]:
    """List the commits that are being merged; none if no merge is under way."""
    name = os.fsdecode(repository.quick("rev-parse", "--git-path", "MERGE_HEAD"))
    try:
        text = (repository.work_tree / name.removesuffix("\n")).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return []
    return text.split()


def _last_tree(repository: Repository) -> str:
    """Find the tree of the last commit: the empty tree before the first one."""
    (tree,) = resolve(repository, ["HEAD^{tree}"])
    return tree or repository.run("hash-object", "-t", "tree", "--stdin").decode().strip()
