"""Carries messages between a client and a server: over stdin and stdout, or one TCP connection."""

import asyncio
import os
import socket
import sys
from collections import deque
from collections.abc import Callable

from r1_assistant.domain.errors import UsageError
from r1_assistant.engine.stdio import READ_SIZE, take_over, write_all
from r1_assistant.lsp.server import Server
from r1_assistant.lsp.transport import Read, Write, Writer, framed, start_reader

LOOPBACK = "127.0.0.1"


async def serve_stdio(make: Callable[[], Server]) -> int:
    """Serve the client at the other end of stdin and stdout; returns the exit code."""
    read_end, write_end = take_over()
    return await _serve(
        make(), lambda: os.read(read_end, READ_SIZE), lambda data: write_all(write_end, data)
    )


async def serve_tcp(make: Callable[[], Server], port: int) -> int:
    """Wait for one client on the loopback interface, and serve it; returns the exit code.

    The port is told on standard error. Raises UsageError if it is taken.
    """
    try:
        listener = socket.create_server((LOOPBACK, port))
    except OSError as error:
        raise UsageError(
            f"The port {port} cannot be used: {error.strerror}.", hint="Choose another --tcp port."
        ) from error
    with listener:
        told = f"r1-server: waiting on {LOOPBACK}:{listener.getsockname()[1]}"
        print(told, file=sys.stderr, flush=True)
        connection, _ = await asyncio.to_thread(listener.accept)
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return await _serve(make(), lambda: connection.recv(READ_SIZE), connection.sendall)


async def _serve(server: Server, read: Read, write: Write) -> int:
    loop = asyncio.get_running_loop()

    def soon(what: Callable[..., None], *args: object) -> None:
        loop.call_soon_threadsafe(what, *args)

    writer = Writer(write, lambda: soon(server.connection_ended))
    server.protocol.set_writer(_Framer(writer))
    steps = _OneByOne(loop)
    start_reader(
        read,
        lambda message: soon(steps.take, lambda: server.protocol.receive(message)),
        lambda: soon(steps.take, server.connection_ended),
    )
    await server.ended.wait()
    await server.aclose()
    writer.close()
    return 1 if server.exit_code is None else server.exit_code


class _OneByOne:
    """Takes messages in order, each in a turn of the loop of its own.

    So what a handler does before it first waits is done before the next message is looked at, also
    if both came at once: a request sees the documents as they were when it was sent.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False

    def take(self, step: Callable[[], None]) -> None:
        self._waiting.append(step)
        if not self._busy:
            self._busy = True
            self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._busy = False
            return
        try:
            self._waiting.popleft()()
        finally:
            self._loop.call_soon(self._next)  # behind the tasks that the step has started


class _Framer:
    """What pygls takes for a writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, data: bytes) -> None:
        self._writer.write(framed(data))

    def close(self) -> None:
        self._writer.close()
