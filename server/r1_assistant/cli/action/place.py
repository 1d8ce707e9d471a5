"""Puts a file where the workflow's author wants it, whatever the change has put there."""

import os
import shutil
import uuid
from pathlib import Path

from r1_assistant.domain.errors import UsageError


def place(file: Path, wanted: str, workspace: Path) -> Path:
    """Copy `file` to `wanted`, which is relative to the workspace, and give its full name.

    A change may contain a link of that name, or of one of its folders': the link itself is replaced
    and never followed, and a folder that leads out of the workspace is refused. Raises UsageError.
    """
    target = Path(os.path.normpath(workspace / wanted))
    inside = not Path(wanted).is_absolute()
    try:
        if inside and not _within(target, workspace):
            raise UsageError(
                f"The file {wanted[:80]!r} would be outside of the workspace.",
                hint="A folder on the way is a link, or the name begins with `..`.",
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        written = target.parent / f".{uuid.uuid4().hex}"
        shutil.copyfile(file, written)
        written.replace(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(
            f"The file {wanted[:80]!r} cannot be written: {reason}.",
            hint="The input sarif names a file in the workspace.",
        ) from error
    return target


def _within(target: Path, workspace: Path) -> bool:
    """Tell whether a file's folder, with its links followed, is in the workspace."""
    folder = Path(os.path.realpath(target.parent))
    return folder.is_relative_to(os.path.realpath(workspace))
