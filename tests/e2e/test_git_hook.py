"""Git's own hook, as the editor writes it, with the real program and a real model."""

import subprocess

import pytest

from r1_assistant.app import install_hook
from support.git_workshop import Workshop

pytestmark = [pytest.mark.e2e, pytest.mark.model]

BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"


def commit(workshop: Workshop, text: str) -> subprocess.CompletedProcess[bytes]:
    workshop.add({"src/a.py": text})
    command = ["git", "commit", "--message=A change"]
    return subprocess.run(command, cwd=workshop.root, capture_output=True, check=False, timeout=600)


def test_the_hook_stops_a_commit_and_lets_the_next_one_pass(workshop: Workshop) -> None:
    install_hook(workshop.root, "git")
    stopped = commit(workshop, BUG)
    assert b"src/a.py:4: warning" in stopped.stdout + stopped.stderr
    assert stopped.returncode == 1
    assert commit(workshop, "def f(x):\n    input([x])\n").returncode == 0
