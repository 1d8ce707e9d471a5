import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from r1_assistant.context.index.process import WRITER, IndexProcess, IndexProgress
from r1_assistant.context.index.reader import Index


async def finished(process: IndexProcess, root: Path) -> list[IndexProgress]:
    told: list[IndexProgress] = []
    done = asyncio.Event()

    def tell(progress: IndexProgress) -> None:
        told.append(progress)
        if progress.finished:
            done.set()

    await process.start(root, ["skip/"], tell)
    await asyncio.wait_for(done.wait(), 20)
    return told


async def until_known(index: Index, name: str) -> None:
    async with asyncio.timeout(20):
        while not index.definitions(name):
            await asyncio.sleep(0.01)


async def test_a_folder_is_indexed_and_followed(root: Path, home: Path) -> None:
    (root / "skip").mkdir()
    (root / "skip" / "b.py").write_text("def b(): pass\n")
    (root / "a.py").write_text("def a(): pass\n")
    process = IndexProcess()
    told = await finished(process, root)
    assert told[-1] == IndexProgress(1, 1, {"excluded": 1}, finished=True)
    index = Index(root)
    (root / "a.py").write_text("def c(): pass\n")
    process.changed(["a.py"])
    await until_known(index, "c")
    assert not index.definitions("a")
    pid = process.pid
    await process.aclose()
    await process.aclose()
    assert pid
    assert not process.alive
    process.changed(["a.py"])
    assert len(told) == len([progress for progress in told if not progress.finished]) + 1


async def test_what_other_programs_change_is_seen(root: Path, home: Path) -> None:
    (root / "a.py").write_text("def a(): pass\n")
    process = IndexProcess([*WRITER, "--recheck", "0.05"])
    await finished(process, root)
    index = Index(root)
    (root / "a.py").write_text("def c(): pass\n")
    (root / "b.py").write_text("def b(): pass\n")
    await until_known(index, "c")
    await until_known(index, "b")
    assert not index.definitions("a")
    await process.aclose()


async def test_a_process_that_dies_is_started_again(root: Path, home: Path) -> None:
    process = IndexProcess()
    await finished(process, root)
    first = process.pid
    assert first
    os.kill(first, signal.SIGTERM)
    async with asyncio.timeout(20):
        while process.pid in (first, None):
            await asyncio.sleep(0.01)
    (root / "a.py").write_text("def a(): pass\n")
    index = Index(root)
    async with asyncio.timeout(20):
        while not index.definitions("a"):
            process.changed(["a.py"])
            await asyncio.sleep(0.05)
    await process.aclose()


async def test_one_that_dies_again_and_again_is_given_up(root: Path, home: Path) -> None:
    marks = root / "marks"
    program = f"open({str(marks)!r}, 'a').write('x'); raise SystemExit(3)"
    process = IndexProcess((sys.executable, "-c", program))
    told = await finished(process, root)
    assert marks.read_text() == "xxx"
    assert told == [IndexProgress(finished=True, problem=told[-1].problem)]
    assert "again and again" in told[-1].problem
    await process.aclose()


async def test_a_program_that_is_not_there_is_a_problem(root: Path, home: Path) -> None:
    process = IndexProcess((str(root / "nothing"),))
    told = await finished(process, root)
    assert "can't be started" in told[-1].problem
    await process.aclose()


async def test_the_second_of_two_says_that_the_first_is_there(root: Path, home: Path) -> None:
    first, second = IndexProcess(), IndexProcess()
    await finished(first, root)
    told = await finished(second, root)
    assert "Another process" in told[-1].problem
    assert len(told) == 1
    assert second.alive
    await first.aclose()
    await second.aclose()


async def test_closing_while_it_starts_ends_it(root: Path, home: Path) -> None:
    process = IndexProcess()
    told: list[IndexProgress] = []
    await process.start(root, [], told.append)
    await process.aclose()
    assert not process.alive
    assert told[-1].finished


async def test_a_private_index_is_told_and_removed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("R1_HOME", str(tmp_path / "file"))
    (root / "a.py").write_text("def a(): pass\n")
    process, index, done = IndexProcess(), Index(root), asyncio.Event()
    told: list[Path | None] = []

    def use(database: Path | None) -> None:
        told.append(database)
        index.use(database)

    def tell(progress: IndexProgress) -> None:
        if progress.finished:
            done.set()

    await process.start(root, [], tell, use)
    await asyncio.wait_for(done.wait(), 20)
    assert len(index.definitions("a")) == 1
    await process.aclose()
    assert told[0]
    assert told[1] is None
    assert not told[0].parent.exists()
    assert not index.definitions("a")
