import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from r1_assistant.models.store import InstalledModel
from support.raw_client import REAL, RawClient

from .conftest import StartClient

URI = "file:///folder/a.py"
CODE = "def add(a, b):\n    return a + b\n\n\ndef twice(a):\n    return "
R1 = {"experimental": {"r1": True}}
SLOW = {"answer": "word " * 1000, "pause": 0.02}
NO_WAIT = {"r1": {"hover": {"wait_ms": 0}}}


def at(line: int, character: int, uri: str = URI) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def inline(line: int, character: int, uri: str = URI) -> dict[str, Any]:
    return at(line, character, uri) | {"context": {"triggerKind": 1}}


def command(name: str, argument: object = None) -> tuple[str, dict[str, Any]]:
    return "workspace/executeCommand", {"command": name, "arguments": [argument]}


def explain(line: int = 0, uri: str = URI) -> tuple[str, dict[str, Any]]:
    return command("r1.explain", {"uri": uri, "position": {"line": line, "character": 4}})


def scripted(**script: Any) -> dict[str, str]:
    return {"R1_SCRIPT": json.dumps(script)}


async def hover_text(client: RawClient, line: int = 0, uri: str = URI) -> str:
    hover = await client.result("textDocument/hover", at(line, 4, uri))
    return str(hover["contents"]["value"])


def answered(client: RawClient, number: int) -> bool:
    return any("method" not in message and message["id"] == number for message in client.log)


async def piece(client: RawClient, timeout: float = 60) -> None:
    """Wait until a model writes."""
    await client.notification("r1/stream", lambda params: "delta" in params, timeout)


async def test_a_suggestion_comes_while_an_explanation_and_a_review_are_written(
    start_client: StartClient,
) -> None:
    quick = {"completion": "a * 2"}
    client = await start_client(environment=scripted(**SLOW, by_slot=quick))
    await client.initialize(R1)
    client.open(URI, CODE)
    explaining, reviewing = (
        client.request(*explain()),
        client.request(*command("r1.reviewFile", {"uri": URI})),
    )
    await piece(client)
    found = await client.result("textDocument/inlineCompletion", inline(5, 11))
    assert found
    assert not answered(client, explaining)
    assert not answered(client, reviewing)
    assert await client.result(*command("r1.stop")) == 2
    assert (await client.response(explaining))["result"]["stopped"]
    assert (await client.response(reviewing))["result"]["stopped"]


async def test_a_newer_suggestion_takes_the_older_ones_turn(start_client: StartClient) -> None:
    client = await start_client(environment=scripted(**SLOW))
    await client.initialize(R1)
    client.open(URI, CODE)
    older = client.request("textDocument/inlineCompletion", inline(5, 11))
    newer = client.request("textDocument/inlineCompletion", inline(5, 11))
    assert not (await client.response(older))["result"]
    assert not answered(client, newer)
    client.notify("$/cancelRequest", {"id": newer})
    assert (await client.response(newer))["error"]["code"] == -32800


async def test_what_is_asked_of_a_document_is_answered_though_it_is_closed(
    start_client: StartClient,
) -> None:
    client = await start_client(environment=scripted(answer="It adds. " * 30, pause=0.01))
    await client.initialize(R1)
    client.open(URI, CODE)
    numbers = [
        client.request("textDocument/hover", at(0, 4)),
        client.request("textDocument/inlineCompletion", inline(5, 11)),
        client.request("textDocument/completion", at(5, 11)),
        client.request("textDocument/codeAction", code_action()),
        client.request("textDocument/diagnostic", {"textDocument": {"uri": URI}}),
        client.request(*explain()),
        client.request(*command("r1.reviewFile", {"uri": URI})),
    ]
    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    answers = [await client.response(number) for number in numbers]
    assert [answer.get("error") for answer in answers[:6]] == [None] * 6
    assert "def add(a, b)" in answers[0]["result"]["contents"]["value"]


async def test_what_is_asked_sees_the_text_as_it_was_on_arrival(start_client: StartClient) -> None:
    """All in one write; pygls' handlers would see the last text, for each kind of request."""
    client = await start_client(environment=scripted(answer="It adds."))
    await client.initialize(R1)
    other = {"version": 2, "uri": URI}
    changes = {"textDocument": other, "contentChanges": [{"text": "class Other:\n    pass\n"}]}
    client.open(URI, CODE)
    hover = client.request("textDocument/hover", at(0, 4))
    actions = client.request("textDocument/codeAction", code_action())
    explaining = client.request(*explain())
    client.notify("textDocument/didChange", changes)
    later = client.request("textDocument/hover", at(0, 6))
    told = (await client.response(hover))["result"]["contents"]["value"]
    assert "def add(a, b)" in told
    titles = [action["title"] for action in (await client.response(actions))["result"]]
    assert any("add" in title for title in titles)
    assert (await client.response(explaining))["result"]["title"] == "Explanation of add"
    assert "class Other" in (await client.response(later))["result"]["contents"]["value"]


async def test_many_long_commands_keep_nobody_waiting(start_client: StartClient) -> None:
    """With pygls' pool of threads eight of them stop even the reading of messages."""
    client = await start_client(environment=scripted(**SLOW))
    await client.initialize(R1, initializationOptions=NO_WAIT)
    client.open(URI, "".join(f"def f{n}(a):\n    return a\n" for n in range(12)))
    numbers = [client.request(*explain(2 * n)) for n in range(12)]
    for _ in numbers:
        await piece(client)
    assert "def f3(a)" in await hover_text(client, 6)
    assert not any(answered(client, number) for number in numbers)
    client.notify("$/cancelRequest", {"id": numbers[0]})
    assert (await client.response(numbers[0]))["error"]["code"] == -32800
    assert await client.result(*command("r1.stop")) >= 11
    assert await client.stop() == 0


async def test_shutdown_and_exit_may_come_at_once(start_client: StartClient) -> None:
    client = await start_client()
    await client.initialize()
    client.request("shutdown")
    client.notify("exit")
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert await client.ended() == 0


def code_action(line: int = 0, uri: str = URI) -> dict[str, Any]:
    place = {"line": line, "character": 4}
    where = {"start": place, "end": place}
    return {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": []}}


async def test_a_model_that_fails_costs_its_own_part_only(start_client: StartClient) -> None:
    client = await start_client(environment=scripted(error="The model's process ended."))
    await client.initialize(R1, initializationOptions=NO_WAIT)
    client.open(URI, CODE)
    explained = await client.call(*explain())
    assert explained["error"]["code"] == -32803
    assert explained["error"]["message"].startswith("The model's process ended.")
    assert "def add(a, b)" in await hover_text(client)
    assert not await client.result("textDocument/inlineCompletion", inline(5, 11))
    assert (await client.result("textDocument/completion", at(5, 11)))["items"] == []
    review = await client.call(*command("r1.reviewFile", {"uri": URI}))
    assert review.get("error", {"code": -32803})["code"] == -32803
    assert await client.stop() == 0


async def test_a_missing_model_is_told_once_and_used_when_it_is_there(
    start_client: StartClient, tmp_path: Path
) -> None:
    flag = tmp_path / "installed"
    environment = scripted(missing=True) | {"R1_MODEL_FLAG": str(flag)}
    client = await start_client(environment=environment)
    await client.initialize(R1)
    client.open(URI, CODE)
    for _ in range(3):
        assert "def add(a, b)" in await hover_text(client)
        refused = await client.call(*explain())
        assert "r1-model install" in refused["error"]["message"]
        assert not await client.result("textDocument/inlineCompletion", inline(5, 11))
    status = await client.result(*command("r1.status"))
    assert not status["installed"]
    told = [params["message"] for params in client.came("window/showMessage")]
    assert len(told) == 1
    assert "r1-model install" in told[0]
    flag.touch()
    assert (await client.result(*explain()))["answer"] == "It adds two numbers."
    assert (await client.result(*command("r1.status")))["installed"]
    assert len(client.came("window/showMessage")) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x = 1  # half a line of code\n" * 1_730_000, "50 MB"),
        ("def f(a){" + "a=a+1;" * 100_000 + "}", "minified"),
        ("def add(a, b):\n    return '\0'\n", "binary"),
    ],
    ids=["50 MB", "minified", "binary"],
)
async def test_a_text_that_is_too_much_is_kept_and_left_alone(
    text: str, name: str, start_client: StartClient
) -> None:
    other = "file:///folder/other.py"
    client = await start_client()
    await client.initialize(R1)
    client.open(other, text)
    client.open(URI, CODE)
    place = {"line": 0, "character": 0}
    edit = {"range": {"start": place, "end": place}, "text": "# "}
    document = {"uri": other, "version": 2}
    changes = {"textDocument": document, "contentChanges": [edit]}
    client.notify("textDocument/didChange", changes)
    assert await client.result("textDocument/hover", at(0, 4, other), timeout=60) is None
    assert await client.result("textDocument/codeAction", code_action(0, other)) == []
    assert not await client.result("textDocument/inlineCompletion", inline(0, 4, other))
    review = await client.result(*command("r1.reviewFile", {"uri": other}))
    assert review["skipped"]
    assert not review["findings"]
    assert "def add(a, b)" in await hover_text(client)
    client.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    assert await client.stop() == 0


async def test_a_large_folder_is_indexed_while_hovers_are_answered(
    start_client: StartClient, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    make_files(folder, 5000)
    (folder / "large.py").write_bytes(b"x = 1\n" * 1_000_000)
    (folder / "nul.py").write_bytes(b"x = '\0'\n")
    (folder / "minified.js").write_text("a=1;" * 50_000)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\0\0")
    client = await start_client()
    await client.initialize(R1, rootUri=folder.as_uri(), initializationOptions=NO_WAIT)
    client.open(URI, CODE + "from_file_77(a)")
    assert "def add(a, b)" in await hover_text(client)
    status = await until(client, lambda status: status["index"][0]["files"] >= 5000)
    assert status["index"][0]["files"] == 5000
    found = await client.result("textDocument/hover", at(5, 13))
    assert found is None or "from_file_77" in found["contents"]["value"]
    status = await until(client, lambda status: sum(status["index"][0]["skipped"].values()) == 4)
    assert len(status["index"][0]["skipped"]) == 4
    assert await client.stop() == 0


def make_files(folder: Path, count: int) -> None:
    """Make files of an ordinary length: an index has no room for all of thousands of tiny ones."""
    folder.mkdir()
    body = "    a = a + 1  # of no interest to anybody\n" * 40
    for number in range(count):
        if number % 500 == 0:
            (folder / f"part_{number // 500}").mkdir()
        path = folder / f"part_{number // 500}" / f"file_{number}.py"
        path.write_text(f"def from_file_{number}(a):\n{body}    return a\n")


async def until(client: RawClient, ready: Callable[[Any], bool]) -> Any:
    """Ask for the status until it is as wanted."""
    async with asyncio.timeout(60):
        while not ready(status := await client.result(*command("r1.status"))):
            await asyncio.sleep(0.05)
    return status


@pytest.mark.model
async def test_a_real_model_is_overtaken_dies_and_comes_back(
    start_client: StartClient, real_model: InstalledModel, tmp_path: Path
) -> None:
    home = tmp_path / "home"  # of its own: nothing is explained yet
    home.mkdir()
    (home / "data").symlink_to(real_model.folder.parents[1], target_is_directory=True)
    client = await start_client(REAL, environment={"R1_MODEL": real_model.id, "R1_HOME": str(home)})
    await client.initialize(R1)
    client.open(URI, CODE)
    explaining = client.request(*explain())
    await piece(client)
    await client.result("textDocument/inlineCompletion", inline(5, 11))
    assert not answered(client, explaining)
    for child in psutil.Process(client.process.pid).children(recursive=True):
        child.kill()
    failed = await client.response(explaining)
    assert failed["error"]["code"] == -32803
    client.log.clear()
    again = client.request(*explain(4))
    await piece(client)
    client.notify("$/cancelRequest", {"id": again})
    assert (await client.response(again))["error"]["code"] == -32800
    assert await client.stop() == 0
