"""Work-done progress: how far something is, shown by the editor."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.lsp.session import Session

INTERVAL = 0.1
"""Seconds between two reports; what comes in between is left out."""

PATIENCE = 5.0
"""Seconds in which an editor must answer."""

_numbers = itertools.count(1)


class Progress:
    """A piece of work as the editor shows it; silent if the editor shows none."""

    def __init__(self, session: Session, token: types.ProgressToken | None) -> None:
        self._session = session
        self._token = token
        self._last = 0.0

    def report(self, message: str, done: float | None = None) -> None:
        """Say what is done now, and how much of all (0 to 1) where that is known."""
        now = time.monotonic()
        if now - self._last < INTERVAL and done != 1:
            return
        self._last = now
        percentage = None if done is None else min(100, max(0, int(100 * done)))
        self._send(types.WorkDoneProgressReport(message=message, percentage=percentage))

    def _begin(self, title: str, *, cancellable: bool) -> None:
        self._send(types.WorkDoneProgressBegin(title=title, cancellable=cancellable, percentage=0))

    def _end(self) -> None:
        self._send(types.WorkDoneProgressEnd())

    def _send(
        self,
        value: types.WorkDoneProgressBegin
        | types.WorkDoneProgressReport
        | types.WorkDoneProgressEnd,
    ) -> None:
        if self._token is not None:
            params = types.ProgressParams(token=self._token, value=value)
            self._session.notify(types.PROGRESS, params)


@contextlib.asynccontextmanager
async def progress(
    session: Session,
    title: str,
    *,
    token: types.ProgressToken | None = None,
    cancel: Callable[[], object] | None = None,
) -> AsyncIterator[Progress]:
    """Show progress while the block runs; `token` is the one that the client sent along.

    `cancel` is called when the user presses the editor's button.
    """
    if token is None and session.client.progress:
        token = await _created(session)
    shown = Progress(session, token)
    if token is not None and cancel is not None:
        session.cancels[token] = cancel
    shown._begin(title, cancellable=cancel is not None)
    try:
        yield shown
    finally:
        shown._end()
        if token is not None:
            session.cancels.pop(token, None)


async def _created(session: Session) -> types.ProgressToken | None:
    token = f"r1-{next(_numbers)}"
    params = types.WorkDoneProgressCreateParams(token=token)
    try:
        async with asyncio.timeout(PATIENCE):  # wait_for loses a stop that comes with the answer
            await session.request(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params)
    except (JsonRpcException, TimeoutError):
        return None
    return token
