"""Memory that was freed but is still held by the C library."""

import contextlib
import ctypes
import sys


def give_back_memory() -> None:
    """Return free memory to the operating system; what was read to build a table is large."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # not every C library has it
            ctypes.CDLL(None).malloc_trim(0)
