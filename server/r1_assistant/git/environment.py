"""Where git is, and the environment that it runs in."""

import os
import subprocess
import sys
from pathlib import Path

from r1_assistant.domain.errors import GitError

_FIXED = {
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch what a diff lacks
    "GIT_DIFF_OPTS": "",
    "GIT_LITERAL_PATHSPECS": "0",
    "GIT_GLOB_PATHSPECS": "0",
    "GIT_NOGLOB_PATHSPECS": "0",
    "GIT_ICASE_PATHSPECS": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "C",
    "LC_ALL": "C",
}
_LOCATION = (
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
)


def git_program() -> str:
    """Find git on PATH, but never in the current directory: that may be anybody's repository.

    Raises:
        GitError: there is none.
    """
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in map(Path, os.get_exec_path()):
        program = folder / name
        if folder.is_absolute() and program.is_file() and os.access(program, os.X_OK):
            return str(program)
    raise GitError(
        "Git is not installed, or not on PATH.",
        hint="Install it, or review a patch file with --patch.",
    )


def git_environment(cwd: Path) -> dict[str, str]:
    """Variables to set, on top of the process's own, for git to work on the repository at `cwd`.

    A hook's variables say which repository and which index a commit is made from. They hold for
    that repository; for any other, they are replaced by what belongs to it.
    """
    if "GIT_DIR" not in os.environ and "GIT_INDEX_FILE" not in os.environ:
        return _FIXED
    git_dir = _ask(cwd, "--absolute-git-dir")
    if not git_dir:  # a repository that only the variables know of
        return _FIXED
    top = _ask(cwd, "--show-toplevel")
    if not _meant(cwd, git_dir, top):
        return _FIXED | _elsewhere(cwd, git_dir, top)
    if "GIT_DIR" not in os.environ:
        return _FIXED
    # Without a work tree beside GIT_DIR, git takes the current directory for its top.
    return _FIXED | {"GIT_DIR": git_dir, "GIT_WORK_TREE": os.environ.get("GIT_WORK_TREE", top)}


def _elsewhere(cwd: Path, git_dir: str, top: str) -> dict[str, str]:
    common = str((cwd / _ask(cwd, "--git-common-dir")).resolve())
    return {
        "GIT_DIR": git_dir,
        "GIT_WORK_TREE": top,
        "GIT_COMMON_DIR": common,
        "GIT_INDEX_FILE": str(Path(git_dir, "index")),
        "GIT_OBJECT_DIRECTORY": str(Path(common, "objects")),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
    }


def _ask(cwd: Path, question: str) -> str:
    """Ask `git rev-parse` as if no hook were running; empty if it does not know."""
    clean = {k: v for k, v in os.environ.items() if k not in _LOCATION}
    answer = subprocess.run(
        [git_program(), "-C", str(cwd), "rev-parse", question],
        env=clean,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return os.fsdecode(answer.stdout.removesuffix(b"\n"))


def _meant(cwd: Path, git_dir: str, top: str) -> bool:
    """Tell whether the hook's variables speak of this repository.

    Relative ones are relative to the top of the work tree. An index elsewhere than in some
    repository is one that its user made on purpose.
    """
    bases = (Path(top or git_dir), cwd)
    if named := os.environ.get("GIT_DIR"):
        return any(_same(base / named, git_dir) for base in bases)
    folder = (bases[0] / os.environ["GIT_INDEX_FILE"]).parent
    return _same(folder, git_dir) or (folder.is_dir() and not (folder / "HEAD").is_file())


def _same(folder: Path, other: str) -> bool:
    try:
        return folder.samefile(other)
    except OSError:
        return False
