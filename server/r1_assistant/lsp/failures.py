"""What a request is answered with in place of a result: codes, and sentences without tracebacks."""

import logging

from r1_assistant.domain.errors import R1Error

_log = logging.getLogger(__name__)

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
CONTENT_MODIFIED = -32801
SERVER_CANCELLED = -32802
REQUEST_FAILED = -32803


class Failure(Exception):
    """What a request is answered with in place of a result."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def failure_of(error: BaseException, method: str) -> tuple[int, str]:
    """Say what the client is told; the log keeps the traceback."""
    if isinstance(error, Failure):
        return error.code, error.message
    if isinstance(error, R1Error):
        _log.info("%s: %s", method, error, exc_info=error)
        return REQUEST_FAILED, str(error)
    _log.error("%s failed", method, exc_info=error)
    return INTERNAL_ERROR, f"Something went wrong ({type(error).__name__}); the log tells more."


def detail_of(error: Exception) -> str:
    """Name the innermost problem that a converter found, without its traceback."""
    notes: list[str] = []
    while isinstance(error, ExceptionGroup) and error.exceptions:
        notes += getattr(error.exceptions[0], "__notes__", [])[-1:]
        error = error.exceptions[0]
    where = str(notes[-1]).rpartition(" in ")[0] or str(notes[-1]) if notes else ""
    return f"{error} {where}".strip()[:300]
