"""The README says what the programs say. With R1_UPDATE_README=1 it is put right instead."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.config.settings import documented_settings

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


@pytest.mark.parametrize(
    "module", ["r1_assistant.cli.review", "r1_assistant.cli.model", "r1_assistant.lsp.main"]
)
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


SETTINGS = re.compile(r"<!-- settings -->\n(?P<table>(\|.*\n)*)")


def settings_table() -> str:
    rows = [
        f"| `{each.key}` | {json.dumps(each.default)} | {each.description} |\n"
        for each in documented_settings()
    ]
    return "| key | default | meaning |\n|---|---|---|\n" + "".join(rows)


def test_readme_has_the_settings() -> None:
    text = README.read_text(encoding="utf-8")
    match = SETTINGS.search(text)
    assert match is not None
    if os.environ.get("R1_UPDATE_README"):
        span = match.span("table")
        README.write_text(text[: span[0]] + settings_table() + text[span[1] :], encoding="utf-8")
        return
    assert match["table"] == settings_table()
