import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.domain.errors import UsageError
from r1_assistant.features.review.suppression.memory import FindingMemory, file_for

MANY = """
import sys
from pathlib import Path
from r1_assistant.features.review.suppression.memory import FindingMemory

for number in range(20):
    FindingMemory(Path("findings.sqlite")).dismiss(f"{sys.argv[1]}-{number}")
"""


def memory(folder: Path) -> FindingMemory:
    return FindingMemory(folder / "r1" / "findings.sqlite")


def test_a_repository_keeps_its_own_and_a_folder_is_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("R1_HOME", str(tmp_path))
    assert file_for(Path("a"), Path("a/.git")) == Path("a/.git/r1/findings.sqlite")
    own = file_for(Path("a"), None)
    assert own.is_relative_to(tmp_path)
    assert own != file_for(Path("b"), None)


def test_what_was_dismissed_and_shown_is_remembered(tmp_path: Path) -> None:
    memory(tmp_path).dismiss("0123", "x.py", "by design")
    memory(tmp_path).dismiss("0123", "x.py", "again")
    memory(tmp_path).show(["4567", "4567", "89ab"])
    assert memory(tmp_path).dismissed() == {"0123"}
    assert memory(tmp_path).shown() == {"4567", "89ab"}


def test_reading_creates_nothing(tmp_path: Path) -> None:
    assert memory(tmp_path).dismissed() == set()
    memory(tmp_path).show([])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{not a database}" * 100, b"SQLite format 3\x00 no"])
def test_a_bad_file_starts_empty_and_nothing_is_lost(tmp_path: Path, content: bytes) -> None:
    memory(tmp_path).dismiss("0123")
    file = tmp_path / "r1" / "findings.sqlite"
    file.write_bytes(content)
    assert memory(tmp_path).dismissed() == set()
    memory(tmp_path).dismiss("4567")
    assert memory(tmp_path).dismissed() == {"4567"}
    kept = [path.read_bytes() for path in file.parent.glob("*.damaged-*")]
    assert kept == ([content] if content else [])


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", MANY, str(number)], cwd=tmp_path)
        for number in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(FindingMemory(tmp_path / "findings.sqlite").dismissed()) == 60


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "r1").write_text("a file in the way")
    with pytest.raises(UsageError, match="cannot be remembered"):
        memory(tmp_path).dismiss("0123")
    memory(tmp_path).show(["0123"])  # nobody asked for it, so nobody is told
    assert memory(tmp_path).shown() == set()
