import asyncio
import json
from collections import Counter
from pathlib import Path

import psutil
import pytest

from support.fuzzer import Fuzzer
from support.git_workshop import Workshop
from support.raw_client import SCRIPTED, Message, RawClient

from .conftest import StartClient

MESSAGES = 1700
"""For each of three seeds."""
AT_ONCE = 50
MOST_GROWTH = 60_000_000
"""Bytes of memory between the first third of the messages and the last one."""

CAPABILITIES = {
    "experimental": {"r1": True},
    "window": {"workDoneProgress": True},
    "workspace": {"workspaceEdit": {"documentChanges": True}},
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        }
    },
}
SETTINGS = {"r1": {"hover": {"wait_ms": 0}}}


class Answers:
    """The answers that came, by the JSON of their id; those to nobody's request apart."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.broken: list[Message] = []

    def take(self, client: RawClient, fuzzer: Fuzzer) -> None:
        """Count what came since the last time."""
        for message in client.log:
            if "method" in message:
                continue
            self.counts[json.dumps(message["id"])] += 1
            if message.get("error", {}).get("code") == -32603:
                self.broken.append(message)
            fuzzer.actions += _actions(message.get("result"))
        client.log.clear()
        del fuzzer.actions[:-50]


def _actions(result: object) -> list[Message]:
    if not isinstance(result, list):
        return []
    return [each for each in result if isinstance(each, dict) and "title" in each]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_request_is_answered_once_whatever_comes(
    seed: int, start_client: StartClient, tmp_path: Path
) -> None:
    log = tmp_path / "server.log"
    script = json.dumps({"answer": "It adds. " * 20})
    client = await start_client([*SCRIPTED, "--log", str(log)], environment={"R1_SCRIPT": script})
    workshop = Workshop(tmp_path / "folder")
    workshop.commit({"a.py": "def add(a, b):\n    return a - b\n"})
    workshop.write({"a.py": "def add(a, b):\n    return a + b\n", "\xe9.py": "x = 1\n"})
    root = workshop.root.as_uri()
    await client.initialize(CAPABILITIES, initializationOptions=SETTINGS, rootUri=root)
    process = psutil.Process(client.process.pid)
    fuzzer, answers = Fuzzer(seed, root), Answers()
    client.log.clear()
    sizes = []
    for number in range(MESSAGES):
        client.send_bytes(fuzzer.next())
        if number % AT_ONCE == 0:
            await client.result("r1/status")
            answers.take(client, fuzzer)
            sizes.append(process.memory_info().rss)
    async with asyncio.timeout(20):
        while not _all_came(fuzzer, answers):
            await client.result("r1/status")
            answers.take(client, fuzzer)
    too_many = {
        id: n
        for id, n in answers.counts.items()
        if n > fuzzer.expected[id] and id in fuzzer.expected
    }
    assert not too_many
    assert answers.broken == []
    assert sizes[-1] - sizes[len(sizes) // 3] < MOST_GROWTH
    await _answers_right(client)
    assert await client.stop() == 0
    assert client.process.stderr is not None
    assert await client.process.stderr.read() == b""
    assert " ERROR " not in log.read_text()


def _all_came(fuzzer: Fuzzer, answers: Answers) -> bool:
    return all(answers.counts[id] >= due for id, due in fuzzer.expected.items())


async def _answers_right(client: RawClient) -> None:
    client.open("file:///folder/sane.py", "def sane(a: int) -> int:\n    return a\n")
    where = {"line": 0, "character": 5}
    params = {"textDocument": {"uri": "file:///folder/sane.py"}, "position": where}
    hover = await client.result("textDocument/hover", params)
    assert "def sane(a: int) -> int" in hover["contents"]["value"]
