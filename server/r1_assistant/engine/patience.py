"""How long a model may take to load, before its process counts as one that hangs."""

import asyncio
import contextlib
import math
import os
from collections.abc import AsyncIterator

from r1_assistant.domain.errors import EngineError
from r1_assistant.engine.placement import Placement
from r1_assistant.engine.status import size_of_weights

VARIABLE = "R1_LOAD_SECONDS"
"""Seconds in its place, for who knows their machine better; 0 means for ever."""

BASE = {"npu": 900.0, "gpu": 300.0}
"""Seconds that a device has by itself: NPUs compile graphs for minutes when a model is new."""

BASE_CPU = 120.0

SLOWEST = 10e6
"""Bytes a second: a network's folder, or a disk that the system swaps to."""

_SLICE = 5.0
"""Seconds that a longer pause counts as: the machine was asleep, and so was the process."""


def seconds_to_load(place: Placement) -> float:
    """Say after how many seconds the loading of a model hangs; waits for the disk.

    Raises EngineError if the environment says something else than a number.
    """
    if text := os.environ.get(VARIABLE):
        return _told(text)
    base = BASE.get(place.target.device, BASE_CPU)
    return base + size_of_weights(place.folder) / SLOWEST


@contextlib.asynccontextmanager
async def awake_for(seconds: float) -> AsyncIterator[None]:
    """Raise TimeoutError in what this holds when the machine was awake for `seconds`."""
    loop, left = asyncio.get_running_loop(), seconds
    async with asyncio.timeout(None) as limit:
        timer: asyncio.Handle = loop.call_soon(lambda: tick(0.0))

        def tick(passed: float) -> None:
            nonlocal left, timer
            left -= passed
            if left > 0:
                timer = loop.call_later(min(left, _SLICE), tick, _SLICE)
            else:
                limit.reschedule(loop.time())

        try:
            yield
        finally:
            timer.cancel()


def in_words(seconds: float) -> str:
    """Say a time in minutes, or in seconds where it is short."""
    if seconds >= 120:
        return f"{round(seconds / 60)} minutes"
    return f"{round(seconds)} seconds"


def _told(text: str) -> float:
    with contextlib.suppress(ValueError):
        if (seconds := float(text)) >= 0:
            return seconds or math.inf
    raise EngineError(f"{VARIABLE} is {text!r}, no number of seconds.", hint="Use 0 or more.")
