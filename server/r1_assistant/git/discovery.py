"""Finds the repository around a folder."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from r1_assistant.domain.errors import GitError
from r1_assistant.git.command import failure, quick, run
from r1_assistant.git.environment import git_environment

REMEMBERED = 1.0
"""Seconds for which a folder's repository is taken to be the same: a review asks several times."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as seen from the folder `cwd`; `root` is None if there is no work tree."""

    cwd: Path
    root: Path | None
    shallow: bool
    environment: Mapping[str, str]

    @property
    def work_tree(self) -> Path:
        """The top of the work tree.

        Raises:
            GitError: there is none here.
        """
        if self.root is None:
            raise GitError(
                "There is no work tree here: this is a bare repository, or the inside of `.git`.",
                hint="Go to a folder with a checkout, or name commits with --range A..B.",
            )
        return self.root

    def run(self, *arguments: str, stdin: bytes = b"", accept: Sequence[int] = (0,)) -> bytes:
        """Run git at the repository's top; raises GitError when it fails."""
        folder = self.root or self.cwd
        return run(folder, self.environment, *arguments, stdin=stdin, accept=accept)

    def quick(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Do the same as `run`, sooner."""
        folder = self.root or self.cwd
        output, complaint = quick(folder, self.environment, *arguments, stdin=stdin)
        if complaint:
            raise failure(complaint)
        return output


def discover(cwd: Path) -> Repository:
    """Find the repository that `cwd` is in.

    Raises:
        GitError: there is none, git does not trust it, or there is no git.
    """
    cwd = cwd.absolute()
    key = (cwd, *sorted(item for item in os.environ.items() if item[0].startswith("GIT_")))
    known, since = _known.get(key, (None, 0.0))
    if known is None or time.monotonic() - since > REMEMBERED:
        known = _discovered(cwd)
        _known.clear()  # a program looks at few repositories at a time
        _known[key] = known, time.monotonic()
    return known


_known: dict[object, tuple[Repository, float]] = {}


def _discovered(cwd: Path) -> Repository:
    environment = git_environment(cwd)
    questions = ("--is-shallow-repository", "--is-inside-work-tree", "--show-toplevel")
    output, complaint = quick(cwd, environment, "rev-parse", *questions)
    answers = os.fsdecode(output).split("\n", 2)  # the last one may itself hold line feeds
    if len(answers) < 3 or (complaint and answers[1] != "false"):
        raise failure(complaint)
    root = None if complaint else Path(answers[2].removesuffix("\n"))
    return Repository(cwd, root, answers[0] == "true", environment)
