"""What a hook's file would be, in the repository as it is now."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from r1_assistant.domain.errors import GitError
from r1_assistant.git.discovery import Repository, discover
from r1_assistant.git.hooks import framework, script

Kind = Literal["framework", "git"]


@dataclass(frozen=True, slots=True)
class Review:
    """What a hook runs: this interpreter, or this version of the program.

    `hook` and `options` are for git's own hooks, as `script.Call` has them.
    """

    python: PurePath
    version: str
    hook: script.HookName = "pre-commit"
    options: str | None = None

    @property
    def call(self) -> script.Call:
        """What git's own hook calls."""
        return script.Call(self.python, self.hook, self.options)


@dataclass(frozen=True, slots=True)
class HookPlan:
    """A file before and after; `before` is None where there is none.

    With a `problem`, a sentence, nothing is to be written, and `after` is `before`. `note` is a
    sentence, or empty: what else the user should know. `aside` is where the file that is there now
    goes first.
    """

    path: Path
    before: str | None
    after: str | None
    problem: str = ""
    note: str = ""
    aside: Path | None = None


def plan(folder: Path, kind: Kind, review: Review, is_yaml: Callable[[str], bool]) -> HookPlan:
    """Say what would be written; raises GitError where there is no work tree."""
    repository = discover(folder)
    if kind == "framework":
        return _plan_framework(repository, review.version, is_yaml)
    return _plan_hook(repository, review.call)


def _plan_framework(
    repository: Repository, version: str, is_yaml: Callable[[str], bool]
) -> HookPlan:
    path = repository.work_tree / framework.FILE
    before = read_text(path)
    if before is None:
        after: str | None = framework.new_config(version)
    else:
        after = None if UNREADABLE in before else framework.with_review(before, version, is_yaml)
    if after is None:
        return HookPlan(path, before, before, framework.NOT_UNDERSTOOD)
    hook = read_text(hooks_folder(repository) / "pre-commit") or ""
    installed = script.FRAMEWORKS in hook
    return HookPlan(path, before, after, note="" if installed else _NOT_INSTALLED)


def _plan_hook(repository: Repository, call: script.Call) -> HookPlan:
    folder = hooks_folder(repository)
    path = _hook_to_write(folder, call.hook)
    before = read_text(path)
    problem = _obstacle(folder, call)
    if problem:
        return HookPlan(path, before, before, problem)
    note = _whose(repository, folder)
    if before is None:
        return HookPlan(path, None, script.new_hook(call), note=note)
    if script.has_block(before) and UNREADABLE not in before:
        return HookPlan(path, before, script.renewed(before, call), note=note)
    plain = _is_plain(path) and UNREADABLE not in before
    after = script.continued(before, call) if plain else None
    return HookPlan(path, before, after, note=note) if after else _beside(path, before, call, note)


def _hook_to_write(folder: Path, hook: script.HookName) -> Path:
    """Choose the hook, or the one with the review that the framework found there and runs."""
    path = folder / hook
    legacy = path.with_name(f"{hook}{script.LEGACY}")
    put_away = script.FRAMEWORKS in (read_text(path) or "") and read_text(legacy)
    return legacy if put_away and script.has_block(put_away) else path


def _beside(path: Path, before: str, call: script.Call, note: str) -> HookPlan:
    """Plan to keep a hook that can't be continued as a file of its own."""
    aside = path.with_name(script.aside(call.hook))
    if os.path.lexists(aside):
        problem = f"There is a {aside} already; remove it, or give it another name, and try again."
        return HookPlan(path, before, before, problem)
    moved = f"The hook that is there becomes {aside.name}, and runs first."
    theirs = _FRAMEWORKS if script.FRAMEWORKS in before else ""
    after = script.hook_behind_aside(call)
    return HookPlan(
        path, before, after, note=" ".join(filter(None, (moved, theirs, note))), aside=aside
    )


def _obstacle(folder: Path, call: script.Call) -> str:
    if is_huskys(folder):
        line = script.command(call)
        return f"Husky makes the hooks here; add this line to .husky/{call.hook}: {line}"
    if folder.exists() and not folder.is_dir():
        return f"Git runs no hooks here: core.hooksPath is {folder}, which is no folder."
    return ""


def is_huskys(folder: Path) -> bool:
    """Tell whether a folder of hooks is made anew by husky whenever packages are installed."""
    return folder.name == "_" and folder.parent.name == ".husky"


def _whose(repository: Repository, folder: Path) -> str:
    """Say where a hook counts, if that is not just this clone."""
    here = folder.resolve()
    if here.is_relative_to(_git_folder(repository)):
        return ""
    if here.is_relative_to(repository.work_tree.resolve()):
        return (
            "core.hooksPath names a folder of the repository; the hook names this machine's Python."
        )
    return f"core.hooksPath is {folder}: the hook runs in every repository that uses that folder."


_FRAMEWORKS = "It is pre-commit's, which could run the review itself, from its configuration."
_NOT_INSTALLED = "Run `pre-commit install` once; until then, git does not run what this file lists."


def hooks_folder(repository: Repository) -> Path:
    """Find where git looks for hooks: worktrees share one folder, and core.hooksPath names any."""
    return repository.work_tree / _asked(repository, "--git-path", "hooks")


def _git_folder(repository: Repository) -> Path:
    return (repository.work_tree / _asked(repository, "--git-common-dir")).resolve()


def _asked(repository: Repository, *question: str) -> str:
    return os.fsdecode(repository.quick("rev-parse", *question).removesuffix(b"\n"))


def _is_plain(path: Path) -> bool:
    """Tell whether a hook is a file that git runs: only then it may be written into."""
    return not path.is_symlink() and os.access(path, os.X_OK)


UNREADABLE = "\ufffd"
"""What stands for bytes that are no UTF-8; a text with it is never written back."""


def read_text(path: Path) -> str | None:
    """Read a file as it is, line ends included."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise GitError(f"{path} cannot be read ({error.strerror}).") from error
