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
        put(planned.path, planned.after, planned.aside)
    except OSError as error:
        raise denied(planned.path, error) from error


def denied(path: Path, error: OSError) -> GitError:
    """Say that the system denies writing."""
    return GitError(
        f"{path} cannot be written ({error.strerror}).",
        hint="Change its permissions, or those of its folder, and try again.",
    )


def put(path: Path, text: str, aside: Path | None = None) -> None:
    """Give a file a text, whole or not at all; what is there goes `aside` first, if that is given.

    Raises OSError.
    """
    path = path if aside is not None else path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = _mode(path, is_new=aside is not None or not path.exists())
    draft = path.with_name(f"{path.name}.r1-new")
    try:
        draft.write_bytes(text.encode("utf-8", "surrogateescape"))
        draft.chmod(mode)
        if aside is not None:
            path.rename(aside)
        _replace(draft, path, aside)
    finally:
        draft.unlink(missing_ok=True)


def _replace(draft: Path, path: Path, aside: Path | None) -> None:
    try:
        draft.replace(path)
    except OSError:
        if aside is not None:  # what ran until now shall go on running
            aside.rename(path)
        raise


def _mode(path: Path, *, is_new: bool) -> int:
    """Give a file's mode: a configuration keeps its own, a hook can be run by who may read it."""
    mode = 0o644 if is_new else stat.S_IMODE(path.stat().st_mode)
    return mode if path.name == framework.FILE else mode | (mode & 0o444) >> 2
