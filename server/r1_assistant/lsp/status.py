"""The model's state, told as it changes, and its loading shown as progress."""

import asyncio

from r1_assistant.domain.generation import EngineStatus
from r1_assistant.lsp import ext
from r1_assistant.lsp.progress import progress
from r1_assistant.lsp.session import Session


class StatusTeller:
    """Passes on what an engine says of itself."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._now = EngineStatus()
        self._changed = asyncio.Event()
        self._showing = False

    def tell(self, now: EngineStatus) -> None:
        """Take a new status; called on the event loop."""
        self._now = now
        self._changed.set()
        ext.status(self._session, now)
        if now.notice and self._session.once(now.notice):
            self._session.warn(now.notice)
        if now.state == "loading" and not self._showing:
            self._showing = True
            self._session.background(self._show_loading())

    async def _show_loading(self) -> None:
        """Show how much of a model is in memory, until it is loaded or has failed."""
        try:
            async with progress(self._session, f"Loading {self._now.model}") as shown:
                while self._now.state == "loading":
                    shown.report(f"{self._now.loading:.0%} in memory", self._now.loading)
                    self._changed.clear()
                    await self._changed.wait()
        finally:
            self._showing = False
