"""A model hub on loopback, with the faults that real ones have."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from threading import Event
from urllib.parse import unquote

from support.package_index import serving

COMMIT = "c0ffee" * 6 + "c0ff"


@dataclass
class ModelHub:
    """A repository and how it is served.

    `small` files are listed with git's hash only, as the hub does with files outside its large
    file storage. Files are handed out by a second server. `cuts` counts the answers that still
    end after a third of their bytes; `corrupt` names files that arrive with a byte changed;
    `failures` are status codes to answer first; `gate`, if there is one, holds the files back.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    small: set[str] = field(default_factory=set)
    cuts: int = 0
    corrupt: set[str] = field(default_factory=set)
    failures: list[int] = field(default_factory=list)
    gate: Event | None = None
    port: int = 0
    storage_port: int = 0
    requests: list[tuple[str, str, str, str]] = field(default_factory=list)
    ignores_ranges: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listing(self) -> list[dict[str, object]]:
        return [self._listed(path, content) for path, content in self.files.items()]

    def _listed(self, path: str, content: bytes) -> dict[str, object]:
        oid = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        entry: dict[str, object] = {"type": "file", "path": path, "size": len(content), "oid": oid}
        if path not in self.small:
            sha256 = hashlib.sha256(content).hexdigest()
            entry |= {"oid": "0" * 40, "lfs": {"oid": sha256, "size": len(content)}}
        return entry


@contextmanager
def serve_model_hub() -> Iterator[ModelHub]:  # noqa: C901 - two handlers inside
    hub = ModelHub()

    class Handler(BaseHTTPRequestHandler):
        server_name = "hub"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            token = self.headers.get("Authorization", "")
            wanted = self.headers.get("Range", "")
            hub.requests.append((self.server_name, self.path, wanted, token))
            self.answer(unquote(self.path.split("?")[0]), wanted)

        def answer(self, path: str, _: str) -> None:
            if hub.failures:
                self.send_error(hub.failures.pop(0))
            elif re.fullmatch(r"/api/models/org/model/revision/main", path):
                self.send(json.dumps({"sha": COMMIT}).encode())
            elif path.startswith(f"/api/models/org/model/tree/{COMMIT}"):
                self.send(json.dumps(hub.listing()).encode())
            elif path.startswith(f"/org/model/resolve/{COMMIT}/"):
                self.send_response(302)
                name = self.path.split(COMMIT)[1]
                self.send_header("Location", f"http://127.0.0.1:{hub.storage_port}{name}")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.send_error(404)

        def send(self, body: bytes, *, start: int = 0, sent: int | None = None) -> None:
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:sent])

    class Storage(Handler):
        server_name = "storage"

        def answer(self, path: str, wanted: str) -> None:
            if hub.gate:
                hub.gate.wait(60)
            name = path.removeprefix("/")
            content = hub.files[name]
            if name in hub.corrupt:
                content = content[:-1] + bytes([content[-1] ^ 1])
            ranged = re.fullmatch(r"bytes=(\d+)-", wanted)
            start = int(ranged[1]) if ranged and not hub.ignores_ranges else 0
            body = content[start:]
            if hub.cuts and len(content) > 1000:
                hub.cuts -= 1
                self.send(body, start=start, sent=len(body) // 3)
                self.close_connection = True
                return
            self.send(body, start=start)

    with ExitStack() as stack:
        hub.port = stack.enter_context(serving(Handler))
        hub.storage_port = stack.enter_context(serving(Storage))
        yield hub
