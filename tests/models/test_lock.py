import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.models.lock import BusyError, exclusive

TAKE = """
import sys
from pathlib import Path
from r1_assistant.models.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("taken", flush=True)
    sys.stdin.read()
"""


def test_a_lock_excludes_another_process_and_dies_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    command = [sys.executable, "-c", TAKE, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        with pytest.raises(BusyError), exclusive(path):
            pass
        process.kill()
        process.wait()
        with exclusive(path):
            pass


def test_a_lock_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with exclusive(tmp_path / "folder" / "a.lock"):
            pass
