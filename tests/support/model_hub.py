"""A model hub on loopback, with the faults that real ones have."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from ssl import SSLContext
from threading import Event, Lock
from urllib.parse import parse_qs, unquote, urlsplit

from support.package_index import serving

COMMIT = "c0ffee" * 6 + "c0ff"
BLOCK = 1 << 14


@dataclass
class Asked:
    """A request: which of the two servers got it, and what it sent in its answer's body."""

    server: str
    path: str
    range: str
    token: str
    host: str
    sent: int = 0


@dataclass
class ModelHub:
    """A repository and how it is served.

    `small` files are listed with git's hash only, as the hub does with files outside its large
    file storage. Files are handed out by a second server.

    `cuts` counts the answers that still end after a third of their bytes, `stalls` those that stop
    there and go on when `release` is set. No more than `quota` bytes of files are sent in all; an
    answer that has used it up ends after `release`. A `gate` holds all files back. `corrupt` names
    files that arrive with a byte changed, `short` those that have lost their end.
    `failures` are status codes to answer first, of the hub or with `storage_failures` of the other
    server, with `retry_after` if it is set. `extra` is listed besides, `page` is how many entries a
    page of the listing has.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    small: set[str] = field(default_factory=set)
    extra: list[dict[str, object]] = field(default_factory=list)
    page: int = 1000
    cuts: int = 0
    stalls: int = 0
    corrupt: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    failures: list[int] = field(default_factory=list)
    storage_failures: list[int] = field(default_factory=list)
    retry_after: str = ""
    gate: Event | None = None
    release: Event = field(default_factory=Event)
    quota: int | None = None
    exhausted: Event = field(default_factory=Event)
    scheme: str = "http"
    port: int = 0
    storage_port: int = 0
    requests: list[Asked] = field(default_factory=list)
    ignores_ranges: bool = False
    at_once: int = 0
    most_at_once: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def ranges(self, name: str) -> list[tuple[int, int]]:
        """The ranges of a file that the second server was asked for; (0, 0) is the whole."""
        found = [a.range for a in self.requests if a.server == "storage" and a.path == f"/{name}"]
        return [bounds(wanted) for wanted in found]

    def spend(self, size: int) -> int:
        """How many of so many bytes may be sent."""
        with self.lock:
            if self.quota is None:
                return size
            size = min(size, self.quota)
            self.quota -= size
            if not self.quota:
                self.exhausted.set()
            return size

    def listing(self) -> list[dict[str, object]]:
        return [*(self._listed(path, content) for path, content in self.files.items()), *self.extra]

    def _listed(self, path: str, content: bytes) -> dict[str, object]:
        oid = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        entry: dict[str, object] = {"type": "file", "path": path, "size": len(content), "oid": oid}
        if path not in self.small:
            sha256 = hashlib.sha256(content).hexdigest()
            entry |= {"oid": "0" * 40, "lfs": {"oid": sha256, "size": len(content)}}
        return entry


def bounds(wanted: str) -> tuple[int, int]:
    """Where a range begins and where it ends, both 0 if none is wanted."""
    ranged = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted)
    return (int(ranged[1]), int(ranged[2]) + 1) if ranged else (0, 0)


@contextmanager
def serve_model_hub(tls: SSLContext | None = None) -> Iterator[ModelHub]:
    """Serve while the block runs, with `tls` over HTTPS."""
    hub = ModelHub(scheme="https" if tls else "http")

    class Hub(_HubHandler):
        pass

    class Storage(_StorageHandler):
        pass

    Hub.hub = Storage.hub = hub
    with ExitStack() as stack:
        hub.port = stack.enter_context(serving(Hub, tls))
        hub.storage_port = stack.enter_context(serving(Storage, tls))
        try:
            yield hub
        finally:
            hub.release.set()
            if hub.gate:
                hub.gate.set()


class _Handler(BaseHTTPRequestHandler):
    hub: ModelHub
    server_name: str
    protocol_version = "HTTP/1.1"
    asked: Asked

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        token, wanted = (self.headers.get(name, "") for name in ("Authorization", "Range"))
        host = self.headers.get("Host", "")
        self.asked = Asked(self.server_name, unquote(self.path), wanted, token, host)
        self.hub.requests.append(self.asked)
        self.answer(unquote(urlsplit(self.path).path), wanted)

    def answer(self, path: str, wanted: str) -> None:
        raise NotImplementedError

    def refuse(self, status: int) -> None:
        self.send(b"no", {"Retry-After": self.hub.retry_after}, status)

    def send(self, body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> None:
        self.send_head(len(body), headers or {}, status)
        self.wfile.write(body)

    def send_head(self, size: int, headers: dict[str, str], status: int) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(size)}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()


class _HubHandler(_Handler):
    server_name = "hub"

    def answer(self, path: str, _: str) -> None:
        if self.hub.failures:
            self.refuse(self.hub.failures.pop(0))
        elif path == "/api/models/org/model/revision/main":
            self.send(json.dumps({"sha": COMMIT}).encode())
        elif path.startswith(f"/api/models/org/model/tree/{COMMIT}"):
            self.send_page()
        elif path.startswith(f"/org/model/resolve/{COMMIT}/"):
            name = self.path.split(COMMIT)[1]
            storage = f"{self.hub.scheme}://127.0.0.1:{self.hub.storage_port}"
            self.send(b"", {"Location": storage + name}, 302)
        else:
            self.send(b"", status=404)

    def send_page(self) -> None:
        address = urlsplit(self.path)
        start = int(parse_qs(address.query).get("cursor", ["0"])[0])
        entries = self.hub.listing()
        end = start + self.hub.page
        # the address of another server, as mirrors have it
        more = f'<https://hub.example{address.path}?recursive=1&cursor={end}>; rel="next"'
        page = json.dumps(entries[start:end]).encode()
        self.send(page, {"Link": more if end < len(entries) else ""})


class _StorageHandler(_Handler):
    server_name = "storage"

    def answer(self, path: str, wanted: str) -> None:
        hub = self.hub
        with hub.lock:
            hub.at_once += 1
            hub.most_at_once = max(hub.at_once, hub.most_at_once)
        try:
            self._file(path.removeprefix("/"), wanted)
        finally:
            with hub.lock:
                hub.at_once -= 1

    def _file(self, name: str, wanted: str) -> None:
        hub = self.hub
        if hub.gate:
            hub.gate.wait(60)
        if hub.storage_failures:
            self.refuse(hub.storage_failures.pop(0))
            return
        content = self._content(name)
        start, end = bounds("" if hub.ignores_ranges else wanted)
        if end and start >= len(content):
            self.send(b"", {"Content-Range": f"bytes */{len(content)}"}, 416)
            return
        body = content[start : end or None]
        about = f"bytes {start}-{start + len(body) - 1}/{len(content)}" if end else ""
        self.send_head(len(body), {"Content-Range": about}, 206 if end else 200)
        self._body(body, faulty=len(content) > 1000)

    def _content(self, name: str) -> bytes:
        content = self.hub.files[name]
        if name in self.hub.corrupt:
            content = content[:-1] + bytes([content[-1] ^ 1])
        return content[: len(content) // 2] if name in self.hub.short else content

    def _body(self, body: bytes, *, faulty: bool) -> None:
        hub = self.hub
        third = len(body) // 3
        if faulty and self._is_next("cuts"):
            self._blocks(body[:third])
            self.close_connection = True
            return
        if faulty and self._is_next("stalls"):
            self._blocks(body[:third])
            hub.release.wait(60)
            body = body[third:]
        self._blocks(body)

    def _is_next(self, fault: str) -> bool:
        with self.hub.lock:
            left = getattr(self.hub, fault)
            setattr(self.hub, fault, max(0, left - 1))
            return bool(left)

    def _blocks(self, body: bytes) -> None:
        for at in range(0, len(body), BLOCK):
            block = body[at : at + BLOCK]
            allowed = self.hub.spend(len(block))
            self.wfile.write(block[:allowed])
            self.asked.sent += allowed
            if allowed < len(block):
                self.hub.release.wait(60)
                self.close_connection = True
                return
