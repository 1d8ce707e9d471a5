"""Runs git: for bytes, without its user's colours and habits, and without a repository's code."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant.domain.errors import GitError
from r1_assistant.git.environment import git_program

if TYPE_CHECKING:
    from git.cmd import Git

# What a repository's own configuration must not bring in: programs, and other forms of output.
_OPTIONS = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "color.ui=false"),
    *("-c", "diff.autoRefreshIndex=false"),  # which would write the index, and run a hook
    *("-c", "diff.orderFile=/dev/null"),
    *("-c", "diff.suppressBlankEmpty=false"),
)


def quick(
    folder: Path, environment: Mapping[str, str], *arguments: str, stdin: bytes = b""
) -> tuple[bytes, str]:
    """Run git without GitPython, whose import takes 0.1 s.

    Returns what it printed, and its complaint: empty if it succeeded.
    """
    done = subprocess.run(
        _command(folder, arguments),
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    complaint = done.stderr.decode(errors="replace") or f"status {done.returncode}"
    return done.stdout, complaint if done.returncode else ""


def run(
    folder: Path,
    environment: Mapping[str, str],
    *arguments: str,
    stdin: bytes = b"",
    accept: Sequence[int] = (0,),
) -> bytes:
    """Run git and return what it printed.

    Raises:
        GitError: it ended with a status that is not in `accept`.
    """
    process = _git().execute(
        _command(folder, arguments), istream=subprocess.PIPE, as_process=True, env=environment
    )
    output, complaint = process.communicate(stdin)
    if process.returncode not in accept:
        raise failure(complaint.decode(errors="replace"))
    return bytes(output)


def failure(complaint: str) -> GitError:
    """Say what git complained about in one sentence, with what to do about it."""
    for words, message, hint in _KNOWN:
        if words in complaint:
            return GitError(message, hint=hint)
    lines = [line.strip() for line in complaint.split("\n")]
    if trust := next((line for line in lines if line.startswith("git config --global")), ""):
        message = "Git does not trust this repository, because another user owns it."
        return GitError(message, hint=f"If you do, run: {trust}")
    fatal = [line.partition(": ")[2] for line in lines if line.startswith(("fatal:", "error:"))]
    return GitError(f"Git failed: {(fatal or lines)[0].rstrip('.')}.")


_KNOWN = (
    (
        "not a git repository",
        "There is no git repository here.",
        "Go to a folder of one, or review a patch file with --patch.",
    ),
    (
        "is outside repository",
        "A path is outside of this repository.",
        "Paths are taken from the current folder.",
    ),
    (
        "promisor remote",
        "This partial clone lacks some of the files to compare.",
        "Run the same `git diff` once: git fetches them.",
    ),
)


def _command(folder: Path, arguments: Sequence[str]) -> list[str]:
    return [git_program(), "-C", str(folder), *_OPTIONS, *arguments]


def _git() -> "Git":
    # On import it runs git, and would take it from anywhere on PATH.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    os.environ.setdefault("GIT_PYTHON_GIT_EXECUTABLE", git_program())
    from git.cmd import Git

    # Not Git(cwd): that would expand `~` and `$NAME` in a folder's name.
    return Git()
