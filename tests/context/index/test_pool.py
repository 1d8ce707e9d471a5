"""Files read by worker processes, and what is done when those fail."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from r1_assistant.context.index.extract import Reading, read
from r1_assistant.context.index.pool import read_by_workers

DIES = """
import sys
from pathlib import Path
from r1_assistant.context.index import worker
import json
for line in sys.stdin:
    for number, (path, known) in enumerate(json.loads(line)):
        if number == 3:
            {end}
        print(worker.written(worker.read(Path(sys.argv[1]), path, None)), flush=True)
"""


@pytest.fixture
def files(root: Path) -> dict[str, Reading]:
    for number in range(70):
        (root / f"m{number} é.py").write_text(f"def f{number}(a):\n    return g(a)\n")
    (root / "binary.py").write_bytes(b"\0")
    (root / "large.py").write_text("#\n" * 600_000)
    paths = [path.name for path in root.iterdir()]
    return {path: read(root, path) for path in [*paths, "missing.py"]}


def test_they_give_what_one_process_gives(root: Path, files: dict[str, Reading]) -> None:
    found = list(read_by_workers(root, [(path, None) for path in files], 2))
    assert len(found) == len(files)
    assert dict(found) == files


def test_known_hashes_are_compared(root: Path, files: dict[str, Reading]) -> None:
    found = dict(read_by_workers(root, [(path, one.hash) for path, one in files.items()], 1))
    kept = [path for path, one in found.items() if one.hash and one.content is None]
    assert len(kept) == 71


@pytest.mark.parametrize("end", ["sys.exit(1)", "break", "print('{}')"])
def test_what_they_leave_undone_is_done_here(
    root: Path, files: dict[str, Reading], end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("r1_assistant.context.index.pool.PATIENCE_SECONDS", 0.4)
    command = (sys.executable, "-P", "-c", DIES.format(end=end))
    found = dict(read_by_workers(root, [(path, None) for path in files], 2, command))
    assert found == files


def test_without_workers_it_is_done_here(root: Path, files: dict[str, Reading]) -> None:
    found = dict(read_by_workers(root, [(path, None) for path in files], 2, ("/no/program",)))
    assert found == files


def test_ended_early_they_end(root: Path, files: dict[str, Reading]) -> None:
    readings = read_by_workers(root, [(path, None) for path in files], 2)
    next(readings)
    workers = psutil.Process(os.getpid()).children()
    assert workers
    readings.close()
    assert not any(worker.is_running() for worker in workers)
