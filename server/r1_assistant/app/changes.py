"""What a review is of: changes in repositories and patches."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import GitError, PatchError

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings
    from r1_assistant.config.source import Source

Scope = Literal["staged", "working", "branch", "range"]


def change_in_repository(scope: Scope, cwd: Path, revisions: str, paths: Sequence[str]) -> Change:
    """Take a change out of the repository that `cwd` is in; raises GitError, UsageError."""
    from r1_assistant.git import repository  # late: a patch needs no repository

    if scope == "range":
        return repository.between(cwd, revisions, paths)
    if scope == "branch":
        return repository.branch(cwd, paths)
    return repository.staged(cwd, paths) if scope == "staged" else repository.working(cwd, paths)


def change_in_patch(data: bytes, paths: Sequence[str]) -> tuple[Change, list[str]]:
    """Read a patch, and say what of it could not be read.

    `paths` narrow it down to files and folders, as the patch names them. Raises PatchError if
    nothing of the patch can be read.
    """
    from r1_assistant.git.patch import parse_patch

    if not data.strip():
        return Change("patch", ()), []
    change, problems = parse_patch(data)
    if problems and not change.files:
        raise PatchError(
            f"The patch cannot be read: {problems[0]}", hint="git diff prints what is wanted."
        )
    wanted = tuple(path.replace("\\", "/").removeprefix("./").rstrip("/") for path in paths)
    if not wanted:
        return change, problems
    files = tuple(
        file for file in change.files if any(f"{file.path}/".startswith(f"{w}/") for w in wanted)
    )
    return Change(change.title, files), problems


def demo_change() -> Change:
    """Take the sample change that the program brings along."""
    from r1_assistant.git.patch import parse_patch

    change, _ = parse_patch(
        (Path(__file__).parents[1] / "cli" / "demo" / "sample.patch").read_bytes()
    )
    return change


def top_of_work_tree(folder: Path) -> Path | None:
    """Find the top of the work tree that `folder` is in, named as `folder` is; None without one.

    Waits for git.
    """
    from r1_assistant.git import repository

    try:
        top = repository.root(folder)
    except (GitError, OSError):
        return None
    around = (folder.absolute(), *folder.absolute().parents)
    return next((each for each in around if each.resolve() == top.resolve()), top)


def git_folder(folder: Path) -> Path:
    """Find what a repository keeps of a work tree, such as its index; raises GitError."""
    from r1_assistant.git import repository

    return repository.git_folder(folder)


def shared_path(change: Change) -> str:
    """Name a change's one file, or any file of the folder that all its files are in."""
    from posixpath import commonpath

    paths = [file.path for file in change.files]
    return paths[0] if len(paths) == 1 else f"{commonpath(paths)}/*"


def with_folders(
    settings: "Settings", root: "Path | Source", paths: Sequence[str]
) -> "tuple[Settings, list[str]]":
    """Add what `.r1.toml` in the folders of some files says of them; and what is wrong there.

    `root` is the top of the repository whose settings these are, or another source of its files.
    """
    from r1_assistant.config.team.folders import team_for

    team, problems = team_for(settings.team, root, paths)
    return replace(settings, team=team), problems


def repository_notes(folder: Path, change: Change, settings: "Settings") -> tuple[str, list[str]]:
    """Collect the notes for assistants that hold for all of a change, and what is wrong there.

    `folder` is any in the repository that the change is of.
    """
    from r1_assistant.features.instructions import instructions_for
    from r1_assistant.git import repository

    wanted = settings.instructions
    if not change.files or not wanted.enabled or not wanted.max_tokens:
        return "", []
    return instructions_for(repository.root(folder), shared_path(change), wanted.max_tokens)
