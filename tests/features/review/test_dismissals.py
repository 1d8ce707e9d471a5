import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.domain.errors import UsageError
from r1_assistant.features.review.dismissals import Dismissals

MANY = """
import sys
from pathlib import Path
from r1_assistant.features.review.dismissals import Dismissals

for number in range(20):
    Dismissals(Path("project")).add(f"{sys.argv[1]}-{number}")
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("R1_HOME", str(tmp_path))
    return tmp_path


def stored(home: Path) -> Path:
    (file,) = (home / "data" / "dismissed").glob("*.sqlite")
    return file


def test_what_was_dismissed_is_remembered_per_folder() -> None:
    Dismissals(Path("a")).add("0123", "x.py", "by design")
    Dismissals(Path("a")).add("0123", "x.py", "again")
    assert Dismissals(Path("a")).all() == {"0123"}
    assert Dismissals(Path("b")).all() == set()


def test_reading_creates_nothing(home: Path) -> None:
    assert Dismissals(Path("a")).all() == set()
    assert not (home / "data").exists()


@pytest.mark.parametrize("content", [b"", b"{not a database}" * 100, b"SQLite format 3\x00 no"])
def test_a_bad_file_starts_empty_and_nothing_is_lost(home: Path, content: bytes) -> None:
    Dismissals(Path("a")).add("0123")
    file = stored(home)
    file.write_bytes(content)
    assert Dismissals(Path("a")).all() == set()
    Dismissals(Path("a")).add("4567")
    assert Dismissals(Path("a")).all() == {"4567"}
    kept = [path.read_bytes() for path in file.parent.glob("*.damaged-*")]
    assert kept == ([content] if content else [])


def test_several_processes_write_at_once(home: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", MANY, str(number)], cwd=home) for number in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(Dismissals(home / "project").all()) == 60


def test_a_place_that_cannot_be_written_is_said(home: Path) -> None:
    (home / "data").write_text("a file in the way")
    with pytest.raises(UsageError, match="cannot be remembered"):
        Dismissals(Path("a")).add("0123")
