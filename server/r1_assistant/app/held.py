"""What held in a repository at a commit: for a change by somebody who is not trusted.

**Invariant:** what the change itself says in settings, notes and baselines has no effect then.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant.app.changes import shared_path
from r1_assistant.app.reviews import finding_memory
from r1_assistant.domain.change import Change

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings
    from r1_assistant.config.source import Source
    from r1_assistant.features.review.suppression.quiet import Quiet


def source_at(folder: Path, commit: str) -> "Source":
    """Give the files of a commit in the repository that `folder` is in; raises GitError."""
    from r1_assistant.git.commit_source import CommitSource

    return CommitSource(folder, commit)


def change_apart(folder: Path, revisions: str, commit: str, paths: Sequence[str]) -> Change:
    """Take the difference of two commits, with the attributes of files as at a commit.

    Raises UsageError, GitError.
    """
    from r1_assistant.git.apart import between_apart
    from r1_assistant.git.repository import MAX_BYTES

    return between_apart(folder, revisions, commit, paths, max_bytes=MAX_BYTES)


def settings_at(source: "Source") -> "tuple[Settings, list[str]]":
    """Resolve the settings with those of a source, and say what is wrong in them."""
    from r1_assistant.config.settings import load_settings

    return load_settings(source)


def notes_at(source: "Source", change: Change, settings: "Settings") -> tuple[str, list[str]]:
    """Collect a source's notes for assistants, and say what is wrong there."""
    from r1_assistant.features.instructions import instructions_for

    wanted = settings.instructions
    if not change.files or not wanted.enabled or not wanted.max_tokens:
        return "", []
    return instructions_for(source, shared_path(change), wanted.max_tokens)


def quiet_at(source: "Source", folder: Path) -> "tuple[Quiet, list[str]]":
    """Collect what is not to be shown: a source's baseline, and what was dismissed in a folder."""
    from r1_assistant.features.review.suppression import quiet
    from r1_assistant.features.review.suppression.baseline import read_baseline

    known, problems = read_baseline(source)
    names = {
        **dict.fromkeys(known, quiet.BASELINE),
        **dict.fromkeys(finding_memory(folder).dismissed(), quiet.DISMISSED),
    }
    return quiet.Quiet(names), problems
