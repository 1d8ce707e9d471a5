"""The installed programs, run as people run them."""

import json
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Standard output, which must be JSON and nothing else."""
        content = json.loads(self.out)
        assert isinstance(content, dict)
        return content


class Program:
    """`r1-review`, as its installer put it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.path = program("r1-review")
        self.environment = environment

    def __call__(self, cwd: Path, *arguments: str, stdin: bytes = b"") -> Ended:
        done = subprocess.run(
            [self.path, *arguments],
            cwd=cwd,
            env=self.environment,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=240,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def program(name: str) -> str:
    """Find an installed program beside the interpreter."""
    found = shutil.which(name, path=sysconfig.get_path("scripts"))
    assert found, f"{name} is not installed: python -m pip install -e ."
    return found
