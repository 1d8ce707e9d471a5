"""The protocol: every request is answered exactly once, whatever it says or becomes of it.

pygls brings the types, the converter, the capabilities and requests to the client. What a message
becomes here is our own, because pygls leaves malformed requests without an answer, puts tracebacks
into errors, lets commands run on after they were cancelled, and applies edits to documents between
a request's arrival and its handler.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from r1_assistant.lsp.failures import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_INITIALIZED,
    PARSE_ERROR,
    REQUEST_CANCELLED,
    SERVER_CANCELLED,
    Failure,
    detail_of,
    failure_of,
)
from r1_assistant.lsp.strict import make_strict
from r1_assistant.lsp.transport import Unreadable

_log = logging.getLogger(__name__)

Id = str | int
RequestHandler = Callable[[Any], Awaitable[Any]]
"""Takes the parameters; what it does before its first `await` happens on arrival."""

NotificationHandler = Callable[[Any], None]


@dataclass(slots=True, eq=False)
class _Pending:
    id: Id
    method: str
    task: "asyncio.Task[Any] | None" = None


class Dispatcher(LanguageServerProtocol):
    """Receives decoded messages and sends what is to be said.

    `requests` and `notifications` say who handles what. Handlers of requests raise R1Error for
    what a user should read, and Failure for a code of their own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        make_strict(self._converter)
        self.requests: dict[str, RequestHandler] = {}
        self.notifications: dict[str, NotificationHandler] = {}
        self.initialized = False
        self._pending: dict[Id, _Pending] = {}

    @property
    def shut_down(self) -> bool:
        """Whether the client has asked for the end."""
        return bool(self._shutdown)

    def receive(self, message: object) -> None:
        """Take one message; never raises."""
        try:
            self._receive(message)
        except Exception:  # the next message must be read, whatever this one did
            _log.exception("A message could not be handled.")

    def stop_all(self) -> None:
        """Answer every open request as cancelled, and cancel its work."""
        for pending in list(self._pending.values()):
            if pending.method != types.SHUTDOWN:
                self._cancel(pending, SERVER_CANCELLED, "The server is shutting down.")

    def begin_shutdown(self) -> None:
        """Take nothing but `exit` from now on, and end what is under way."""
        self._shutdown = True
        self.stop_all()

    def _register_builtin_features(self) -> None:
        """Leave out pygls' own handlers: its documents are not used."""

    def _receive(self, message: object) -> None:
        if isinstance(message, Unreadable):
            self._refuse(None, PARSE_ERROR, f"This is not JSON: {message.reason}.")
        elif not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            number = message.get("id") if isinstance(message, dict) else None
            self._refuse(_id(number), INVALID_REQUEST, "This is not a JSON-RPC 2.0 message.")
        elif "method" not in message:
            self._take_response(message)
        elif not isinstance(message["method"], str):
            self._refuse(_id(message.get("id")), INVALID_REQUEST, "A method has a name.")
        elif "id" in message:
            self._take_request(message)
        else:
            self._take_notification(message["method"], message)

    def _take_request(self, message: Mapping[str, Any]) -> None:
        number, method = _id(message["id"]), message["method"]
        if number is None:
            self._refuse(None, INVALID_REQUEST, "A request's id is a text or a whole number.")
        elif problem := self._why_not_now(number, method):
            self._refuse(number, *problem)
        elif (handler := self.requests.get(method)) is None:
            self._refuse(number, METHOD_NOT_FOUND, f"{method} is not supported.")
        else:
            self._run(_Pending(number, method), handler, message)

    def _why_not_now(self, number: Id, method: str) -> tuple[int, str] | None:
        if number in self._pending:
            return INVALID_REQUEST, "A request of this id is not answered yet."
        if self._shutdown:
            return INVALID_REQUEST, "The server is shutting down."
        if self.initialized == (method == types.INITIALIZE):
            if self.initialized:
                return INVALID_REQUEST, "The server is initialized already."
            return NOT_INITIALIZED, "The first request is initialize."
        return None

    def _run(self, pending: _Pending, handler: RequestHandler, message: Mapping[str, Any]) -> None:
        """Begin a request's work; what its handler does first happens now, in order of arrival."""
        try:
            params = self._params(pending.method, message)
            work = handler(params)
        except Exception as error:
            self._refuse(pending.id, *failure_of(error, pending.method))
            return
        self._pending[pending.id] = pending
        pending.task = asyncio.ensure_future(work)
        pending.task.add_done_callback(lambda task: self._done(pending, task))

    def _done(self, pending: _Pending, task: "asyncio.Task[Any]") -> None:
        """Answer, unless a cancellation has answered already."""
        error = None if task.cancelled() else task.exception()  # asked for, so that nobody warns
        if self._pending.get(pending.id) is not pending:  # the id may be another request's by now
            return
        del self._pending[pending.id]
        if task.cancelled():
            self._refuse(pending.id, SERVER_CANCELLED, "This was stopped.")
        elif error is not None:
            self._refuse(pending.id, *failure_of(error, pending.method))
        else:
            self._answer(pending.id, task.result(), pending.method)

    def _cancel(self, pending: _Pending, code: int, why: str) -> None:
        """Answer at once; the work may take a moment to end."""
        self._pending.pop(pending.id, None)
        self._refuse(pending.id, code, why)
        if pending.task is not None:
            pending.task.cancel()

    def _take_notification(self, method: str, message: Mapping[str, Any]) -> None:
        if method == types.CANCEL_REQUEST:
            params = message.get("params")
            number = _id(params.get("id")) if isinstance(params, dict) else None
            if number is not None and (pending := self._pending.get(number)) is not None:
                self._cancel(pending, REQUEST_CANCELLED, "This was cancelled.")
            return
        ready = self.initialized and not self._shutdown
        handler = self.notifications.get(method)
        if handler is None or not (ready or method == types.EXIT):
            _log.debug("A notification was ignored: %s", method)
            return
        try:
            handler(self._params(method, message))
        except Exception as error:
            code, text = failure_of(error, method)
            _log.warning("%s was ignored: %s (%d)", method, text, code)

    def _take_response(self, message: Mapping[str, Any]) -> None:
        number = _id(message.get("id"))
        future = None if number is None else self._request_futures.pop(number, None)
        if number is None or future is None or future.done():
            _log.debug("A response to nothing: %s", number)
            return
        expected = self._result_types.pop(number, None)
        error = message.get("error")
        if error is not None:
            told = error.get("message") if isinstance(error, dict) else None
            future.set_exception(JsonRpcException(message=str(told or "no reason given")))
            return
        try:
            response = self._converter.structure(message, expected) if expected else None
            future.set_result(message.get("result") if response is None else response.result)
        except Exception as problem:
            future.set_exception(JsonRpcException(message=f"a malformed response: {problem!r}"))

    def _params(self, method: str, message: Mapping[str, Any]) -> Any:
        """Make the type that the specification gives for a method; others stay plain values."""
        expected = self.get_message_type(method)
        if expected is None:
            return message.get("params")
        try:
            return cast("Any", self._converter.structure(message, expected)).params
        except Exception as error:
            raise Failure(INVALID_PARAMS, f"Invalid params: {detail_of(error)}") from error

    def _answer(self, number: Id, result: Any, method: str) -> None:
        try:
            data = _encoded({"jsonrpc": "2.0", "id": number, "result": self._plain(result)})
        except Exception as error:
            self._refuse(number, *failure_of(error, method))
            return
        self._write(data)

    def _refuse(self, number: Id | None, code: int, message: str) -> None:
        error = {"code": code, "message": message}
        self._write(_encoded({"jsonrpc": "2.0", "id": number, "error": error}))

    def _plain(self, value: Any) -> Any:
        return self._converter.unstructure(value)

    def _send_data(self, data: Any) -> None:
        """Send what pygls composed: requests and notifications to the client."""
        self._write(_encoded(self._plain(data)))

    def _write(self, data: bytes) -> None:
        if self.writer is not None:
            self.writer.write(data)


def _encoded(message: Any) -> bytes:
    """Write JSON in ASCII: an editor's lone surrogates must not break the stream."""
    return json.dumps(message, separators=(",", ":")).encode()


def _id(value: object) -> Id | None:
    """Give what may be a request's id, None for anything else."""
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None
