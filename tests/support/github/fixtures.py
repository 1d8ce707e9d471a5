"""A GitHub on loopback with one repository, for tests of pull requests."""

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from r1_assistant.github.client import Client
    from r1_assistant.github.patience import Patience
    from support.github.world import World

BASE = "def load(path):\n    return open(path).read()\n\n\ndef main():\n    print(load('a'))\n"
SWALLOWED = (
    "def load(path):\n"
    "    try:\n"
    "        return open(path).read()\n"
    "    except Exception:\n"
    "        pass\n"
    "\n"
    "\n"
    "def main():\n"
    "    print(load('a'))\n"
)


@pytest.fixture
def world(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["World"]:
    """A repository with a branch `topic` that changes a.py, and the pull request 1 of it.

    No request and no answer may be other than as GitHub has described them.
    """
    from support.git_workshop import Workshop
    from support.github.server import serve_github
    from support.github.world import World

    _environment(tmp_path, monkeypatch)
    workshop = Workshop(tmp_path / "served")
    workshop.commit({"a.py": BASE, "README.md": "An app\n"})
    workshop.git("checkout", "--quiet", "-b", "topic")
    workshop.commit({"a.py": SWALLOWED})
    world = World(workshop)
    world.open_pull()
    with serve_github(world):
        monkeypatch.setenv("GITHUB_TOKEN", world.token)
        yield world
    assert world.wrong == []


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the program would have waited."""
    return []


@pytest.fixture
def patience(world: "World", waits: list[float], monkeypatch: pytest.MonkeyPatch) -> "Patience":
    """A patience for which time stands still, also for the whole program."""
    from r1_assistant.app import pull_requests
    from r1_assistant.github.patience import Patience

    still = Patience(sleep=waits.append, now=lambda: world.now, between_writes=0.0)
    monkeypatch.setattr(pull_requests, "patience_for", lambda tell: replace(still, tell=tell))
    return still


@pytest.fixture
def client(world: "World", patience: "Patience") -> "Client":
    """A client of the world's API, which never really waits."""
    from r1_assistant.github.address import api_at
    from r1_assistant.github.client import Client

    return Client(api_at(world.url), world.token, patience)


@pytest.fixture
def clone(world: "World", tmp_path: Path) -> Callable[[str], Path]:
    """Make a clone whose remote is the world's repository, with a branch checked out."""

    numbers = count(1)

    def make(branch: str) -> Path:
        folder = tmp_path / f"clone-{next(numbers)}"
        source = str(world.repository.root)
        run = partial(subprocess.run, check=True, capture_output=True, env=os.environ)
        run(["git", "clone", "--quiet", "--branch", branch, source, str(folder)])
        url = f"{world.url}/{world.name}.git"
        run(["git", "-C", str(folder), "remote", "set-url", "origin", url])
        return folder

    return make


def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = ("GITHUB_", "GH_")
    for name in [name for name in os.environ if name.startswith(named)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A U Thor")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "author@example.com")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
