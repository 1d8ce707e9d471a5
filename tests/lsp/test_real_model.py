"""The server with a real model: chosen, loaded, asked, and picked up when it is installed later."""

import os
import shutil
from pathlib import Path

import pytest

from r1_assistant.models.store import InstalledModel
from support.raw_client import REAL, RawClient

from .conftest import StartClient

pytestmark = pytest.mark.model

CODE = 'def double(number):\n    """Twice."""\n    return number * 2\n\n\ndouble(\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("R1_MODEL", raising=False)
    root = tmp_path / "work"
    root.mkdir()
    (root / "a.py").write_text(CODE)
    return root


async def opened(client: RawClient, folder: Path) -> str:
    client.answers["window/showMessageRequest"] = lambda _: None
    await client.initialize(
        {
            "experimental": {"r1": True},
            "window": {"workDoneProgress": True, "showMessage": {}},
            "textDocument": {"inlineCompletion": {}},
        },
        rootUri=folder.as_uri(),
    )
    uri = (folder / "a.py").as_uri()
    client.open(uri, CODE)
    return uri


def explain(uri: str) -> dict[str, object]:
    where = {"uri": uri, "position": {"line": 0, "character": 5}}
    return {"command": "r1.explain", "arguments": [where]}


async def test_it_loads_answers_and_tells_how_it_is(
    start_client: StartClient,
    folder: Path,
    real_model: InstalledModel,
    tmp_path: Path,
) -> None:
    install(real_model, tmp_path)
    client = await start_client(REAL)
    uri = await opened(client, folder)
    told = await client.result("workspace/executeCommand", explain(uri), timeout=120)
    assert told["answer"].strip()
    pieces = [each for each in client.came("r1/stream") if each["id"] == told["id"]]
    assert "".join(each.get("delta", "") for each in pieces) == told["answer"]
    assert pieces[-1]["done"]
    states = [each["state"] for each in client.came("r1/status")]
    assert "loading" in states
    assert "busy" in states
    position = {"line": 5, "character": 7}
    place = {"textDocument": {"uri": uri}, "position": position, "context": {"triggerKind": 1}}
    suggested = await client.call("textDocument/inlineCompletion", place, timeout=120)
    assert "error" not in suggested
    status = await client.result("workspace/executeCommand", {"command": "r1.status"})
    assert status["model"] == real_model.id
    assert status["installed"]
    assert await client.stop() == 0


async def test_other_programs_talk_with_it(
    start_client: StartClient,
    folder: Path,
    real_model: InstalledModel,
    tmp_path: Path,
) -> None:
    install(real_model, tmp_path)
    client = await start_client(REAL)
    await opened(client, folder)
    status = await client.result("r1/status")
    assert (status["title"], status["state"]) == (real_model.title, "stopped")
    assert status["contextLength"] == real_model.context_length
    texts = ["", "def", "def double(number):\n" * 100, "<|im_end|>"]
    counts = (await client.result("r1/countTokens", {"texts": texts}, timeout=120))["counts"]
    assert counts[:2] == [0, 1]
    assert 300 < counts[2] < 1000
    assert counts[3] > 1  # a text is never a control token
    talk = [{"role": "user", "content": "What is the capital of France?"}]
    asked = {"id": "mine", "messages": talk, "maxTokens": 12}
    told = await client.result("r1/chat", asked, timeout=120)
    pieces = [each for each in client.came("r1/stream") if each["id"] == "mine"]
    assert "".join(each.get("delta", "") for each in pieces) == told["answer"]
    assert pieces[-1]["done"]
    assert told["answer"].strip()
    counts = (await client.result("r1/countTokens", {"texts": [told["answer"]]}))["counts"]
    assert 0 < counts[0] <= 12
    endless = [{"role": "user", "content": "word " * (real_model.context_length + 1)}]
    failed = await client.call("r1/chat", {"messages": endless}, timeout=120)
    assert failed["error"]["code"] == -32803
    assert "Begin a new conversation" in failed["error"]["message"]
    assert await client.stop() == 0


async def test_a_model_that_is_installed_meanwhile_is_used(
    start_client: StartClient,
    folder: Path,
    real_model: InstalledModel,
    tmp_path: Path,
) -> None:
    client = await start_client(REAL)
    uri = await opened(client, folder)
    hover = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}
    for _ in range(3):
        card = await client.result("textDocument/hover", hover)
        assert "def double(number)" in card["contents"]["value"]
    failed = await client.call("workspace/executeCommand", explain(uri))
    assert failed["error"]["code"] == -32803
    assert "r1-model install" in failed["error"]["message"]
    assert len(client.came("window/showMessageRequest")) == 1

    install(real_model, tmp_path)
    told = await client.result("workspace/executeCommand", explain(uri), timeout=120)
    assert told["answer"].strip()
    assert await client.stop() == 0


def install(model: InstalledModel, folder: Path) -> None:
    """Put a model into the folder of models, at once as an installation does."""
    models = folder / "r1-home" / "data" / "models"
    models.mkdir(parents=True, exist_ok=True)
    draft = models.parent / "draft"
    shutil.copytree(model.home, draft, copy_function=_linked)
    draft.replace(models / model.id)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
