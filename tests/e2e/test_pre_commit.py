"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit from a copy of the project."""

import os
import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest

from support.git_workshop import Workshop
from support.programs import program

pytestmark = [pytest.mark.e2e, pytest.mark.model]

PROJECT = Path(__file__).parents[2]
BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
CONFIG = """\
repos:
  - repo: {project}
    rev: {revision}
    hooks:
      - id: {hook}
"""


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A repository with what the project consists of now, whether or not it is committed."""
    hooks = Workshop(tmp_path_factory.mktemp("hooks") / "r1-assistant")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(PROJECT / name, hooks.root / name)
    for name in ("server", "prompts"):
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(PROJECT / name, hooks.root / name, ignore=ignored)
    return hooks


@pytest.fixture
def pre_commit(
    hooks: Workshop,
    workshop: Workshop,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Workshop:
    """A repository that `pre-commit install` was run in; gives it without a configuration."""
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(Path(kept) / "pre-commit"))
    # Its own folder for the installation, and not that of the test's home, is pip's to choose.
    monkeypatch.setenv("PIP_CACHE_DIR", str(Path(kept) / "pip"))
    if not hooks.git("rev-parse", "--verify", "--quiet", "HEAD", check=False):
        hooks.commit()
    return workshop


def commit(workshop: Workshop, hooks: Workshop, hook: str) -> subprocess.CompletedProcess[bytes]:
    text = CONFIG.format(project=hooks.root, revision=hooks.git("rev-parse", "HEAD"), hook=hook)
    workshop.write({".pre-commit-config.yaml": text})
    command = program("pre-commit")
    subprocess.run([command, "install"], cwd=workshop.root, check=True, capture_output=True)
    workshop.add({"src/a.py": BUG})
    message = "--message=A change"
    return subprocess.run(
        ["git", "commit", message],
        cwd=workshop.root,
        capture_output=True,
        check=False,
        timeout=1200,
    )


def test_the_gating_hook_stops_a_commit(hooks: Workshop, pre_commit: Workshop) -> None:
    done = commit(pre_commit, hooks, "r1-review")
    assert b"src/a.py:4: warning" in done.stdout + done.stderr
    assert b"Failed" in done.stdout + done.stderr
    assert done.returncode == 1
    (pre_commit.root / "src" / "a.py").write_text("def f(x):\n    input([x])\n")
    pre_commit.git("add", "--all")
    pre_commit.git("commit", "--message=Another")


def test_the_advisory_hook_tells_and_lets_it_pass(hooks: Workshop, pre_commit: Workshop) -> None:
    done = commit(pre_commit, hooks, "r1-review-advisory")
    assert b"src/a.py:4: warning" in done.stdout + done.stderr
    assert done.returncode == 0
