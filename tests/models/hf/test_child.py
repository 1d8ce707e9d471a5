import os
import signal
from pathlib import Path

import pytest

from r1_assistant.domain.errors import ModelError
from r1_assistant.models.hf.child import run_module


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "logs" / "build.log"


def run(log: Path, code: str) -> list[str]:
    (log.parents[1] / "a_program.py").write_text(code, encoding="utf-8")
    lines: list[str] = []
    run_module("a_program", ["x"], log, lines.append)
    return lines


def test_lines_and_bars_come_one_by_one(log: Path) -> None:
    lines = run(log, "import sys; print('a\\rb\\r\\n\\n  ç', sys.argv[1]); sys.stdout.write('end')")
    assert lines == ["a", "b", "ç x", "end"]
    assert "end" in log.read_text(encoding="utf-8")


def test_a_child_fetches_and_reports_nothing(log: Path) -> None:
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "ORT_DISABLE_TELEMETRY")
    assert run(log, f"import os; print([os.environ[name] for name in {names}])") == [
        "['1', '1', '1']"
    ]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_child_that_the_system_ended_is_told_as_that(log: Path) -> None:
    with pytest.raises(ModelError, match="for lack of memory"):
        run(log, f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})")


def test_an_interruption_ends_the_child(log: Path) -> None:
    (log.parents[1] / "a_program.py").write_text(
        "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)", encoding="utf-8"
    )
    seen: list[int] = []

    def interrupted(line: str) -> None:
        seen.append(int(line))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_module("a_program", [], log, interrupted)
    import psutil

    assert not psutil.pid_exists(seen[0])
