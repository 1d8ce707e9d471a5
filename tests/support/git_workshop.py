"""Real repositories for tests, made by the real git."""

import os
import subprocess
from pathlib import Path

import pytest

from r1_assistant.domain.change import Change, FileChange

Files = dict[str, str | bytes]


def commit_as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give git an author and a committer."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A U Thor")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "author@example.com")


class Workshop:
    """A repository to prepare."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *arguments: str, check: bool = True) -> str:
        """Run git in it."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, capture_output=True, check=False, env=os.environ
        )
        if check:
            assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout.decode(errors="replace").strip()

    def write(self, files: Files) -> None:
        """Write files, creating their folders."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def add(self, files: Files) -> None:
        """Write files and stage everything."""
        self.write(files)
        self.git("add", "--all", ".")

    def commit(self, files: Files | None = None) -> str:
        """Stage everything and commit it; returns the commit's id."""
        self.add(files or {})
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "--message=change")
        return self.git("rev-parse", "HEAD")


def by_path(change: Change) -> dict[str, FileChange]:
    """Index a change's files, which must be different ones."""
    found = {file.path: file for file in change.files}
    assert len(found) == len(change.files)
    return found
