from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from support.raw_client import SCRIPTED, RawClient

StartClient = Callable[..., Awaitable[RawClient]]


@pytest.fixture
async def start_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StartClient]:
    """Start servers with a scripted model and folders of their own; none outlives the test."""
    clients: list[RawClient] = []
    monkeypatch.setenv("R1_HOME", str(tmp_path / "r1-home"))

    async def start(command: Sequence[str] = SCRIPTED, **options: Any) -> RawClient:
        client = await RawClient.start(command, **options)
        clients.append(client)
        return client

    yield start
    for client in clients:
        await client.aclose()
