"""A client of the language server that shares no code with it: JSON over pipes, no more."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

SCRIPTED = (sys.executable, "-P", str(Path(__file__).with_name("scripted_server.py")))
"""The real server, with a model that answers from a script."""

REAL = (sys.executable, "-P", "-m", "r1_assistant.lsp.main")

Message = dict[str, Any]


class RawClient:
    """Talks to a server process; `log` is everything that came, in order.

    `answers` says what a request of the server is answered with, by its method.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log: list[Message] = []
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self._last_id = 0
        self._arrived = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(
        cls,
        command: Sequence[str] = SCRIPTED,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> "RawClient":
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **(environment or {})},
            cwd=cwd,
            limit=1 << 26,
        )
        return cls(process)

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def send(self, message: object) -> None:
        body = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method: str, params: object = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object = None) -> int:
        self._last_id += 1
        self.send({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params})
        return self._last_id

    async def call(self, method: str, params: object = None, timeout: float = 20) -> Message:
        """Ask and wait; gives the whole response."""
        return await self.response(self.request(method, params), timeout)

    async def result(self, method: str, params: object = None, timeout: float = 20) -> Any:
        response = await self.call(method, params, timeout)
        assert "error" not in response, response
        return response["result"]

    async def response(self, number: object, timeout: float = 20) -> Message:
        return await self.wait_for(
            lambda message: "method" not in message and message.get("id") == number, timeout
        )

    async def notification(
        self, method: str, matches: Callable[[Any], bool] = lambda _: True, timeout: float = 20
    ) -> Any:
        found = await self.wait_for(
            lambda message: message.get("method") == method and matches(message.get("params")),
            timeout,
        )
        return found["params"]

    async def wait_for(self, matches: Callable[[Message], bool], timeout: float = 20) -> Message:
        """Give the first message that matches, of those that came and will come."""
        async with asyncio.timeout(timeout), self._arrived:
            while True:
                for message in self.log:
                    if matches(message):
                        return message
                if self._reader.done():
                    raise AssertionError(f"the server is gone; it said {self.log[-5:]}")
                await self._arrived.wait()

    def came(self, method: str) -> list[Any]:
        """List the parameters of what came of a method."""
        return [message.get("params") for message in self.log if message.get("method") == method]

    async def initialize(
        self, capabilities: Mapping[str, Any] | None = None, **params: Any
    ) -> Message:
        response = await self.call(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": None,
                "capabilities": capabilities or {},
                **params,
            },
        )
        self.notify("initialized", {})
        return dict(response["result"])

    def open(self, uri: str, text: str, language: str = "python", version: int = 1) -> None:
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    async def stop(self, timeout: float = 20) -> int:
        """Shut the server down in order, and give its exit code."""
        await self.result("shutdown")
        self.notify("exit")
        return await self.ended(timeout)

    async def ended(self, timeout: float = 20) -> int:
        async with asyncio.timeout(timeout):
            return await self.process.wait()

    async def aclose(self) -> None:
        """Make sure that nothing is left, however a test ended."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        self._reader.cancel()
        await asyncio.wait([self._reader])
        if self.process.stdin is not None:
            self.process.stdin.close()

    async def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        try:
            while True:
                header = await stream.readuntil(b"\r\n\r\n")
                length = int(header.split(b":")[1])
                message = json.loads(await stream.readexactly(length))
                if "method" in message and "id" in message:
                    answer = self.answers.get(message["method"], lambda _: None)
                    result = answer(message.get("params"))
                    self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})
                async with self._arrived:
                    self.log.append(message)
                    self._arrived.notify_all()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            async with self._arrived:
                self._arrived.notify_all()
