import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from support.raw_client import REAL, SCRIPTED, RawClient

from .conftest import StartClient

SLOW = {"R1_SCRIPT": json.dumps({"answer": "word " * 1000, "pause": 0.05})}


async def test_an_orderly_end_has_exit_code_0(start_client: StartClient) -> None:
    client = await start_client()
    await client.initialize()
    assert await client.stop() == 0


async def test_exit_without_shutdown_has_exit_code_1(start_client: StartClient) -> None:
    """pygls ends with 0 whatever came before."""
    client = await start_client()
    await client.initialize()
    client.notify("exit")
    assert await client.ended() == 1


async def test_exit_before_initialize_ends_too(start_client: StartClient) -> None:
    client = await start_client()
    client.notify("exit")
    assert await client.ended() == 1


async def test_a_client_that_closes_its_end_ends_the_server(start_client: StartClient) -> None:
    client = await start_client()
    await client.initialize()
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert await client.ended() == 1


async def test_shutdown_does_not_wait_for_the_model(start_client: StartClient) -> None:
    client = await start_client(environment=SLOW)
    await client.initialize()
    client.open("file:///a.py", "def f(a):\n    return a\n")
    where = {"uri": "file:///a.py", "position": {"line": 0, "character": 4}}
    number = client.request(
        "workspace/executeCommand", {"command": "r1.explain", "arguments": [where]}
    )
    await client.call("textDocument/hover", position("file:///a.py", 1, 0))
    assert await client.stop(5) == 0
    assert (await client.response(number))["error"]["code"] == -32802


async def test_nothing_is_left_when_the_client_is_killed(
    start_client: StartClient, tmp_path: Path
) -> None:
    """The server's parent goes on to live here: only the client's number tells of its death."""
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.py").write_text("def f(): ...\n")
    client = await start_client()
    await client.initialize(processId=editor.pid, rootUri=folder.as_uri())
    server = psutil.Process(client.process.pid)
    async with asyncio.timeout(20):
        while not (helpers := server.children(recursive=True)):
            await asyncio.sleep(0.05)  # the index's process starts in the background
    editor.kill()
    editor.wait()
    assert editor.stdin is not None
    editor.stdin.close()
    assert await client.ended() == 1
    _, alive = psutil.wait_procs(helpers, timeout=10)
    assert not alive


async def test_nothing_is_left_when_the_server_is_killed(
    start_client: StartClient, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text("def f(): ...\n")
    client = await start_client()
    await client.initialize(rootUri=tmp_path.as_uri())
    server = psutil.Process(client.process.pid)
    async with asyncio.timeout(20):
        while not (helpers := server.children(recursive=True)):
            await asyncio.sleep(0.05)
    server.kill()
    _, alive = psutil.wait_procs(helpers, timeout=10)
    assert not alive


async def test_a_client_that_nobody_can_see_is_not_watched(start_client: StartClient) -> None:
    client = await start_client()
    await client.initialize(processId=2**22 + 1)
    await asyncio.sleep(0)
    assert await client.stop() == 0


async def test_tcp_serves_one_client_on_the_loopback(start_client: StartClient) -> None:
    client = await start_client([*SCRIPTED, "--tcp", "0"])
    assert client.process.stderr is not None
    told = (await client.process.stderr.readline()).decode()
    host, _, port = told.rpartition(" ")[2].strip().partition(":")
    assert host == "127.0.0.1"
    reader, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"processId": os.getpid(), "rootUri": None, "capabilities": {}},
        }
    ).encode()
    writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    header = await reader.readuntil(b"\r\n\r\n")
    answer = json.loads(await reader.readexactly(int(header.split(b":")[1])))
    assert answer["result"]["serverInfo"]["name"] == "r1-assistant"
    writer.close()
    assert await client.ended() == 1


@pytest.mark.parametrize("arguments", [["--tcp", "x"], ["--tcp", "70000"], ["--no-such"]])
def test_wrong_usage_has_exit_code_2(arguments: list[str]) -> None:
    ran = subprocess.run([*REAL, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


async def test_a_port_that_is_taken_is_a_sentence(start_client: StartClient) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = await start_client([*SCRIPTED, "--tcp", str(port)])
    assert await client.ended() == 2
    assert client.process.stderr is not None
    said = (await client.process.stderr.read()).decode()
    assert said.startswith(f"r1-server: The port {port} cannot be used")
    server.close()
    await server.wait_closed()


async def test_what_is_printed_by_mistake_does_not_reach_the_client(
    start_client: StartClient, tmp_path: Path
) -> None:
    program = tmp_path / "printing.py"
    program.write_text(
        "import os, sys\n"
        f"sys.path.insert(0, {str(Path(SCRIPTED[-1]).parent)!r})\n"
        "import scripted_server\n"
        "def make():\n"
        "    print('stray')\n"
        "    os.write(1, b'native stray')\n"
        "    return scripted_server.Server(scripted_server.ScriptedModels({}))\n"
        "scripted_server.main(make)\n"
    )
    client = await start_client([sys.executable, str(program)])
    await client.initialize()
    assert await client.stop() == 0


def position(uri: str, line: int, character: int) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


async def test_the_log_goes_where_it_is_told(start_client: StartClient, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    client: RawClient = await start_client([*SCRIPTED, "--log", str(log)])
    await client.initialize()
    client.open("file:///a.py", "secret_text = 1\n")
    client.send_bytes(b"Content-Length: 1\r\n\r\n{")
    client.notify("textDocument/didChange", {"textDocument": 5})
    assert await client.stop() == 0
    assert "didChange was ignored" in log.read_text()
    assert "secret_text" not in log.read_text()
