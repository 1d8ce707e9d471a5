"""Files that are there as a whole or not at all."""

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from r1_assistant.domain.errors import UsageError

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file of a step's summary, which steps add to."""


def check(paths: Sequence[Path]) -> None:
    """Find out before a review whether its files can be written; raises UsageError."""
    seen: set[Path] = set()
    for path in paths:
        try:
            target = _target(path)
            _check(path, target)
        except (OSError, RuntimeError) as error:  # names that are too long, links in a circle
            raise _refused(path, getattr(error, "strerror", None) or str(error)) from error
        if target in seen:
            raise UsageError(
                f"{path} is to be written twice.", hint="Give each --output a file of its own."
            )
        seen.add(target)


def write(path: Path, text: str) -> None:
    """Write a file in UTF-8; raises UsageError if it can't be written.

    Readers see what was there before or all of the new text. The file of a step's summary is added
    to, as all that write to it do; pipes and devices are written as they are.
    """
    target = _target(path)
    try:
        if is_summary(target):
            _add(target, text)
        elif target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            _replace(target, text)
    except OSError as error:
        raise _refused(path, error.strerror or type(error).__name__) from error


def is_summary(path: Path) -> bool:
    """Tell whether a path is that of the step's summary, in GitHub Actions."""
    summary = os.environ.get(SUMMARY)
    return bool(summary) and path.resolve() == Path(summary or "").resolve()


def _target(path: Path) -> Path:
    """Follow links; not those of open pipes (/dev/fd/63), which lead to no path."""
    target = path.resolve()
    return target if target.exists() or not path.exists() else path


def _check(path: Path, target: Path) -> None:
    if target.exists() and not target.is_file() and not target.is_dir():
        return  # a pipe or a device
    if not target.parent.is_dir():
        raise UsageError(
            f"{path} cannot be written: there is no folder {path.parent}.",
            hint="Make the folder first.",
        )
    if target.is_dir():
        raise _refused(path, "it is a folder")
    if target.exists() and not os.access(target, os.W_OK):
        raise _refused(path, "it may not be changed")
    if not is_summary(target) and not os.access(target.parent, os.W_OK):
        raise _refused(path, f"nothing may be written in {path.parent}")


def _refused(path: Path, reason: str) -> UsageError:
    return UsageError(f"{path} cannot be written: {reason}.", hint="Name another file.")


def _add(target: Path, text: str) -> None:
    with target.open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"\n{text}" if file.tell() else text)


def _replace(target: Path, text: str) -> None:
    import tempfile  # late: most reviews write no file

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(_mode(target))
        draft.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Give the mode of the file that is replaced, or what the user's mask leaves of a new one."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
