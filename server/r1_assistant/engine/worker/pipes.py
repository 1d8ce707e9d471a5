"""The worker's ends of the pipes."""

import os
import queue
import sys
import threading

from r1_assistant.engine.stdio import READ_SIZE, take_over, write_all
from r1_assistant.engine.wire import Decoder, Frame, WireError, encode


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
        return cls(*take_over())

    def send(self, frame: Frame) -> None:
        """Write a frame; waits while the pipe is full."""
        try:
            write_all(self._write_end, encode(frame))
        except OSError:
            os._exit(0)  # nobody listens any more

    def _read(self) -> None:
        decoder = Decoder()
        try:
            while data := os.read(self._read_end, READ_SIZE):
                for frame in decoder.feed(data):
                    self.commands.put(frame)
        except (OSError, WireError) as error:
            print(f"commands cannot be read: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)  # not sys.exit: the main thread may be in a native call for seconds
