"""A program in place of Python, which hooks run."""

from pathlib import Path

import pytest

from r1_assistant.git.hooks.plan import Review


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Where hooks and the program write down that they ran."""
    return tmp_path / "record"


@pytest.fixture
def review(tmp_path: Path, record: Path) -> Review:
    """A program in place of Python: it writes down how it is run, and finds `BUG` in the index."""
    program = tmp_path / "r1's own" / "python"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$PWD: $*" >> {record}\n! git diff --cached | grep -q "^+.*BUG"\n'
    )
    program.chmod(0o755)
    return Review(program, "1.2.3")
