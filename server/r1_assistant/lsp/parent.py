"""Watches the client's process: a server without one would hold a model in memory for nobody."""

import asyncio
import logging
from collections.abc import Callable

import psutil  # type: ignore[import-untyped]

_log = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two looks."""


async def watch(pid: int, gone: Callable[[], None], interval: float = INTERVAL) -> None:
    """Call `gone` when the process of that number has ended.

    A number that is nobody's from the start belongs to another machine or container, and says
    nothing. A number that is given to another process counts as ended.
    """
    try:
        process = psutil.Process(pid)
    except (psutil.Error, ValueError):
        _log.info("The client's process %d cannot be seen from here.", pid)
        return
    while _alive(process):
        await asyncio.sleep(interval)
    _log.warning("The client's process %d is gone.", pid)
    gone()


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
