"""How `r1-review` looks and behaves while it runs."""

import json
import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from support.git_workshop import Workshop
from support.programs import Program

pytestmark = [pytest.mark.e2e, pytest.mark.model]

BUG = "def f{n}(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"


def start(program: Program, workshop: Workshop) -> "subprocess.Popen[str]":
    """Begin a review of what is staged, and let it run."""
    return subprocess.Popen(
        [program.path],
        cwd=workshop.root,
        env=program.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interruption_shows_what_was_found_and_leaves_no_process(
    r1_review: Program, workshop: Workshop
) -> None:
    workshop.add({f"src/m{n:02}.py": BUG.format(n=n) for n in range(40)})
    running = start(r1_review, workshop)
    assert running.stdout is not None
    first = running.stdout.readline()
    children = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert first.startswith("src/m00.py:4: warning")
    assert ", interrupted (smollm2-135m" in out
    assert err == "r1-review: interrupted\n"
    assert children
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interruption_leaves_valid_json(r1_review: Program, workshop: Workshop) -> None:
    workshop.add({f"src/m{n:02}.py": BUG.format(n=n) for n in range(40)})
    import pty

    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [r1_review.path, "--format", "json"],
        cwd=workshop.root,
        env={**r1_review.environment, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while b"Writing about src/m01.py" not in shown:
        shown += os.read(ours, 4096)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    os.close(ours)
    document = json.loads(out)
    assert running.returncode == 130
    assert document["stats"]["interrupted"] is True
    assert [finding["path"] for finding in document["findings"]][:1] == ["src/m00.py"]


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_on_a_terminal_there_are_colours_and_a_live_line(
    r1_review: Program, workshop: Workshop
) -> None:
    workshop.add({"src/a.py": BUG.format(n=1)})
    text = on_a_terminal([r1_review.path], workshop.root, r1_review.environment)
    assert "Loading smollm2-135m" in text
    assert "Reviewing src/a.py, hunk 1 of 1" in text
    assert "\x1b[1;33mwarning" in text
    assert text.index("\x1b[2K\x1b[1msrc/a.py:4") > text.index("Reviewing")


def on_a_terminal(command: list[str], cwd: Path, environment: dict[str, str]) -> str:
    import pty

    shown = bytearray()
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        command,
        cwd=cwd,
        env={**environment, "TERM": "xterm-256color", "COLUMNS": "100"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        close_fds=True,
    )
    os.close(theirs)
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux's way to say that the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    running.wait(timeout=60)
    return shown.decode(errors="replace")


def test_a_reader_that_goes_away(r1_review: Program, workshop: Workshop) -> None:
    workshop.add({f"src/m{n}.py": BUG.format(n=n) for n in range(3)})
    running = start(r1_review, workshop)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    err = running.stderr.read()
    running.stderr.close()
    assert running.wait(timeout=60) != 0
    assert "Traceback" not in err
