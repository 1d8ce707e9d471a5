"""What is measured of a running server, each by an editor of its own."""

import math
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from bench.editor import REAL, Editor, editor
from bench.project import FUNCTIONS, called_at, defined_at, module

Samples = dict[str, list[float]]
"""Seconds, by what was waited for."""

NO_WAIT = {"hover": {"wait_ms": 0}}
NO_INDEX = {"index": {"enabled": False}}

PAUSE = 0.004
"""Seconds between an answer and the next request under load: the server falls asleep, too."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A server to measure: how it is started, where the models are, what is its environment."""

    command: tuple[str, ...] = REAL
    models: Path | None = None
    environment: Mapping[str, str] | None = None

    @contextmanager
    def server(self) -> Iterator[Editor]:
        """Start it with folders of its own, so that it knows nothing yet."""
        with tempfile.TemporaryDirectory(prefix="bench-home-", ignore_cleanup_errors=True) as name:
            home = Path(name)
            if self.models is not None:
                (home / "data").symlink_to(self.models / "data", target_is_directory=True)
            with editor(self.command, home, **(self.environment or {})) as client:
                yield client


def initialize(setup: Setup, root: Path | None, times: int) -> list[float]:
    """Time from the start of the process to the result of `initialize`."""
    found = []
    for _ in range(times):
        with setup.server() as client:
            client.initialize(root, NO_INDEX)
            found.append(client.arrived - client.started)
            client.stop()
    return found


def memory(setup: Setup, root: Path) -> tuple[float, float, float]:
    """Give the server's MB with three files open, the index process's most, and its seconds."""
    with setup.server() as client:
        client.initialize(root)
        for number in range(3):
            _open(client, root, number)
        begin = perf_counter()
        client.notify("initialized", {})
        most = 0
        while not _ended(client.wait(_is_progress)):
            most = max([most, *(p.memory_info().rss for p in client.processes()[1:])])
        seconds = client.arrived - begin
        server = client.processes()[0].memory_info().rss
        client.stop()
    return server / 1e6, most / 1e6, seconds


def hovers(setup: Setup, root: Path, times: int) -> list[float]:
    """Time hovers without a model, over names of this file and of others, all of them indexed."""
    with setup.server() as client:
        _indexed(client, root)
        places = [_open(client, root, number) for number in range(10)]
        found = []
        for turn in range(times):
            uri, part = places[turn % 10], turn // 10 % FUNCTIONS
            at = called_at(part) if turn % 2 else defined_at(part)
            seconds, result = client.timed("textDocument/hover", _at(uri, at))
            assert "task_" in result["contents"]["value"]
            found.append(seconds)
        client.stop()
    return found


def load(setup: Setup, root: Path, requests: int) -> Samples:
    """Time requests while a model writes and an index is built, the shutdown under way last."""
    samples: Samples = defaultdict(list)
    with setup.server() as client:
        client.initialize(root, NO_WAIT)
        uri = _open(client, root, 0)
        _running(client, uri)
        client.notify("initialized", {})
        explaining = 0
        for turn in range(requests):
            sleep(PAUSE)
            part = turn // 10 % FUNCTIONS
            if turn % 10 == 0:
                explaining = client.request(*_explain(uri, part))
            elif turn % 10 == 8:
                samples["cancel"].append(_cancelled(client, explaining))
            elif turn % 10 == 9:
                samples["status"].append(client.timed("r1/status", None)[0])
            else:
                at = called_at(part) if turn % 2 else defined_at(part)
                seconds, _ = client.timed("textDocument/hover", _at(uri, at))
                samples["hover"].append(seconds)
        _running(client, uri)
        samples["shutdown"].append(client.stop())
    return samples


def cancels(setup: Setup, root: Path, times: int) -> list[float]:
    """Time the cancellation of an explanation that is being written."""
    with setup.server() as client:
        client.initialize(root, NO_INDEX)
        uri = _open(client, root, 0)
        found = [_cancelled(client, _running(client, uri)) for _ in range(times)]
        client.stop()
    return found


def first_tokens(setup: Setup, root: Path, times: int) -> list[float]:
    """Time from the wish for an explanation to its first piece, with an engine that is idle."""
    with setup.server() as client:
        client.initialize(root, NO_INDEX)
        _warm_up(client, root)
        found = []
        for number in range(1, times + 1):
            uri = _open(client, root, number)
            begin = perf_counter()
            explaining = client.request(*_explain(uri, 0))
            client.wait(_is_piece)
            found.append(client.arrived - begin)
            _cancelled(client, explaining)
            client.call("r1/status")
        client.stop()
    return found


def completions(setup: Setup, root: Path, times: int) -> Samples:
    """Time suggestions: of a document's first, after typing elsewhere, and the same once more."""
    samples: Samples = defaultdict(list)
    with setup.server() as client:
        client.initialize(root, NO_INDEX)
        _warm_up(client, root)
        for number in range(1, times + 1):
            uri = _open(client, root, number)
            for kind, line, version in (("cold", 16, 2), ("warm", 25, 3)):
                _insert(client, uri, version, line, "def total(items):\n    return ")
                place = _at(uri, (line + 1, 11)) | {"context": {"triggerKind": 1}}
                samples[kind].append(client.timed("textDocument/inlineCompletion", place)[0])
            samples["again"].append(client.timed("textDocument/inlineCompletion", place)[0])
        client.stop()
    return samples


def percentile(seconds: Sequence[float], share: float) -> float:
    """Give the value that so many percent are not above (nearest rank)."""
    return sorted(seconds)[max(0, math.ceil(len(seconds) * share / 100) - 1)]


def summary(seconds: Sequence[float], name: str = "") -> dict[str, float | int]:
    """Give p50, p99, the most in ms, and how many there are."""
    found: dict[str, float | int] = {
        "p50_ms": statistics.median(seconds) * 1000,
        "p99_ms": percentile(seconds, 99) * 1000,
        "most_ms": max(seconds) * 1000,
        "count": len(seconds),
    }
    return {f"{name}_{key}" if name else key: value for key, value in found.items()}


def _indexed(client: Editor, root: Path) -> None:
    client.initialize(root)
    client.notify("initialized", {})
    client.wait(_ended)


def _warm_up(client: Editor, root: Path) -> None:
    """Have the model loaded, and its buffers touched."""
    _cancelled(client, _running(client, _open(client, root, 0)))


def _running(client: Editor, uri: str) -> int:
    """Start an explanation and wait for its first piece; gives the request's id."""
    number = client.request(*_explain(uri, 0))
    client.wait(_is_piece)
    return number


def _cancelled(client: Editor, number: int) -> float:
    begin = perf_counter()
    client.notify("$/cancelRequest", {"id": number})
    answer = client.answer(number)
    assert answer["error"]["code"] == -32800, answer
    return client.arrived - begin


def _open(client: Editor, root: Path, number: int) -> str:
    path = root / module(number)
    client.open(path.as_uri(), path.read_text(encoding="utf-8"))
    return path.as_uri()


def _insert(client: Editor, uri: str, version: int, line: int, text: str) -> None:
    where = {"line": line, "character": 0}
    document = {"uri": uri, "version": version}
    changes = [{"range": {"start": where, "end": where}, "text": text}]
    params = {"textDocument": document, "contentChanges": changes}
    client.notify("textDocument/didChange", params)


def _at(uri: str, place: tuple[int, int]) -> dict[str, Any]:
    position = {"line": place[0], "character": place[1]}
    return {"textDocument": {"uri": uri}, "position": position}


def _explain(uri: str, part: int) -> tuple[str, dict[str, Any]]:
    argument = {"uri": uri, "position": _at(uri, defined_at(part))["position"]}
    return "workspace/executeCommand", {"command": "r1.explain", "arguments": [argument]}


def _is_piece(message: Mapping[str, Any]) -> bool:
    return message.get("method") == "r1/stream" and "delta" in message["params"]


def _is_progress(message: Mapping[str, Any]) -> bool:
    return message.get("method") == "$/progress"


def _ended(message: Mapping[str, Any]) -> bool:
    return _is_progress(message) and message["params"]["value"]["kind"] == "end"
