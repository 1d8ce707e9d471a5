"""Two processes that ask for the lock of an index at the same instant."""

import subprocess
import sys
from pathlib import Path

TRIES = 60

ASK = """
import sys, time
from pathlib import Path
from r1_assistant.context.index.lock import sole_writer

for number in range(int(sys.argv[2])):
    folder = Path(sys.argv[1], str(number))
    print("ready", flush=True)
    sys.stdin.readline()
    with sole_writer(folder / "index.sqlite") as ours:
        print(int(ours), flush=True)
        sys.stdin.readline()
"""


def test_one_of_two_always_has_it(tmp_path: Path) -> None:
    both = [_asker(tmp_path), _asker(tmp_path)]
    held = [_round(both) for _ in range(TRIES)]
    for asker in both:
        asker.communicate(timeout=20)
    assert held == [1] * TRIES


def _asker(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", ASK, str(folder), str(TRIES)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _round(both: "list[subprocess.Popen[str]]") -> int:
    """How many of the processes have the lock, which they ask for together."""
    assert [_line(one) for one in both] == ["ready", "ready"]
    for one in both:
        _go(one)
    held = sum(int(_line(one)) for one in both)
    for one in both:
        _go(one)
    return held


def _line(asker: "subprocess.Popen[str]") -> str:
    assert asker.stdout
    return asker.stdout.readline().strip()


def _go(asker: "subprocess.Popen[str]") -> None:
    assert asker.stdin
    asker.stdin.write("\n")
    asker.stdin.flush()
