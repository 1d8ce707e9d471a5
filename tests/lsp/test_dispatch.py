import asyncio
import json
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from r1_assistant.domain.errors import R1Error
from r1_assistant.lsp.dispatch import Dispatcher
from r1_assistant.lsp.failures import Failure
from r1_assistant.lsp.transport import Unreadable

HOVER = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


class Wire:
    """A dispatcher with what it said."""

    def __init__(self) -> None:
        self.dispatcher: Any = LanguageServer("t", "1", protocol_cls=Dispatcher).protocol
        self.dispatcher.initialized = True
        self.said: list[dict[str, Any]] = []
        self.dispatcher.set_writer(self)

    def write(self, data: bytes) -> None:
        self.said.append(json.loads(data))

    def close(self) -> None: ...

    def ask(self, method: str, params: object = None, id: object = 1) -> None:
        self.dispatcher.receive({"jsonrpc": "2.0", "id": id, "method": method, "params": params})

    def tell(self, method: str, params: object = None) -> None:
        self.dispatcher.receive({"jsonrpc": "2.0", "method": method, "params": params})

    def codes(self) -> list[int]:
        return [message["error"]["code"] for message in self.said]


@pytest.fixture
def wire() -> Wire:
    return Wire()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_request_gets_its_result(wire: Wire) -> None:
    async def hover(params: types.HoverParams) -> types.Hover:
        return types.Hover(contents=f"line {params.position.line}")

    wire.dispatcher.requests["textDocument/hover"] = hover
    wire.ask("textDocument/hover", HOVER)
    await settle()
    assert wire.said == [{"jsonrpc": "2.0", "id": 1, "result": {"contents": "line 0"}}]


@pytest.mark.parametrize(
    "params",
    [
        None,
        {},
        [],
        "x",
        HOVER | {"position": None},
        HOVER | {"position": {"line": "a", "character": 0}},
        HOVER | {"position": {"line": -1, "character": 0}},
        HOVER | {"textDocument": 5},
    ],
)
async def test_malformed_parameters_are_answered(wire: Wire, params: object) -> None:
    async def hover(_: object) -> None: ...

    wire.dispatcher.requests["textDocument/hover"] = hover
    wire.ask("textDocument/hover", params)
    await settle()
    assert wire.codes() == [-32602]
    assert "Traceback" not in wire.said[0]["error"]["message"]


@pytest.mark.parametrize("token", [[], {}, 1.5, True])
async def test_types_that_lsprotocol_lets_pass_are_refused(wire: Wire, token: object) -> None:
    async def command(_: object) -> None: ...

    wire.dispatcher.requests["workspace/executeCommand"] = command
    wire.ask("workspace/executeCommand", {"command": "x", "workDoneToken": token})
    await settle()
    assert wire.codes() == [-32602]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (Unreadable("cut"), -32700),
        (5, -32600),
        ([], -32600),
        ({"id": 1, "method": "x"}, -32600),
        ({"jsonrpc": "1.0", "id": 1, "method": "x"}, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "x"}, -32600),
        ({"jsonrpc": "2.0", "id": [1], "method": "x"}, -32600),
        ({"jsonrpc": "2.0", "id": True, "method": "x"}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "no/such"}, -32601),
    ],
)
async def test_what_is_no_request_is_answered_too(wire: Wire, message: object, code: int) -> None:
    wire.dispatcher.receive(message)
    await settle()
    assert wire.codes() == [code]


async def test_a_cancelled_request_is_answered_at_once_and_only_once(wire: Wire) -> None:
    ended = asyncio.Event()

    async def slow(_: object) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            ended.set()

    wire.dispatcher.requests["slow"] = slow
    wire.ask("slow")
    await settle()
    wire.tell("$/cancelRequest", {"id": 1})
    assert wire.codes() == [-32800]
    await asyncio.wait_for(ended.wait(), 10)
    await settle()
    assert len(wire.said) == 1


async def test_a_command_that_is_cancelled_ends(wire: Wire) -> None:
    """pygls answers, and lets the coroutine of a command run on."""
    reached = []

    async def command(_: object) -> None:
        await asyncio.sleep(0.01)
        reached.append(True)

    wire.dispatcher.requests["workspace/executeCommand"] = command
    wire.ask("workspace/executeCommand", {"command": "x"})
    await settle()
    wire.tell("$/cancelRequest", {"id": 1})
    await asyncio.sleep(0.05)
    assert not reached


async def test_failures_have_a_sentence_and_no_traceback(wire: Wire) -> None:
    async def fails(_: object) -> None:
        raise R1Error("No model is installed.", hint="Run: r1-model install x")

    async def breaks(_: object) -> None:
        raise RuntimeError("/home/secret/path")

    async def refuses(_: object) -> None:
        raise Failure(-32801, "The document has changed.")

    for number, handler in enumerate((fails, breaks, refuses)):
        wire.dispatcher.requests[f"{number}"] = handler
        wire.ask(f"{number}", id=number)
        await settle()
    assert wire.codes() == [-32803, -32603, -32801]
    said = json.dumps(wire.said)
    assert "r1-model install x" in said
    assert "secret" not in said
    assert "data" not in wire.said[1]["error"]


async def test_a_result_that_cannot_be_sent_is_an_error(wire: Wire) -> None:
    async def odd(_: object) -> object:
        return {1: object()}

    wire.dispatcher.requests["odd"] = odd
    wire.ask("odd")
    await settle()
    assert wire.codes() == [-32603]


async def test_what_a_handler_does_first_happens_in_order_of_arrival(wire: Wire) -> None:
    """With pygls an edit that follows a request is there before the request's handler."""
    text = ["before"]
    seen = []

    def hover(_: object) -> Any:
        now = text[0]

        async def answer() -> None:
            seen.append(now)

        return answer()

    def edit(_: object) -> None:
        text[0] = "after"

    wire.dispatcher.requests["ask"] = hover
    wire.dispatcher.notifications["edit"] = edit
    wire.ask("ask")
    wire.tell("edit")
    await settle()
    assert seen == ["before"]


async def test_nothing_but_initialize_comes_first(wire: Wire) -> None:
    async def ok(_: object) -> None: ...

    wire.dispatcher.initialized = False
    wire.dispatcher.requests |= {"initialize": ok, "shutdown": ok}
    wire.ask("shutdown")
    assert wire.codes() == [-32002]
    wire.dispatcher.initialized = True
    wire.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=2)
    assert wire.codes() == [-32002, -32600]


async def test_shutdown_answers_what_is_open(wire: Wire) -> None:
    async def slow(_: object) -> None:
        await asyncio.sleep(60)

    wire.dispatcher.requests["slow"] = slow
    wire.ask("slow")
    await settle()
    wire.dispatcher.begin_shutdown()
    await settle()
    wire.ask("slow", id=2)
    assert wire.codes() == [-32802, -32600]


async def test_an_id_that_is_in_use_is_refused(wire: Wire) -> None:
    async def slow(_: object) -> None:
        await asyncio.sleep(60)

    wire.dispatcher.requests["slow"] = slow
    wire.ask("slow")
    wire.ask("slow")
    assert wire.codes() == [-32600]
    wire.dispatcher.stop_all()
    await settle()


async def test_responses_reach_who_asked_whatever_they_say(wire: Wire) -> None:
    protocol = wire.dispatcher
    params = types.ConfigurationParams(items=[])
    asked = [protocol.send_request_async("workspace/configuration", params) for _ in range(3)]
    ids = [message["id"] for message in wire.said]
    protocol.receive({"jsonrpc": "2.0", "id": ids[0], "result": [{"a": 1}]})
    protocol.receive({"jsonrpc": "2.0", "id": ids[1], "error": {"code": 1, "message": "no"}})
    protocol.receive({"jsonrpc": "2.0", "id": ids[2], "error": "odd"})
    protocol.receive({"jsonrpc": "2.0", "id": "unknown", "result": 1})
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert list(results[0]) == [{"a": 1}]
    assert [str(each) for each in results[1:]] == ["no", "no reason given"]


async def test_an_id_that_is_used_again_after_a_cancellation_is_answered(wire: Wire) -> None:
    """The work of the cancelled request ends while the newer one runs."""
    ended = asyncio.Event()

    async def slow(_: object) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            ended.set()

    async def newer(_: object) -> str:
        await ended.wait()
        await asyncio.sleep(0)
        return "newer"

    wire.dispatcher.requests |= {"slow": slow, "newer": newer}
    wire.ask("slow")
    await settle()
    wire.tell("$/cancelRequest", {"id": 1})
    wire.ask("newer")
    await asyncio.wait_for(ended.wait(), 10)
    await settle()
    assert [message.get("result") for message in wire.said] == [None, "newer"]
