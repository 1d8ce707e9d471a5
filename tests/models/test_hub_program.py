"""`r1-model install` against a hub, as a program: what a kill leaves, and how it ends."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.models.pieces import PIECE, Pieces
from r1_assistant.models.store import find_installed
from support.model_fixtures import HUB_CATALOG
from support.model_hub import ModelHub

WITH_CATALOG = """
import sys
from pathlib import Path
from r1_assistant.models import catalog
catalog.CATALOG_FILE = Path(sys.argv.pop(1))
from r1_assistant.cli.model import main
sys.exit(main())
"""
LARGE = "onnx/cpu/large.bin"
SIZE = 2 * PIECE + 5_000_000


@pytest.fixture
def command(
    model_hub: ModelHub, tiny_folder: Path, use_catalog: Callable[[str], Path]
) -> list[str]:
    """The command that installs a model of several pieces."""
    files = {f"onnx/cpu/{path.name}": path.read_bytes() for path in tiny_folder.iterdir()}
    model_hub.files = {**files, LARGE: os.urandom(1 << 16) * (SIZE >> 16)}
    catalog = use_catalog(HUB_CATALOG)
    return [sys.executable, "-c", WITH_CATALOG, str(catalog), "install", "hubby"]


def test_after_a_kill_only_what_is_missing_is_fetched(
    command: list[str], model_hub: ModelHub, home: Path
) -> None:
    model_hub.quota = 45_000_000
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as killed:
        assert model_hub.exhausted.wait(60)
        time.sleep(0.2)  # what was sent arrives
        killed.kill()
    [partial] = (home / "data/models/.work/hubby/hub").glob("large.bin.*.partial")
    content = model_hub.files[LARGE]
    there = Pieces(partial, len(content))
    assert there.done() > 40_000_000
    missing = [there.range_left(number) for number in there.missing()]
    there.close()

    model_hub.quota = None
    model_hub.requests.clear()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:19]) == (0, "Installed hubby in ")
    assert sorted(model_hub.ranges(LARGE)) == missing
    model = find_installed("hubby")
    assert model is not None
    assert (model.folder / "large.bin").read_bytes() == content
    assert not (home / "data/models/.work/hubby").exists()


def test_a_hub_that_does_not_answer_ends_the_program_within_ten_seconds(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("HF_ENDPOINT", address)
        monkeypatch.setenv("R1_HUB_MIRRORS", address)
        begun = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        took = time.monotonic() - begun
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"r1-model: {address} cannot be reached: there was no answer in time."
    )
    assert "r1-model import FILE_OR_FOLDER" in done.stderr
    assert took < 10


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--offline"], "--offline forbids to ask it"),
        (["--device", "npu"], "no build of hubby for NPUs to download. There is --device cpu."),
    ],
)
def test_the_options_are_heeded(
    command: list[str], model_hub: ModelHub, arguments: list[str], sentence: str
) -> None:
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert model_hub.requests == []
