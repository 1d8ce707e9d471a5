"""A repository's own notes reach its reviews from the command line."""

import subprocess
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.config.settings import Settings
from r1_assistant.domain.change import Change, FileChange, FileStatus


def change(*paths: str) -> Change:
    return Change("staged", tuple(FileChange(p, p, FileStatus.MODIFIED) for p in paths))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "src").mkdir()
    (tmp_path / "AGENTS.md").write_text("Tabs, never spaces.\n")
    (tmp_path / "src" / "AGENTS.md").write_text("No globals.\n")
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("src/a.py",), ["Tabs", "globals"]),
        (("src/a.py", "src/b.py"), ["Tabs", "globals"]),
        (("src/a.py", "b.py"), ["Tabs"]),
        ((), []),
    ],
)
def test_notes_hold_for_the_whole_change(
    folder: Path, paths: tuple[str, ...], expected: list[str]
) -> None:
    notes, problems = app.repository_notes(folder, change(*paths), Settings())
    assert [word for word in ("Tabs", "globals") if word in notes] == expected
    assert not problems
