"""Hooks that run the review: put in and taken out, and what they are told of a push."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from r1_assistant.domain.change import Change

if TYPE_CHECKING:
    from r1_assistant.git.hooks.plan import HookPlan
    from r1_assistant.git.hooks.pushes import Pushed
    from r1_assistant.git.hooks.removal import Removal

HookKind = Literal["framework", "git"]
HookName = Literal["pre-commit", "pre-push"]


def hook_plan(
    folder: Path, kind: HookKind, hook: HookName = "pre-commit", options: str | None = None
) -> "HookPlan":
    """Say what a file that runs the review before each commit or push would be.

    `options` are those of the review in a hook of git's own, quoted for the shell; None leaves them
    as they are. Raises GitError. Waits for git.
    """
    from r1_assistant import __version__
    from r1_assistant.app.workspace import is_yaml
    from r1_assistant.git.hooks.plan import Review, plan

    return plan(folder, kind, Review(Path(sys.executable), __version__, hook, options), is_yaml)


def install_hook(
    folder: Path, kind: HookKind, hook: HookName = "pre-commit", options: str | None = None
) -> "HookPlan":
    """Write what `hook_plan` gives; raises GitError."""
    from r1_assistant.git.hooks.writing import write

    planned = hook_plan(folder, kind, hook, options)
    write(planned)
    return planned


def uninstall_hook(folder: Path, hook: HookName) -> "Removal | None":
    """Take the review out of one of git's own hooks; None if it is not in it. Raises GitError."""
    from r1_assistant.git.hooks.removal import plan_removal, remove

    removal = plan_removal(folder, hook)
    if removal is not None:
        remove(removal)
    return removal


def push_in(variables: Mapping[str, str]) -> "Pushed | None":
    """Read what the pre-commit framework tells a hook of a push; None if it runs for none."""
    from r1_assistant.git.hooks.pushes import pushed_in

    return pushed_in(variables)


def pushes_by(lines: Sequence[str], folder: Path) -> "list[Pushed]":
    """Read what git tells a hook of a push, but for refs that others bring along.

    Raises GitError. Waits for git.
    """
    from r1_assistant.git.hooks.pushes import pushed_by
    from r1_assistant.git.push import tips

    pushes = pushed_by(lines)
    return pushes if len(pushes) < 2 else tips(folder, pushes)


def remote_sides(lines: Sequence[str]) -> list[str]:
    """List the commits that a remote has, as git tells them to a hook of a push."""
    from r1_assistant.git.hooks.pushes import pushed_by

    return [push.old for push in pushed_by(lines) if push.old]


def change_in_push(
    push: "Pushed", folder: Path, paths: Sequence[str] = (), beside: Sequence[str] = ()
) -> Change:
    """Take what a push brings, without what is pushed `beside` it; raises GitError."""
    from r1_assistant.git.push import pushed

    return pushed(folder, push, paths, beside=beside)
