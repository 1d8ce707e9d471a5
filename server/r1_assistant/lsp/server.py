"""The server: what it answers, put together, and its life from the first byte to the exit code."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from r1_assistant import __version__
from r1_assistant.lsp import configuration, handlers
from r1_assistant.lsp.dispatch import Dispatcher
from r1_assistant.lsp.models import InstalledModels, Models
from r1_assistant.lsp.parent import watch
from r1_assistant.lsp.session import Call, Session
from r1_assistant.lsp.status import StatusTeller

_log = logging.getLogger(__name__)

FAREWELL = 5.0
"""Seconds that the processes of models and indexes get to end."""

Handler = Callable[[Call, Any], Awaitable[Any]]
Note = Callable[[Session, Any], None]


class Server:
    """Serves one client, over whatever carries the messages.

    `exit_code` is None until the end is decided: 0 after an orderly shutdown, else 1.
    """

    def __init__(self, models: Models | None = None) -> None:
        self._pygls = LanguageServer("r1-assistant", __version__, protocol_cls=Dispatcher)
        self.protocol: Dispatcher = self._pygls.protocol  # type: ignore[assignment]
        self.session = Session(
            models or InstalledModels(), self._notify, self._ask, self._background
        )
        self.session.models.on_status = StatusTeller(self.session).tell
        self.ended = asyncio.Event()
        self.exit_code: int | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._register()

    def stop(self, exit_code: int) -> None:
        """Decide the end; the first word counts."""
        if self.exit_code is None:
            self.exit_code = exit_code
            self.ended.set()

    def connection_ended(self) -> None:
        """The client is gone, with or without a farewell."""
        self.stop(0 if self.protocol.shut_down else 1)

    async def aclose(self) -> None:
        """End all work and every process, within a few seconds."""
        self.protocol.stop_all()
        for task in self._tasks:
            task.cancel()
        try:
            async with asyncio.timeout(FAREWELL):
                await self._close_session()
        except TimeoutError:
            _log.warning("Some work did not end in time.")

    async def _close_session(self) -> None:
        session = self.session
        closing = (session.jobs.aclose(), session.models.aclose(), session.workspaces.aclose())
        for result in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(result, Exception):
                _log.error("closing failed", exc_info=result)

    def _register(self) -> None:
        for method, handler in handlers.REQUESTS.items():
            self.protocol.requests[method] = self._with_call(handler)
        for method, note in handlers.NOTIFICATIONS.items():
            self.protocol.notifications[method] = self._with_session(note)
        self.protocol.requests[types.INITIALIZE] = self._initialize
        self.protocol.requests[types.SHUTDOWN] = self._shutdown
        self.protocol.notifications[types.INITIALIZED] = self._initialized
        self.protocol.notifications[types.EXIT] = lambda _: self.connection_ended()

    def _with_call(self, handler: Handler) -> Callable[[Any], Awaitable[Any]]:
        """Take the document as it is on arrival: edits may come before the handler runs."""

        def begin(params: Any) -> Awaitable[Any]:
            uri = getattr(getattr(params, "text_document", None), "uri", None)
            snapshot = None if uri is None else self.session.snapshot(uri)
            return handler(Call(self.session, snapshot), params)

        return begin

    def _with_session(self, note: Note) -> Callable[[Any], None]:
        return lambda params: note(self.session, params)

    async def _initialize(self, params: types.InitializeParams) -> types.InitializeResult:
        result = handlers.lifecycle.initialize(self.session, params)
        self.protocol.initialized = True
        await configuration.resolve(self.session)  # settings hold from the first request on
        if params.process_id is not None:
            self._background(watch(params.process_id, lambda: self.stop(1)))
        return result

    def _initialized(self, _: Any) -> None:
        self._background(handlers.lifecycle.initialized(self.session))

    async def _shutdown(self, _: Any) -> None:
        self.protocol.begin_shutdown()
        self.session.jobs.stop()

    def _background(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._background_done)

    def _background_done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("background work failed", exc_info=error)

    def _notify(self, method: str, params: Any) -> None:
        self.protocol.notify(method, params)

    async def _ask(self, method: str, params: Any) -> Any:
        return await self.protocol.send_request_async(method, params)
