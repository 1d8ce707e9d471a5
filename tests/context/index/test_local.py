"""The index of a program that has no process for it."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from context.index.conftest import Writer
from r1_assistant.context.index.local import bring_up_to_date
from r1_assistant.context.index.reader import Counts, Index
from r1_assistant.context.index.schema import database_of

Write = Callable[..., Writer]


def fill(root: Path, count: int) -> None:
    for number in range(count):
        (root / f"m{number}.py").write_text(f"def f{number}(a):\n    return g(a)\n" + "# .\n" * 99)


def test_it_is_brought_up_to_date(root: Path, home: Path) -> None:
    fill(root, 3)
    assert bring_up_to_date(root, ["m2.py"], None).counts() == Counts(2, 2)
    (root / "m1.py").write_text("def other(): pass\n")
    index = bring_up_to_date(root, [], 60)
    assert index.counts() == Counts(3, 3)
    assert len(index.definitions("other")) == 1
    assert len(Index(root).definitions("other")) == 1


def test_without_time_nothing_is_read(root: Path, home: Path) -> None:
    fill(root, 3)
    assert bring_up_to_date(root, [], -1).counts() == Counts()
    assert bring_up_to_date(root, [], None).counts() == Counts(3, 3)


def test_while_a_process_keeps_it_it_is_read(root: Path, write: Write) -> None:
    fill(root, 1)
    write(root).finished()
    fill(root, 2)
    assert bring_up_to_date(root, [], None).counts() == Counts(1, 1)


def test_where_nothing_can_be_written_it_is_in_memory(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("R1_HOME", str(tmp_path / "file"))
    fill(root, 210)
    index = bring_up_to_date(root, [], None)
    assert index.counts() == Counts(210, 210)
    assert index.callers("g").count == 210
    index.close()
    assert index.counts() == Counts()


def test_a_torn_database_is_made_anew(root: Path, home: Path) -> None:
    fill(root, 3)
    bring_up_to_date(root, [], None).close()
    database = sqlite3.connect(database_of(root))
    database.execute("UPDATE blocks SET facts = x'00'")
    database.commit()
    database.close()
    (root / "m1.py").write_text("def other(): pass\n")
    index = bring_up_to_date(root, [], None)
    assert [len(index.definitions(name)) for name in ("f0", "f1", "other")] == [1, 0, 1]


def test_two_programs_at_once_leave_it_whole(root: Path, home: Path) -> None:
    fill(root, 220)
    program = (
        "import sys; from pathlib import Path\n"
        "from r1_assistant.context.index.local import bring_up_to_date\n"
        "bring_up_to_date(Path(sys.argv[1]), [], None)"
    )
    both = [subprocess.Popen([sys.executable, "-P", "-c", program, root]) for _ in range(2)]
    try:
        assert [one.wait(60) for one in both] == [0, 0]
    finally:
        for one in both:
            one.kill()
            one.wait(10)
    assert bring_up_to_date(root, [], None).counts() == Counts(220, 220)
    database = sqlite3.connect(database_of(root))
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
