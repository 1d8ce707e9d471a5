"""Downloads over HTTP that survive cut connections; nothing but the standard library."""

import json
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from r1_assistant import __version__
from r1_assistant.domain.errors import DownloadError

TIMEOUT = 20.0
"""Seconds without a byte after which a connection counts as lost."""
TRIES = 4
"""How often a request is made that brings nothing; the waits between are 1, 2 and 4 seconds."""

T = TypeVar("T")
_TRANSIENT = (HTTPException, ConnectionError, TimeoutError, URLError)


class HttpClient:
    """Requests to one server, with its bearer token if there is one.

    The token goes to that server alone, whatever redirects it sends.
    """

    def __init__(
        self, server: str, token: str = "", *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        if urlsplit(server).scheme not in ("http", "https"):
            raise DownloadError(f"{server!r} is not the address of a model hub.")
        self.server = server.rstrip("/")
        self._headers = {"User-Agent": f"r1-assistant/{__version__}"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._opener = build_opener(_SafeRedirects())
        self._sleep = sleep

    def get_json(self, path: str) -> Any:
        """Return the JSON value at a path of the server; raises DownloadError."""

        def read() -> Any:
            with self._open(path, {}) as answer:
                return json.loads(answer.read())

        try:
            return self._with_retries(read, lambda: 0)
        except ValueError as error:
            raise DownloadError(f"{self.server} sent something that is not JSON.") from error

    def download(self, path: str, target: Path, size: int, tell: Callable[[int], None]) -> None:
        """Bring `target` to `size` bytes, beginning where it ends; raises DownloadError.

        `tell` gets the bytes that `target` has, again and again.
        """

        def have() -> int:
            return target.stat().st_size if target.exists() else 0

        def more() -> None:
            if have() < size:
                self._append(path, target, have(), tell)
            if have() < size:
                raise ConnectionError("the connection ended early")

        if have() > size:
            target.unlink()
        self._with_retries(more, have)

    def _append(self, path: str, target: Path, start: int, tell: Callable[[int], None]) -> None:
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._open(path, headers) as answer:
            resumed = answer.status == 206
            with target.open("ab" if resumed else "wb") as file:
                while block := answer.read(1 << 18):
                    file.write(block)
                    tell(file.tell())

    def _open(self, path: str, headers: dict[str, str]) -> Any:
        request = Request(self.server + path, headers={**self._headers, **headers})  # noqa: S310
        return self._opener.open(request, timeout=TIMEOUT)

    def _with_retries(self, attempt: Callable[[], T], have: Callable[[], int]) -> T:
        """Try again after a passing fault; an attempt that brought bytes starts the count anew."""
        failures = 0
        while True:
            before = have()
            try:
                return attempt()
            except HTTPError as error:
                error.close()
                if error.code < 500:
                    raise self._refusal(error) from error
                cause: Exception = error
            except _TRANSIENT as error:
                cause = error
            failures = 1 if have() > before else failures + 1
            if failures >= TRIES:
                raise DownloadError(
                    f"{self.server} cannot be reached, or cuts the connection.",
                    hint="Check the network and run the same command again; it resumes.",
                ) from cause
            self._sleep(2.0 ** (failures - 1))

    def _refusal(self, error: HTTPError) -> DownloadError:
        sentence, hint = _REFUSALS.get(
            error.code, (f"refuses the download (HTTP {error.code})", "")
        )
        return DownloadError(f"{self.server} {sentence}.", hint=hint)


_REFUSALS = {
    401: ("wants to know who asks", "Set HF_TOKEN to a valid access token."),
    403: ("does not give access to this model", "Set HF_TOKEN to a token that has access to it."),
    404: ("does not have this model", "r1-model list shows other models."),
    429: (
        "asks for fewer requests",
        "Try again in some minutes, or set HF_TOKEN.",
    ),
}


class _SafeRedirects(HTTPRedirectHandler):
    """Follows redirects, but takes no secret to another server and never leaves HTTPS."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if old.scheme == "https" and new.scheme != "https":
            raise DownloadError(f"{old.netloc} redirects to an insecure address.")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request and (old.scheme, old.netloc) != (new.scheme, new.netloc):
            request.remove_header("Authorization")
        return request
