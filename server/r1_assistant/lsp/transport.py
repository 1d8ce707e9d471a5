"""Messages in and out: framing, and the threads that wait for pipes so that the loop never does.

The reader and the writer have threads of their own. A client that stops reading, or a pool whose
threads are all busy, must not keep the server from hearing a cancellation.
"""

import json
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger(__name__)

READ_SIZE = 1 << 16

MOST_HEADER_BYTES = 1 << 13
"""A header line that is longer is no header."""

MOST_BODY_BYTES = 1 << 28
"""A message that claims to be larger is skipped."""

Read = Callable[[], bytes]
Write = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is not JSON, and why."""

    reason: str


class FrameDecoder:
    """Cuts a stream of bytes into the bodies of messages, however it is cut when it comes in.

    What is not a header is skipped up to the next line, so that garbage costs a message and not
    the connection.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None
        self._body: int | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """Add bytes, and give the bodies that are whole now."""
        self._buffer += data
        bodies = []
        while (body := self._next()) is not None:
            bodies.append(body)
        return bodies

    def _next(self) -> bytes | None:
        if self._body is None and not self._headers():
            return None
        length = self._body or 0
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._body = None
        return body

    def _headers(self) -> bool:
        """Read header lines; True once a body is known to begin."""
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).strip()
            del self._buffer[: end + 1]
            if line:
                self._header(line)
            elif self._length is not None:
                self._body, self._length = self._length, None
                return True
        del self._buffer[:-MOST_HEADER_BYTES]  # garbage; its end may be a header's beginning
        return False

    def _header(self, line: bytes) -> None:
        # after garbage without a line end, the header is at the end of the line
        name, _, value = line.rpartition(b":")
        if not name.lower().endswith(b"content-length"):
            return
        value = value.strip()
        if value.isdigit() and len(value) < 20 and int(value) <= MOST_BODY_BYTES:
            self._length = int(value)


def decoded(body: bytes) -> object:
    """Read a body; what is not JSON becomes `Unreadable`."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return Unreadable(f"{type(error).__name__} in a message of {len(body)} bytes")


def start_reader(read: Read, deliver: Callable[[object], None], ended: Callable[[], None]) -> None:
    """Read messages in a thread until the stream ends; both callbacks are called in that thread."""
    threading.Thread(target=_read, args=(read, deliver, ended), name="reader", daemon=True).start()


def _read(read: Read, deliver: Callable[[object], None], ended: Callable[[], None]) -> None:
    decoder = FrameDecoder()
    try:
        while data := read():
            for body in decoder.feed(data):
                deliver(decoded(body))
    except (OSError, ValueError) as error:
        _log.info("The client's stream broke: %s", error)
    except RuntimeError:  # the loop is closed: the server ends
        return
    ended()


class Writer:
    """Writes in a thread, in order; what comes after a failure is dropped, and told to `broken`."""

    def __init__(self, write: Write, broken: Callable[[], None]) -> None:
        self._write = write
        self._broken = broken
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Hand over bytes; returns at once."""
        self._queue.put(data)

    def close(self, timeout: float = 2.0) -> None:
        """Write what is left, for at most `timeout` seconds."""
        self._queue.put(None)
        self._thread.join(timeout)

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            try:
                self._write(data)
            except (OSError, ValueError) as error:
                _log.info("The client no longer reads: %s", error)
                self._broken()
                return


def framed(body: bytes) -> bytes:
    """Put the header before a body."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
