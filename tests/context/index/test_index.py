import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from context.index.conftest import Writer
from r1_assistant.context.index.reader import Callers, Counts, Index
from r1_assistant.context.index.schema import database_of, open_for_writing

Write = Callable[..., Writer]

SHOP = '''\
from tax import rate


class Shop:
    """Sells."""

    def price(self, item: str, count: int = 1) -> int:
        """Says what it costs.

        And more.
        """
        return count * rate(item)
'''


FILLING = "    # of no interest\n" * 9


def test_definitions_and_callers_are_found(root: Path, write: Write) -> None:
    (root / "shop").mkdir()
    (root / "shop/main.py").write_text(SHOP)
    (root / "use.py").write_text("def f(s):\n    s.price('a')\n    return s.price('b', 2)\n")
    assert write(root).finished()["done"] == 2
    index = Index(root)
    (found,) = index.definitions("price")
    assert (found.path, found.line, found.end_line, found.kind) == ("shop/main.py", 7, 12, "method")
    assert found.container == "Shop"
    assert found.signature == "def price(self, item: str, count: int = 1) -> int"
    assert found.doc == "Says what it costs."
    assert index.callers("price") == Callers(2, 1, (("use.py", 2), ("use.py", 3)))
    assert index.callers("rate") == Callers(1, 1, (("shop/main.py", 12),))
    assert index.counts() == Counts(2, 3)
    assert index.definitions("prices") == ()
    assert index.callers("prices") == Callers()


def test_what_cannot_be_read_as_source_is_skipped_with_a_reason(root: Path, write: Write) -> None:
    (root / "binary.py").write_bytes(b"def f(): pass\n\0\1\2")
    (root / "late_nul.py").write_bytes(b"def late(): pass\n" + b"#" * 99 + b"\n" * 9000 + b"\0")
    (root / "min.js").write_text("function m(){};" * 200)
    (root / "latin.py").write_bytes("def caf\xe9(): pass\n".encode("latin-1"))
    (root / "mark.py").write_bytes(b"\xef\xbb\xbfdef marked(): pass\n")
    (root / "big.py").write_text("x = 1\n" * 200_000)
    (root / "long.py").write_text("x = 1\n" * 100_000)
    (root / "gone.py").symlink_to(root / "nowhere.py")
    (root / "made.py").write_text("def made(): pass\n")
    (root / "data.json").write_text("{}")
    (root / "LICENSE").write_text("words\n")
    (root / "run").write_text("#!/bin/sh\nrunning() { true; }\n")
    done = write(root, "--exclude", "made.py").finished()
    assert done["skipped"] == {
        "binary": 1,
        "minified": 1,
        "larger than 1 MB": 1,
        "too long to parse": 1,
        "not a file": 1,
        "excluded": 1,
        "not source code": 1,
    }
    index = Index(root)
    names = ("late", "café", "marked", "running", "m", "made", "f")
    assert [len(index.definitions(name)) for name in names] == [1, 1, 1, 1, 0, 0, 0]
    assert index.counts().files == 5


def test_changes_that_are_told_are_taken_up(root: Path, write: Write) -> None:
    (root / "a.py").write_text("def one(): pass\ntwo()\n")
    writer = write(root)
    writer.finished()
    index = Index(root)
    assert index.callers("two").count == 1
    (root / "a.py").write_text("def uno(): pass\n")
    (root / "b.py").write_text("def three(): uno()\n")
    assert writer.changed("a.py", "b.py", "../a.py", "/etc/passwd", "", "missing.py") == 2
    assert [len(index.definitions(name)) for name in ("one", "uno", "three")] == [0, 1, 1]
    assert index.callers("two") == Callers()
    assert index.callers("uno").sample == (("b.py", 1),)
    (root / "a.py").unlink()
    assert writer.changed("a.py") == 0
    assert index.definitions("uno") == ()
    assert index.counts() == Counts(1, 1)


def test_what_changed_meanwhile_is_found_at_the_next_start(root: Path, write: Write) -> None:
    for name in "abc":
        (root / f"{name}.py").write_text(f"def {name}(): pass\n")
    first = write(root)
    first.finished()
    assert first.close() == 0
    (root / "a.py").write_text("def changed(): pass\n")
    (root / "b.py").unlink()
    os.utime(root / "c.py", (1, 1))
    assert write(root).finished()["total"] == 2
    index = Index(root)
    assert [len(index.definitions(name)) for name in ("a", "b", "c", "changed")] == [0, 0, 1, 1]


def test_a_second_writer_waits_for_the_first(root: Path, write: Write) -> None:
    (root / "a.py").write_text("def a(): pass\n")
    first = write(root)
    first.finished()
    second = write(root, "--poll", "0.02")
    assert second.message()["busy"]
    third = write(root)
    assert third.message()["busy"]
    assert third.close() == 0
    first.kill()
    assert second.finished()["finished"]
    (root / "a.py").write_text("def b(): pass\n")
    assert second.changed("a.py") == 1
    assert len(Index(root).definitions("b")) == 1


def test_an_index_survives_the_death_of_its_writer(root: Path, write: Write) -> None:
    body = "".join(f"def f{n}(a, b):\n    return g{n}(a)\n{FILLING}" for n in range(60))
    for number in range(220):
        (root / f"m{number}.py").write_text(f"def last{number}(): pass\n{body}")
    index = Index(root)
    files = 0
    for _ in range(3):
        writer = write(root)
        while (message := writer.message())["done"] <= files and not message["finished"]:
            pass
        assert not message["finished"], "it was too fast to be interrupted"
        writer.kill()
        before, files = files, index.counts().files
        assert before < files < 220
        assert index.callers("g5").files == files
    assert write(root).finished()["done"] == 220
    assert index.counts() == Counts(220, 220 * 61)
    assert all(len(index.definitions(f"last{number}")) == 1 for number in range(220))
    assert index.callers("g5").count == 220


def test_a_writer_ends_with_its_parent(root: Path, write: Write) -> None:
    writer = write(root)
    writer.finished()
    assert writer.close() == 0


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 99, None])
def test_a_torn_database_is_made_anew(root: Path, write: Write, damage: bytes | None) -> None:
    (root / "a.py").write_text("".join(f"def f{n}(): pass\n" for n in range(900)))
    first = write(root)
    first.finished()
    first.close()
    index = Index(root)
    assert index.counts().symbols == 900
    path = database_of(root)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    index.close()
    assert len(index.definitions("f899")) <= 1
    write(root).finished()
    assert len(index.definitions("f899")) == 1
    assert index.counts().symbols == 900


def test_a_database_of_another_version_is_made_anew(root: Path, write: Write) -> None:
    path = database_of(root)
    database = open_for_writing(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    index = Index(root)
    assert index.counts() == Counts()
    (root / "a.py").write_text("def a(): pass\n")
    write(root).finished()
    assert index.counts() == Counts(1, 1)


def test_without_a_database_nothing_is_found(root: Path, home: Path) -> None:
    index = Index(root)
    assert (index.definitions("a"), index.callers("a"), index.counts()) == ((), Callers(), Counts())


def test_a_locked_database_keeps_nobody_waiting(root: Path, write: Write) -> None:
    writer = write(root)
    writer.finished()
    writer.close()
    lock = sqlite3.connect(database_of(root))
    lock.execute("PRAGMA locking_mode = EXCLUSIVE")
    lock.execute("BEGIN EXCLUSIVE")
    assert Index(root).counts() == Counts()
    lock.close()


def test_each_folder_has_its_own(root: Path, home: Path) -> None:
    assert database_of(root) != database_of(root.parent)
    assert database_of(root) == database_of(root / "." / ".." / root.name)
    assert database_of(root).is_relative_to(home / "cache" / "index")


def test_workers_end_with_their_process(root: Path, write: Write) -> None:
    for number in range(220):
        (root / f"m{number}.py").write_text(f"def f{number}(a):\n    return g(a)\n" + FILLING * 10)
    writer = write(root)
    assert not writer.message()["finished"]
    workers = psutil.Process(writer.process.pid).children()
    writer.kill()
    assert psutil.wait_procs(workers, timeout=20)[1] == []


def test_of_two_that_start_at_once_one_works(root: Path, write: Write) -> None:
    for number in range(30):
        (root / f"m{number}.py").write_text(f"def f{number}(): pass\n")
    both = [write(root), write(root)]
    messages = [one.finished() for one in both]
    assert sorted(message["finished"] for message in messages if "done" in message) == [True]
    assert sum("busy" in message for message in messages) == 1
    assert Index(root).counts() == Counts(30, 30)


def test_where_the_cache_cannot_be_written_it_is_private(
    root: Path, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("R1_HOME", str(tmp_path / "file"))
    (root / "a.py").write_text("def a(): pass\n")
    writer = write(root)
    database = Path(writer.message()["database"])
    assert writer.finished()["done"] == 1
    index = Index(root, database)
    assert index.counts() == Counts(1, 1)
    (root / "a.py").write_text("def b(): pass\n")
    assert writer.changed("a.py") == 1
    assert len(index.definitions("b")) == 1
    assert writer.close() == 0
    assert not database.parent.exists()
