"""Editors that share no code with this server use it: Neovim's client, and Emacs with Eglot."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from support.raw_client import SCRIPTED

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
SOURCE = """\
def add(first, second):
    return abs(second)


def load(path):
    try:
        return path.read_text()
    except Exception:
        pass
"""
DOC = "Adds two numbers and gives their sum."
TEST = "def test_add():\n    assert add(1, 2) == 3"
SCRIPT = {
    "answer": "It adds two numbers.",
    "by_text": {"Write python tests": f"```python\n{TEST}\n```"},
    "by_slot": {"edit": DOC, "completion": "```python\n    return first + second\n```"},
}
EDITORS = {
    "neovim": ("nvim", ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", "neovim.lua"]),
    "emacs": ("emacs", ["-Q", "--batch", "-l", "emacs.el"]),
}
REQUIRED = "R1_REQUIRE_EDITORS"


@pytest.fixture(scope="module", params=EDITORS)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What an editor told, by step; its server and what that started must be gone."""
    program, arguments = EDITORS[request.param]
    if shutil.which(program) is None:
        assert os.environ.get(REQUIRED) != "1", f"{program} is not installed"
        pytest.skip(f"{program} is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "a project" / "tests").mkdir(parents=True)
    file = folder / "a project" / "sums.py"
    file.write_text(SOURCE, encoding="utf-8")
    server = [*SCRIPTED, "--log", str(folder / "server.log")]
    done = subprocess.run(
        [program, *arguments],
        cwd=HERE,
        env={
            **os.environ,
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_STATE_HOME": str(folder / "state"),
            "R1_HOME": str(folder / "home"),
            "R1_SCRIPT": json.dumps(SCRIPT),
            "SERVER": json.dumps(server),
            "FILE": str(file),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    steps = dict(_steps(done.stdout))
    assert "problem" not in steps, f"{steps['problem']}\n{done.stderr}"
    assert _of(folder) == []
    return steps


def _steps(output: str) -> Iterator[tuple[str, Any]]:
    for line in output.splitlines():
        if line.startswith('["'):
            step, what = json.loads(line)
            yield step, what


def _of(folder: Path) -> list[str]:
    """List what still runs and has to do with a folder."""
    commands = [" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])]
    return [command for command in commands if str(folder) in command]


def test_the_server_is_found(told: dict[str, Any]) -> None:
    assert told["initialized"] in ("r1", "r1-assistant")


def test_a_symbol_is_described_and_explained(told: dict[str, Any]) -> None:
    assert "def add(first, second)" in told["hover"]
    assert "sums.py:1" in told["hover"]
    assert "It adds two numbers." in told["hover"]


def test_an_edit_is_followed(told: dict[str, Any]) -> None:
    assert "def add(left, second)" in told["hover after an edit"]


def test_code_actions_are_offered(told: dict[str, Any]) -> None:
    offered = ["Explain add", "Review add", "Write a doc comment for add"]
    if "tests" in told:  # Emacs 28 makes no files on a server's behalf
        offered.append("Write tests for add")
    assert told["code actions"] == [*offered, "Simplify add", "Complete here"]


def test_an_edit_is_applied(told: dict[str, Any]) -> None:
    header = "def add(left, second):\n"
    edited = SOURCE.replace("first, second):\n", "left, second):\n", 1)
    assert told["text"] == edited.replace(header, f'{header}    """{DOC}"""\n')


def test_tests_go_into_a_new_file(told: dict[str, Any]) -> None:
    if "tests" not in told:
        pytest.skip("Emacs 28 makes no files on a server's behalf")
    # Neovim 0.7 leaves an empty line at the end of a file that it makes.
    assert told["tests"].rstrip("\n") == f"from sums import add\n\n{TEST}"


def test_a_suggestion_is_an_item(told: dict[str, Any]) -> None:
    assert told["completion"] == ["first + second"]


def test_a_finding_comes_moves_and_goes(told: dict[str, Any]) -> None:
    (found,) = told["findings"]
    (moved,) = told["findings after a line above"]
    assert (found["line"], moved["line"]) == (9, 10)
    assert found["severity"] in (2, "eglot-warning")
    assert "This line catches every error" in found["message"]
    assert told["findings after its line changed"] == []


def test_a_finding_has_actions(told: dict[str, Any]) -> None:
    titles = told["code actions of the finding"]
    assert any(title.startswith("Show reasoning: ") for title in titles)
    assert any(title.startswith("Dismiss: ") for title in titles)


def test_the_server_ends_in_order(told: dict[str, Any]) -> None:
    assert told["exit code"] == 0
