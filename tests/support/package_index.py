"""A package index on loopback, with wheels that carry the pieces of a file."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from ssl import SSLContext
from threading import Event, Thread


@dataclass
class PackageIndex:
    """What the index serves, and what it was asked for.

    The second half of a wheel in `held` is sent when the event is set. `begun` is set when the
    first half of any held wheel is on its way. Packages in `broken` end after the first half.
    """

    port: int = 0
    wheels: dict[str, bytes] = field(default_factory=dict)
    downloads: list[str] = field(default_factory=list)
    held: dict[str, Event] = field(default_factory=dict)
    begun: Event = field(default_factory=Event)
    broken: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/simple"

    def add(self, package: str, version: str, content: bytes, *, member: str = "") -> int:
        """Serve a wheel that carries `content`; return the wheel's size in bytes."""
        self.wheels[package] = make_wheel(package, version, member or member_name(package), content)
        return len(self.wheels[package])


def member_name(package: str) -> str:
    return f"{package.replace('-', '_')}/data/part.bin"


def make_wheel(package: str, version: str, member: str, content: bytes) -> bytes:
    info = f"{package.replace('-', '_')}-{version}.dist-info"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(member, content)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return buffer.getvalue()


@contextmanager
def serve_package_index() -> Iterator[PackageIndex]:
    index = PackageIndex()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            kind, name = self.path.strip("/").split("/")[:2]
            if name not in index.wheels:
                self.send_error(404)
            elif kind == "simple":
                self._page(name)
            else:
                self._wheel(name)

        def _page(self, name: str) -> None:
            file = f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
            page = f'<!DOCTYPE html><a href="/files/{name}/{file}">{file}</a>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def _wheel(self, name: str) -> None:
            index.downloads.append(name)
            wheel = index.wheels[name]
            self.send_response(200)
            self.send_header("Content-Length", str(len(wheel)))
            self.end_headers()
            half = len(wheel) // 2
            self.wfile.write(wheel[:half])
            self.wfile.flush()
            if name in index.broken:
                self.close_connection = True
                return
            if name in index.held:
                index.begun.set()
                index.held[name].wait(60)
            self.wfile.write(wheel[half:])

    with serving(Handler) as port:
        index.port = port
        yield index


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], tls: SSLContext | None = None) -> Iterator[int]:
    """Serve on a free loopback port while the block runs, with `tls` over HTTPS; gives the port."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing: clients that hang up are part of the tests."""

    server = Server(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
