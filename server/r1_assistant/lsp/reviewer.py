"""The review's own modules, which are imported when something is reviewed for the first time."""

import asyncio
from importlib import import_module


async def loaded() -> None:
    """Import the review in a thread: it brings all rules along, and a start can't wait for them."""
    await asyncio.to_thread(import_module, "r1_assistant.features.review.pipeline")
