"""An editor that waits for each answer and reads the clock beside the pipe, in one thread."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil  # type: ignore[import-untyped]

from bench.run import BenchError

REAL = (sys.executable, "-P", "-m", "r1_assistant.lsp.main")
SCRIPTED = (sys.executable, "-P", str(Path(__file__).parent.parent / "support/scripted_server.py"))
CAPABILITIES = {
    "experimental": {"r1": True},
    "window": {"workDoneProgress": True},
    "textDocument": {"hover": {"contentFormat": ["markdown"]}},
}

Message = dict[str, Any]


class Editor:
    """A server process and both ends of its pipes; `arrived` is when the last message came.

    Times are those of `perf_counter`, in seconds.
    """

    def __init__(self, command: tuple[str, ...], home: Path, **environment: str) -> None:
        self.started = perf_counter()
        self.arrived = 0.0
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"R1_HOME": str(home)} | environment,
            bufsize=0,
        )
        self._buffer = b""
        self._last_id = 0

    def processes(self) -> list[psutil.Process]:
        """Give the server's process and those below it."""
        server = psutil.Process(self._process.pid)
        return [server, *server.children(recursive=True)]

    def initialize(
        self, root: Path | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        """Say the first words."""
        self.call(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri() if root else None,
                "capabilities": CAPABILITIES,
                "initializationOptions": {"r1": settings or {}},
            },
        )

    def open(self, uri: str, text: str) -> None:
        """Open a Python document."""
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def notify(self, method: str, params: Any) -> None:
        """Tell something."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any) -> int:
        """Ask without waiting; gives the request's id."""
        self._last_id += 1
        self._send({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params})
        return self._last_id

    def timed(self, method: str, params: Any) -> tuple[float, Any]:
        """Ask, and give the seconds until the answer came, and its result."""
        begin = perf_counter()
        result = self.call(method, params)
        return self.arrived - begin, result

    def call(self, method: str, params: Any = None) -> Any:
        """Ask, and give the result; raises BenchError if there is none."""
        answer = self.answer(self.request(method, params))
        if "error" in answer:
            raise BenchError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def answer(self, number: int) -> Message:
        """Wait for the answer to a request; what else comes is dropped."""
        return self.wait(lambda message: "method" not in message and message["id"] == number)

    def wait(self, wanted: Callable[[Message], bool]) -> Message:
        """Wait for a message; what the server asks meanwhile is answered with null."""
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            if wanted(message):
                return message

    def stop(self) -> float:
        """Shut the server down; gives the seconds until it answered."""
        seconds, _ = self.timed("shutdown", None)
        self.notify("exit", None)
        if self._process.wait(20) != 0:
            raise BenchError("the server did not end in order")
        return seconds

    def kill(self) -> None:
        """End the server, however it is."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, message: Message) -> None:
        body = json.dumps(message).encode()
        data = memoryview(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        assert self._process.stdin is not None
        while data:
            data = data[self._process.stdin.write(data) or 0 :]

    def _receive(self) -> Message:
        header, _, rest = self._until(lambda data: b"\r\n\r\n" in data).partition(b"\r\n\r\n")
        length = int(header.split(b":")[1])
        self._buffer = rest
        body = self._until(lambda data: len(data) >= length)
        self._buffer = body[length:]
        return dict(json.loads(body[:length]))

    def _until(self, enough: Callable[[bytes], bool]) -> bytes:
        assert self._process.stdout is not None
        while not enough(self._buffer):
            data = self._process.stdout.read(1 << 16)
            self.arrived = perf_counter()
            if not data:
                raise BenchError("the server is gone, or took too long")
            self._buffer += data
        return self._buffer


@contextmanager
def editor(
    command: tuple[str, ...], home: Path, *, patience: float = 300, **environment: str
) -> Iterator[Editor]:
    """Start a server; it is ended with the block, or after `patience` seconds."""
    client = Editor(command, home, **environment)
    watchdog = threading.Timer(patience, client._process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield client
    finally:
        watchdog.cancel()
        client.kill()
