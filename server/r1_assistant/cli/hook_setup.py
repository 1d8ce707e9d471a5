"""`r1-review --install-hook` and `--uninstall-hook`: what is done, told in a line or two."""

import argparse
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, cast

from r1_assistant import app
from r1_assistant.cli.options.hooks import ALL, HOOKS
from r1_assistant.domain.errors import ModelError, UsageError

if TYPE_CHECKING:
    from r1_assistant.git.hooks.removal import Outcome

_VALUES = ("model", "device", "effort", "fail_on", "max_findings")
_SWITCHES = ("no_model", "advisory", "new_only", "reasoning")
"""Options of a review that a hook may have, too."""
_SCOPES = ("working", "branch", "range", "patch", "demo", "paths", "write_baseline")
_WHEN = {"pre-commit": "before each commit", "pre-push": "before each push"}
_DONE: "dict[Outcome, str]" = {
    "removed": "removed",
    "restored": "the hook that was there before is back",
    "narrowed": "the review is out; the rest stays as it is",
}


def install(options: argparse.Namespace, folder: Path) -> None:
    """Have one of git's hooks review; raises GitError, UsageError."""
    if any(getattr(options, name) for name in _SCOPES):
        raise UsageError(
            "A hook reviews what is committed or pushed.",
            hint="Leave out the options that say what to review.",
        )
    hook = cast("app.HookName", options.install_hook)
    planned = app.install_hook(folder, "git", hook, _hook_options(options))
    path = _shown(planned.path, folder)
    if planned.after == planned.before:
        print(f"{path} reviews already {_WHEN[hook]}; nothing changed.")
    else:
        print(f"{path} reviews {_WHEN[hook]} from now on (R1_SKIP=1 leaves it out).")
    if note := f"{planned.note} {_missing(options)}".strip():
        print(note)


def uninstall(wanted: str, folder: Path) -> None:
    """Take the review out of all of git's hooks, or of one; raises GitError."""
    hooks = HOOKS if wanted == ALL else (wanted,)
    done = [app.uninstall_hook(folder, cast("app.HookName", hook)) for hook in hooks]
    removals = [each for each in done if each is not None]
    for removal in removals:
        print(f"{_shown(removal.path, folder)}: {_DONE[removal.outcome]}.")
    if not removals:
        print(f"Nothing to do: no review in git's {' or '.join(hooks)} hook.")


def _hook_options(options: argparse.Namespace) -> str:
    """Write the review's options for a shell, as they were given."""
    words = []
    for name in _VALUES:
        if (value := getattr(options, name)) is not None:
            words += [f"--{name.replace('_', '-')}", str(value)]
    if options.time_limit is not None:
        words += ["--time-limit", f"{options.time_limit.seconds:g}"]
    words += [f"--{name.replace('_', '-')}" for name in _SWITCHES if getattr(options, name)]
    return shlex.join(words)


def _missing(options: argparse.Namespace) -> str:
    """Say what the hook lacks yet."""
    if options.no_model:
        return ""
    try:
        app.installed_model(options.model)
    except ModelError as error:
        return f"{error.message} {error.hint}".rstrip()
    return ""


def _shown(path: Path, folder: Path) -> str:
    """Write a path as it is from the current folder, if it is below."""
    try:
        return (
            str(Path(os.path.relpath(path, folder))) if path.is_relative_to(folder) else str(path)
        )
    except ValueError:  # another drive
        return str(path)
