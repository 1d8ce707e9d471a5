"""A proxy on loopback: forwards requests, and joins connections for HTTPS."""

import select
import socket
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.error import HTTPError
from urllib.parse import urlsplit

from support.package_index import serving


@dataclass
class WebProxy:
    """What was asked of it. `hosts` are names that it alone knows, with their loopback ports.

    With `refuses`, that status code is its answer to everybody.
    """

    port: int = 0
    hosts: Mapping[str, int] = field(default_factory=dict)
    refuses: int = 0
    requests: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serve_web_proxy() -> Iterator[WebProxy]:
    proxy = WebProxy()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            proxy.requests.append(f"GET {self.path}")
            if proxy.refuses:
                self.send_error(proxy.refuses)
                return
            address = urlsplit(self.path)
            there = address._replace(netloc=f"127.0.0.1:{self._port(address.netloc)}").geturl()
            kept = {name: self.headers[name] for name in ("Range", "Authorization")}
            headers = {name: value for name, value in kept.items() if value}
            request = urllib.request.Request(there, headers={**headers, "Host": address.netloc})
            status, answered, body = _ask(request)
            self.send_response(status)
            for name in ("Content-Range", "Location", "Content-Length", "Link"):
                if name in answered:
                    self.send_header(name, answered[name])
            self.end_headers()
            self.wfile.write(body)

        def do_CONNECT(self) -> None:
            proxy.requests.append(f"CONNECT {self.path}")
            if proxy.refuses:
                self.send_error(proxy.refuses)
                return
            with socket.create_connection(("127.0.0.1", self._port(self.path))) as there:
                self.send_response(200)
                self.end_headers()
                _join(self.connection, there)
            self.close_connection = True

        def _port(self, netloc: str) -> int:
            host, _, port = netloc.partition(":")
            return proxy.hosts.get(host) or int(port)

    with serving(Handler) as port:
        proxy.port = port
        yield proxy


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _ask(request: urllib.request.Request) -> tuple[int, Mapping[str, str], bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def _join(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until one side ends."""
    ends = {one: other, other: one}
    while True:
        for end in select.select(list(ends), [], [], 10)[0] or [None]:
            block = end.recv(1 << 16) if end else b""
            if not block or end is None:
                return
            ends[end].sendall(block)
