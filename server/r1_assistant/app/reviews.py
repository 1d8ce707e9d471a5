"""What is kept of reviews: answers, dismissals, baselines."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import GitError

if TYPE_CHECKING:
    from r1_assistant.features.kept_texts import KeptTexts
    from r1_assistant.features.review.config import ReviewConfig
    from r1_assistant.features.review.suppression.memory import FindingMemory
    from r1_assistant.features.review.suppression.quiet import Quiet

MOST_KEPT_ROWS = 20_000
MOST_KEPT_BYTES = 50_000_000
"""What is kept of reviews on disk; all texts together, in UTF-8."""


def finding_memory(folder: Path) -> "FindingMemory":
    """Give what is remembered of a folder's findings: in its repository, if it has one.

    Waits for git.
    """
    from r1_assistant.features.review.suppression.memory import FindingMemory, file_for
    from r1_assistant.git import repository

    try:
        git_folder = repository.common_folder(folder)
    except (GitError, OSError):
        git_folder = None
    return FindingMemory(file_for(folder, git_folder))


def kept_texts() -> "KeptTexts":
    """Give the file with what reviews have made before."""
    from r1_assistant.config.paths import cache_dir
    from r1_assistant.features.kept_texts import KeptTexts

    file = cache_dir() / "reviews.sqlite"
    return KeptTexts(file, most_rows=MOST_KEPT_ROWS, most_bytes=MOST_KEPT_BYTES)


def answer_name(
    folder: Path,
    change: Change,
    config: "ReviewConfig",
    models: Sequence[str],
    quiet: "Quiet",
) -> str:
    """Name the answer of a review of a repository's change; raises GitError.

    `models` are the digests of the models' files. Waits for git.
    """
    from r1_assistant.features.review.answered import answer_key
    from r1_assistant.git import repository

    commit = repository.commit_below(folder)
    return answer_key(change, config, models, quiet.known, commit)


def quiet_for(folder: Path, *, new_only: bool = False) -> "tuple[Quiet, list[str]]":
    """Collect what is not to be shown in the folder at the top of a change; and what is wrong.

    That is what was dismissed, what the baseline has, and with `new_only` what was shown before.
    """
    from r1_assistant.features.review.suppression import quiet
    from r1_assistant.features.review.suppression.baseline import FILE, read_baseline

    memory = finding_memory(folder)
    known, problems = read_baseline(folder / FILE)
    shown = memory.shown() if new_only else frozenset()
    names = {
        **dict.fromkeys(shown, quiet.SHOWN),
        **dict.fromkeys(known, quiet.BASELINE),
        **dict.fromkeys(memory.dismissed(), quiet.DISMISSED),
    }
    return quiet.Quiet(names), problems
