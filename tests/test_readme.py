"""The README says what the programs say. With R1_UPDATE_README=1 it is put right instead."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"<!-- help (?P<module>\S+) -->\n```text\n(?P<text>.*?)```\n", re.DOTALL)


def help_text(module: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        env=os.environ | {"COLUMNS": "96", "NO_COLOR": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


@pytest.mark.parametrize("module", ["r1_assistant.cli.review", "r1_assistant.cli.model"])
def test_readme_has_the_programs_help(module: str) -> None:
    text = README.read_text(encoding="utf-8")
    blocks = {match["module"]: match for match in BLOCK.finditer(text)}
    current = help_text(module)
    if os.environ.get("R1_UPDATE_README"):
        span = blocks[module].span("text")
        README.write_text(text[: span[0]] + current + text[span[1] :], encoding="utf-8")
        return
    # Python's versions break lines differently
    assert blocks[module]["text"].split() == current.split()
