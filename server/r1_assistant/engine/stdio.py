"""Standard input and output as pipes for messages."""

import os
import sys

READ_SIZE = 1 << 16


def take_over() -> tuple[int, int]:
    """Claim stdin and stdout for messages; whatever else is printed, natively too, goes to stderr.

    Returns the descriptors to read from and to write to.
    """
    sys.stdout.flush()
    read_end, write_end = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdout = sys.stderr
    for end in (read_end, write_end):
        _set_binary(end)
    return read_end, write_end


def write_all(end: int, data: bytes) -> None:
    """Write all of it; waits while the pipe is full."""
    view = memoryview(data)
    while view:
        view = view[os.write(end, view) :]


def _set_binary(end: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(end, os.O_BINARY)
