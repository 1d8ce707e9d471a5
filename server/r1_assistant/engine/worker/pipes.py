"""The worker's ends of the pipes."""

import os
import queue
import sys
import threading
from collections.abc import Callable

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
        self._writing = threading.Lock()
        self._at_once: dict[str, Callable[[Frame], Frame]] = {}
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    @classmethod
    def take_over(cls) -> "Pipes":
        """Claim stdin and stdout for frames; whatever else is printed goes to stderr."""
        return cls(*take_over())

    def answer_at_once(self, operation: str, answer: Callable[[Frame], Frame]) -> None:
        """Have the thread that reads reply to an operation, whatever the loop does meanwhile.

        An answer that fails is left to the loop, which says so.
        """
        self._at_once[operation] = answer

    def send(self, frame: Frame) -> None:
        """Write a frame; waits while the pipe is full."""
        try:
            with self._writing:
                write_all(self._write_end, encode(frame))
        except OSError:
            os._exit(0)  # nobody listens any more

    def _read(self) -> None:
        decoder = Decoder()
        try:
            while data := os.read(self._read_end, READ_SIZE):
                for frame in decoder.feed(data):
                    self._take(frame)
        except (OSError, WireError) as error:
            print(f"commands cannot be read: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)  # not sys.exit: the main thread may be in a native call for seconds

    def _take(self, frame: Frame) -> None:
        answer = self._at_once.get(frame.get("op", ""))
        try:
            reply = None if answer is None else answer(frame)
        except Exception:
            reply = None
        if reply is None:
            self.commands.put(frame)
        else:
            self.send(reply)
