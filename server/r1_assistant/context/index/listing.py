"""Which files of a workspace there are: those that git knows or would add, or else all."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from r1_assistant.context.languages import any_language_of
from r1_assistant.domain.patterns import excluded

MAX_FILES = 50_000

_LEFT_OUT = {
    *(".git", ".hg", ".svn", ".idea", ".vscode", "node_modules", ".venv", "venv", ".tox", ".nox"),
    *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", "build", "dist", "target"),
}
"""Folders of what is made or downloaded, for workspaces without git."""

_GIT = (
    *("git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("ls-files", "-co", "--exclude-standard", "-z", "--"),
)
_GIT_VARIABLES = re.compile("GIT_(?!CONFIG|EXEC_PATH)")


def list_files(root: Path, exclude: Sequence[str]) -> tuple[list[str], Counter[str]]:
    """Give the paths below the root that may hold code, and count the others by reason.

    Paths are relative, with `/` between their parts, in their order.
    """
    skipped: Counter[str] = Counter()
    found: list[str] = []
    listed = _from_git(root, ())
    for path in sorted(set(_walk(root) if listed is None else listed)):
        reason = _why_not(path, exclude)
        if not reason and len(found) >= MAX_FILES:
            reason = f"beyond {MAX_FILES} files"
        if reason:
            skipped[reason] += 1
        else:
            found.append(path)
    return found, skipped


def is_listed(root: Path, path: str, exclude: Sequence[str]) -> bool:
    """Tell whether a file of the workspace would be listed, if it is there."""
    if _why_not(path, exclude):
        return False
    listed = _from_git(root, (path,))
    if listed is None:
        return not _LEFT_OUT.intersection(path.split("/")[:-1])
    return path in listed


def _why_not(path: str, exclude: Sequence[str]) -> str:
    if excluded(path, exclude):
        return "excluded"
    if not _is_unicode(path):
        return "of a name that is not UTF-8"
    # without a suffix it is the first line that tells
    may_be_code = "." not in path.rpartition("/")[2] or any_language_of(path) is not None
    return "" if may_be_code else "not source code"


def _is_unicode(path: str) -> bool:
    return path.isascii() or path == path.encode("utf-8", "replace").decode("utf-8")


def _from_git(root: Path, paths: Iterable[str]) -> list[str] | None:
    """List files as git sees them; None where there is no git or no work tree."""
    program = shutil.which("git")
    if program is None or Path(program).resolve().is_relative_to(root):
        return None  # a workspace's own program is none of ours
    environment = {k: v for k, v in os.environ.items() if not _GIT_VARIABLES.match(k)}
    done = subprocess.run(
        [program, *_GIT[1:], *(f":(literal){path}" for path in paths)],
        cwd=root,
        env=environment | {"GIT_OPTIONAL_LOCKS": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        return None
    return [os.fsdecode(path) for path in done.stdout.split(b"\0") if path]


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        above = Path(folder).relative_to(root).as_posix()
        for name in files:
            yield name if above == "." else f"{above}/{name}"
