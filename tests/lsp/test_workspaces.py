import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from r1_assistant.config.settings import Settings
from r1_assistant.lsp import workspaces
from r1_assistant.lsp.workspaces import Workspaces


async def test_the_newest_settings_hold_however_long_older_ones_take_to_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = threading.Event()

    def layered(
        _: Path | None, editor: Mapping[str, Any], *, trusted: bool | None
    ) -> tuple[Settings, list[str]]:
        if editor["max_findings"] == 1:
            gate.wait(10)
        return Settings(max_findings=editor["max_findings"]), []

    monkeypatch.setattr(workspaces, "layered", layered)
    folders = Workspaces(lambda _: None)
    outside = folders.first
    outside.editor = {"max_findings": 1}
    older = asyncio.create_task(folders.load_settings(outside, trusted=True))
    await asyncio.sleep(0)
    outside.editor = {"max_findings": 2}
    newer = asyncio.create_task(folders.load_settings(outside, trusted=True))
    await asyncio.wait([newer], timeout=0.3)
    gate.set()
    await asyncio.gather(older, newer)
    assert outside.settings.max_findings == 2
