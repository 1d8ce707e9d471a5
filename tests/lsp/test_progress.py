import asyncio
from typing import Any

import pytest

from r1_assistant.lsp.progress import progress
from support.lsp_fixtures import Editor


@pytest.mark.parametrize("steps", range(6))
async def test_a_stop_that_comes_with_the_editors_answer_counts(steps: int) -> None:
    """asyncio.wait_for of Python 3.11 gives the answer then, and the stop is lost."""
    editor = Editor(progress=True)
    answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def request(*_: Any) -> None:
        await answer

    async def work() -> None:
        async with progress(editor.session, "Work"):
            await asyncio.sleep(60)

    editor.session.request = request
    task = asyncio.create_task(work())
    for _ in range(4):
        await asyncio.sleep(0)
    answer.set_result(None)
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=2)
    assert task.cancelled()
