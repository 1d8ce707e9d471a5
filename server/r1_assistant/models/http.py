"""Requests to a model hub that survive faults of the network.

httpx2 makes the requests: it knows the proxies of the environment and of the system, the system's
certificates, keeps connections open, and takes no secret along when it is redirected to another
server. It is there anyway, because the tokenizers' own requirements name it. The library that the
hub's makers offer is too, but it takes a file of the right size with wrong bytes, brings each file
over one connection, and needs 23 seconds to say that a hub does not answer (measured, 2.4.0).
"""

import email.utils
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2

from r1_assistant import __version__
from r1_assistant.domain.errors import DownloadError
from r1_assistant.models import hub_errors
from r1_assistant.models.background import within

CONNECT_TIMEOUT = 4.0
"""Seconds until a connection must stand; a host can have several addresses, tried in turn."""
READ_TIMEOUT = 20.0
"""Seconds without a byte after which a connection counts as lost."""
PATIENCE = 7.0
"""Seconds until a hub must have given its first answer, of whatever kind."""
TRIES = 4
"""How often a request is made that brings nothing; the waits between are 1, 2 and 4 seconds."""
CONTACTS = 2
"""How often a server is tried that has never answered."""
LONGEST_WAIT = 120.0
"""Seconds that a server may ask for before it is tried again."""
PAGES = 100

T = TypeVar("T")


class NoRanges(Exception):
    """The server doesn't send parts of this file."""


class Busy(Exception):
    """The server answers, but not now; `wait` is how many seconds it asks for, 0 if it doesn't."""

    def __init__(self, status: int, wait: float) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.wait = wait


class Ended(Exception):
    """An answer had fewer bytes than it should have."""


class HttpClient:
    """Requests to one server, with its bearer token if there is one; threads may share it.

    The token goes to that server alone, whatever redirects it sends.
    """

    def __init__(
        self,
        server: str,
        token: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        if urlsplit(server).scheme not in ("http", "https") or not urlsplit(server).hostname:
            raise DownloadError(f"{server!r} is not the address of a model hub.")
        self.server = server.rstrip("/")
        self._sleep = sleep
        self._reached = False
        headers = {"User-Agent": f"r1-assistant/{__version__}", "Accept-Encoding": "identity"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            self._client = httpx2.Client(
                headers=headers,
                timeout=httpx2.Timeout(read_timeout, connect=CONNECT_TIMEOUT),
                follow_redirects=True,
                event_hooks={"request": [self._stay_secure]},
            )
        except (ValueError, ImportError, httpx2.InvalidURL) as error:
            raise hub_errors.unusable_proxy(error) from error

    def get_json(self, path: str, *, patience: float = PATIENCE) -> Any:
        """Return the JSON value at a path of the server; raises DownloadError.

        A server that has not answered anything within `patience` seconds is given up.
        """
        return self._get_page(path, patience)[0]

    def get_list(self, path: str) -> list[Any]:
        """Return the JSON list at a path, of all its pages; raises DownloadError."""
        entries: list[Any] = []
        for _ in range(PAGES):
            page, following = self._get_page(path, PATIENCE)
            if not isinstance(page, list):
                break
            entries += page
            if not following:
                return entries
            path = following
        raise hub_errors.unreadable(self.server)

    @contextmanager
    def part(self, path: str, start: int, end: int, size: int) -> Iterator[Iterator[bytes]]:
        """Ask for the bytes from `start` to before `end` of a file of `size` bytes; gives blocks.

        Where that is the whole file, no range is asked for. Raises NoRanges if there are none,
        Busy, DownloadError, and the faults of the network as `retried` knows them.
        """
        whole = (start, end) == (0, size)
        headers = {} if whole else {"Range": f"bytes={start}-{end - 1}"}
        with self._client.stream("GET", self.server + path, headers=headers) as response:
            self._check(response)
            if not whole:
                _check_range(response, start, end, size)
            yield response.iter_raw()

    def retried(
        self, attempt: Callable[[], T], have: Callable[[], int] = lambda: 0, tries: int = TRIES
    ) -> T:
        """Try again after a passing fault; an attempt that brought bytes starts the count anew.

        `have` tells how many bytes are there. Raises DownloadError when it is hopeless.
        """
        failures = 0
        while True:
            before = have()
            try:
                return attempt()
            except httpx2.TooManyRedirects as error:
                raise hub_errors.unreadable(self.server) from error
            except (Busy, Ended, httpx2.TransportError) as error:
                cause = error
            failures = 1 if have() > before else failures + 1
            if failures >= (TRIES if isinstance(cause, Busy) else tries) or _is_final(cause):
                raise self._given_up(cause) from cause
            self._sleep(_pause(cause, failures))

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _get_page(self, path: str, patience: float) -> tuple[Any, str]:
        """Return a JSON value, and the path of the list's next page, if there is one."""
        deadline = time.monotonic() + patience

        def ask() -> httpx2.Response:
            response = self._client.get(self.server + path)
            self._check(response)
            return response

        def first() -> httpx2.Response:
            return ask() if self._reached else within(deadline - time.monotonic(), ask)

        try:
            response = self.retried(first, tries=TRIES if self._reached else CONTACTS)
            following = urlsplit(response.links.get("next", {}).get("url", ""))
            # the path alone: a mirror's pages may name the hub that it mirrors
            query = f"?{following.query}" if following.query else ""
            return response.json(), following.path + query
        except TimeoutError as error:
            raise hub_errors.unreachable(self.server, error) from error
        except ValueError as error:
            raise DownloadError(f"{self.server} sent something that is not JSON.") from error
        except NoRanges as error:
            raise hub_errors.unreadable(self.server) from error

    def _check(self, response: httpx2.Response) -> None:
        """Raise what an answer other than success means."""
        self._reached = True
        status = response.status_code
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise NoRanges
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500:
            wait = _retry_after(response.headers.get("Retry-After", ""))
            if wait > LONGEST_WAIT:
                raise hub_errors.long_wait(self.server, wait)
            raise Busy(status, wait)
        if not response.is_success:
            raise hub_errors.refusal(self.server, status)

    def _given_up(self, cause: Exception) -> DownloadError:
        if isinstance(cause, Busy):
            return hub_errors.refusal(self.server, cause.status)
        if self._reached:
            return hub_errors.cut(self.server)
        return hub_errors.unreachable(self.server, cause)

    def _stay_secure(self, request: httpx2.Request) -> None:
        """Refuse a redirect out of HTTPS."""
        if self.server.startswith("https:") and request.url.scheme != "https":
            raise DownloadError(f"{self.server} redirects to an insecure address.")


def _check_range(response: httpx2.Response, start: int, end: int, size: int) -> None:
    """Raise NoRanges unless the answer is the part that was asked for, of a file of that size."""
    got = response.headers.get("Content-Range", "")
    wanted = f"bytes {start}-{end - 1}/"
    if response.status_code != HTTPStatus.PARTIAL_CONTENT or got not in (
        f"{wanted}{size}",
        f"{wanted}*",
    ):
        raise NoRanges


def _is_final(cause: Exception) -> bool:
    """Say whether another try would meet the same fault."""
    final = (httpx2.ProxyError, httpx2.UnsupportedProtocol)
    return isinstance(cause, final) or hub_errors.is_certificate_fault(cause)


def _pause(cause: Exception, failures: int) -> float:
    wait = cause.wait if isinstance(cause, Busy) else 0.0
    return wait or 2.0 ** (failures - 1)


def _retry_after(value: str) -> float:
    """Read `Retry-After`, a number of seconds or a date, as seconds; 0 if it says nothing."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0
