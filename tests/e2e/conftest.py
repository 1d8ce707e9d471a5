"""The installed programs, a real small model, and real repositories."""

import os
from pathlib import Path

import pytest

from r1_assistant.models.store import InstalledModel
from support.action_site import Site
from support.git_workshop import Workshop, commit_as_somebody
from support.programs import Program
from support.workflow_runner import environment_without_workflow


@pytest.fixture(scope="session")
def without_model(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with an author, no model, and nothing of the user's."""
    user = tmp_path_factory.mktemp("user")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for name in ("R1_MODEL", "R1_SKIP", "SKIP", "NO_COLOR", "FORCE_COLOR"):
        kept.pop(name, None)
    person = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A U Thor"), ("EMAIL", "author@example.com"))
    }
    return {
        **{name: value for name, value in kept.items() if not name.startswith("PRE_COMMIT")},
        **person,
        "R1_HOME": str(user / "r1"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(user / "gitconfig"),
        "GIT_CEILING_DIRECTORIES": str(user.parent),
        "HOME": str(user),
        "USERPROFILE": str(user),
        "PYTHONIOENCODING": "utf-8",
    }


@pytest.fixture(scope="session")
def environment(real_model: InstalledModel, without_model: dict[str, str]) -> dict[str, str]:
    """The same with the real model."""
    return {**without_model, "R1_HOME": str(real_model.home.parents[2])}


@pytest.fixture
def r1_review(environment: dict[str, str]) -> Program:
    return Program(environment)


@pytest.fixture
def workshop(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Workshop:
    """A repository with one commit, in a folder with spaces and letters of other languages."""
    put_in_place(environment, monkeypatch)
    workshop = Workshop(tmp_path / "a répository")
    workshop.commit({"src/a.py": "def f(x):\n    input(x)\n"})
    return workshop


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A repository on a server, in an environment without a workflow of the developer's own."""
    kept = environment_without_workflow()
    for name in [name for name in os.environ if name not in kept and name != "R1_TEST_HOME"]:
        monkeypatch.delenv(name)
    commit_as_somebody(monkeypatch)
    return Site(tmp_path)


def put_in_place(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an environment that of the tests."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT", "R1_"))]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
