"""Makes a hook's file what was planned."""

import stat
from pathlib import Path

from r1_assistant.domain.errors import GitError
from r1_assistant.git.hooks import framework
from r1_assistant.git.hooks.plan import HookPlan


def write(planned: HookPlan) -> None:
    """Write what was planned, whole or not at all.

    Raises:
        GitError: there is a problem, or the system denies it.
    """
    if planned.problem or planned.after is None:
        raise GitError(planned.problem or "There is nothing to write.")
    if planned.after == planned.before:
        return
    try:
        _write(planned, planned.after)
    except OSError as error:
        raise GitError(
            f"{planned.path} cannot be written ({error.strerror}).",
            hint="Change its permissions, or those of its folder, and try again.",
        ) from error


def _write(planned: HookPlan, text: str) -> None:
    path = planned.path if planned.aside is not None else planned.path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.r1-new")
    try:
        draft.write_bytes(text.encode("utf-8", "surrogateescape"))
        draft.chmod(_mode(planned))
        if planned.aside is not None:
            path.rename(planned.aside)
        _put(draft, path, planned.aside)
    finally:
        draft.unlink(missing_ok=True)


def _put(draft: Path, path: Path, aside: Path | None) -> None:
    try:
        draft.replace(path)
    except OSError:
        if aside is not None:  # what ran until now shall go on running
            aside.rename(path)
        raise


def _mode(planned: HookPlan) -> int:
    """Give a file's mode: a configuration keeps its own, a hook can be run by who may read it."""
    is_new = planned.before is None or planned.aside is not None
    mode = 0o644 if is_new else stat.S_IMODE(planned.path.stat().st_mode)
    return mode if planned.path.name == framework.FILE else mode | (mode & 0o444) >> 2
