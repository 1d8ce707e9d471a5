import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.cli import errors
from r1_assistant.config.log import LOG_SIZE
from r1_assistant.domain.errors import UsageError


def raising(error: BaseException) -> Callable[[], int]:
    def program() -> int:
        raise error

    return program


def test_the_code_of_a_program_that_ends_is_passed_on(home: Path) -> None:
    assert errors.run(lambda: 1, "r1-test") == 1


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (UsageError("No.", hint="Do this."), 2, "r1-test: No. Do this.\n"),
        (KeyboardInterrupt(), 130, "r1-test: interrupted\n"),
    ],
)
def test_failures_are_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, sentence: str
) -> None:
    assert errors.run(raising(error), "r1-test") == code
    assert capsys.readouterr().err == sentence


RUN = """
import sys
from r1_assistant.cli import errors
from r1_assistant.config.log import LOG_SIZE
def program():
    {body}
    return 0
sys.exit(errors.run(program, "r1-test"))
"""


def run(body: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN.format(body=body)]
    return subprocess.run(command, capture_output=True, text=True, **options)  # type: ignore[call-overload, no-any-return]


def test_the_unexpected_is_a_sentence_with_a_log(home: Path) -> None:
    done = run("raise RuntimeError('first\\nsecond')")
    log = home / "log" / "r1-test.log"
    assert done.returncode == 2
    assert done.stderr == (
        f"r1-test: something went wrong (RuntimeError: first); the details are in {log}\n"
    )
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_quiet_program_leaves_no_log(home: Path) -> None:
    assert run("pass").returncode == 0
    assert not home.exists()


def test_a_log_that_cannot_be_written_costs_nothing_else(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    done = run("raise RuntimeError('x')")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_large_log_is_moved_aside(home: Path) -> None:
    log = home / "log" / "r1-test.log"
    log.parent.mkdir(parents=True)
    log.write_bytes(b"x" * (LOG_SIZE + 1))
    run("raise RuntimeError('x')")
    assert log.stat().st_size < LOG_SIZE
    assert log.with_suffix(".old.log").stat().st_size > LOG_SIZE


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently on Windows")
def test_a_reader_that_leaves_is_no_failure_to_tell(home: Path) -> None:
    code = RUN.format(body="[print('x' * 1000) for _ in range(1000)]")
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == errors.FAILURE


def test_letters_that_the_terminal_lacks_do_not_end_the_program(home: Path) -> None:
    done = run("print('ü→')", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout) == (0, "\\xfc\\u2192\n")
