"""The worker's ends of the pipes."""

import os
import queue
import sys
import threading

from r1_assistant.engine.wire import Decoder, Frame, WireError, encode

_READ_SIZE = 1 << 16


class Pipes:
    """Frames in on the original stdin, frames out on the original stdout.

    A thread reads, so that commands are there when a step ends, and ends the process when the
    other end closes: a program that dies, in whatever way, takes its worker along.
    """

    def __init__(self, read_end: int, write_end: int) -> None:
        self.commands: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._read_end = read_end
        self._write_end = write_end
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    @classmethod
    def take_over(cls) -> "Pipes":
        """Claim stdin and stdout for frames; whatever else is printed goes to stderr."""
        sys.stdout.flush()
        read_end, write_end = os.dup(0), os.dup(1)
        os.dup2(2, 1)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        sys.stdout = sys.stderr
        for end in (read_end, write_end):
            _set_binary(end)
        return cls(read_end, write_end)

    def send(self, frame: Frame) -> None:
        """Write a frame; waits while the pipe is full."""
        data = memoryview(encode(frame))
        try:
            while data:
                data = data[os.write(self._write_end, data) :]
        except OSError:
            os._exit(0)  # nobody listens any more

    def _read(self) -> None:
        decoder = Decoder()
        try:
            while data := os.read(self._read_end, _READ_SIZE):
                for frame in decoder.feed(data):
                    self.commands.put(frame)
        except (OSError, WireError) as error:
            print(f"commands cannot be read: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)  # not sys.exit: the main thread may be in a native call for seconds


def _set_binary(end: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(end, os.O_BINARY)
