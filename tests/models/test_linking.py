"""Models of other programs are used where they lie, and nothing is written there."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from r1_assistant.cli import model as cli
from r1_assistant.domain.errors import ModelNotInstalled
from r1_assistant.models.discover import discover
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.store import find_installed, installed_models, resolve_model
from support.tiny_gguf import write_tiny_gguf

NAME = "tiny-generic-cpu"


@pytest.fixture
def theirs(home: Path, tmp_path: Path, tiny_folder: Path) -> Iterator[Path]:
    """Foundry Local's folder with a model in it, all of it for reading only."""
    root = tmp_path / "user" / ".foundry"
    folder = root / "cache" / "models" / "Microsoft" / f"{NAME}-1" / "v1"
    shutil.copytree(tiny_folder, folder)
    (folder / "inference_model.json").write_text(json.dumps({"Name": f"{NAME}:1"}))
    closed(root, 0o555, 0o444)
    yield folder
    closed(root, 0o755, 0o644)


def closed(root: Path, folders: int, files: int) -> None:
    for path in [root, *root.rglob("*")]:
        path.chmod(folders if path.is_dir() else files)


def state(root: Path) -> dict[str, tuple[object, ...]]:
    """Describe everything below a folder: names, kinds, times of change, contents."""
    found = {}
    for path in [root, *sorted(root.rglob("*"))]:
        about = path.stat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path)] = (
            *(about.st_mode, about.st_ino, about.st_nlink, about.st_size, about.st_mtime_ns),
            content,
        )
    return found


WATCHED = """
import asyncio, json, os, sys

root = sys.argv[1]
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink",
            "os.chmod", "os.utime", "os.truncate", "shutil.move", "shutil.rmtree"}

def watch(event, arguments):
    writing = event in CHANGING or (event == "open" and arguments[2] & WRITING)
    if writing and any(str(each).startswith(root) for each in arguments):
        print(event, arguments, file=sys.stderr)
        os._exit(77)

sys.addaudithook(watch)
from r1_assistant import app
from r1_assistant.domain.generation import Finished, GenerationRequest, Message, Role

async def answer():
    engine = app.local_engine(app.installed_model(None))
    try:
        request = GenerationRequest((Message(Role.USER, "a"),), max_tokens=3)
        async for event in engine.generate(request):
            if isinstance(event, Finished):
                return event.answer_tokens
    finally:
        await engine.aclose()

print(json.dumps(asyncio.run(answer())))
"""


def test_a_found_model_is_used_in_place_and_its_folder_stays_as_it_is(
    theirs: Path, home: Path
) -> None:
    root = theirs.parents[4]
    before = state(root)
    environment = {**os.environ, "R1_MODEL": NAME}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(root)], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) <= 3
    assert state(root) == before
    model = find_installed(NAME)
    assert model is not None
    assert model.folder == theirs
    assert [path.name for path in model.home.iterdir()] == ["r1-model.json"]
    assert sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) < 50_000


def test_the_watch_notices_a_write(theirs: Path) -> None:
    code = WATCHED.replace("print(json", "open(root + '/x', 'w'); print(json")
    arguments = [sys.executable, "-c", code, str(theirs.parents[4])]
    environment = {**os.environ, "R1_MODEL": NAME}
    assert subprocess.run(arguments, capture_output=True, env=environment).returncode == 77


def test_use_takes_up_a_found_model(theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = state(theirs)
    assert cli.run(["list"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "Foundry Local" in line)
    assert line.endswith(f"  cpu  r1-model use {NAME}")
    assert installed_models() == []
    assert cli.run(["use", NAME]) == 0
    assert "nothing is written there" in capsys.readouterr().out
    model = resolve_model()
    assert (model.id, model.folder, model.title) == (NAME, theirs, NAME)
    manifest = read_manifest(model.home)
    assert manifest is not None
    assert manifest.source == f"Foundry Local, {theirs}"
    assert discover(installed_models()) == []
    assert cli.run(["info", NAME, "--verify"]) == 0
    assert cli.run(["remove", NAME]) == 0
    assert "its files stay" in capsys.readouterr().out
    assert state(theirs) == before


def test_listing_takes_nothing_up(theirs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("R1_MODEL", NAME)
    assert cli.run(["list"]) == 0
    assert installed_models() == []
    assert resolve_model().id == NAME
    assert [model.id for model in installed_models()] == [NAME]


def test_a_model_that_is_gone_is_told(theirs: Path) -> None:
    resolve_model(NAME)
    closed(theirs, 0o755, 0o644)
    (theirs / "genai_config.json").unlink()
    with pytest.raises(Exception, match="are gone from") as caught:
        resolve_model(NAME)
    assert f"r1-model remove {NAME}" in str(caught.value)


def test_a_model_to_be_converted_is_named_with_the_one_command(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "user" / ".lmstudio" / "models" / "org" / "repo"
    folder.mkdir(parents=True)
    path = write_tiny_gguf(folder / "Tiny.gguf")
    before = state(folder)
    with pytest.raises(ModelNotInstalled, match="has to be converted") as caught:
        cli.run(["use", "tiny"])
    assert caught.value.hint.startswith("Run: r1-model import ")
    assert caught.value.hint.endswith("--id tiny")
    assert cli.run(["import", str(path), "--id", "tiny"]) == 0
    assert cli.run(["use", "tiny"]) == 0
    assert state(folder) == before


def test_an_installed_model_keeps_its_id(theirs: Path, tiny_folder: Path) -> None:
    assert cli.run(["import", str(tiny_folder), "--id", NAME]) == 0
    (found,) = discover(installed_models())
    assert found.id == f"{NAME}-2"
    assert resolve_model(NAME).folder != theirs
    assert resolve_model(f"{NAME}-2").folder == theirs
