"""Random messages for a language server: right ones, wrong ones, and what is no message at all."""

import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

Json = Any

URIS = (
    "file:///project/a.py",
    "file:///project/b.rs",
    "file:///project/%C3%A9%20x.md",
    "file:///project/nul%00.py",
    "file:///%zz",
    "untitled:Untitled-1",
    "\ud800",
    "",
)
TEXTS = (
    "def add(a, b):\n    return a + b\n\n\nadd(1, 2)\n",
    "fn main() {\r\n    let größe = 1; // \U0001f44d\r\n}\r\n",
    "a\x0cb\u2028c\rd\n\n",
    "nul \x00 byte\n",
    "half \ud83d of a pair\nclass A:\n    def m(self): ...\n",
    "",
)
LANGUAGES = ("python", "rust", "markdown", "no-such", "")
EDITS = ("docComment", "tests", "simplify", "fixProblem", "completeHere")
NUMBERS = (0, 1, 3, 40, 2**31 - 1)
JUNK: tuple[Json, ...] = (
    None,
    True,
    -1,
    -(2**31),
    2**31,
    2**63,
    10**400,
    1.5,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\0",
    "\ud800",
    "é\U0001f44d" * 500,
    [],
    {},
    [[]],
    {"": {"": None}},
)
GARBAGE = (
    b"garbage\r\n",
    b"\r\n\r\n\r\n",
    b"\x00\xff\xfe\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"Content-Length: many\r\n\r\n",
    b"Content-Length: -1\r\n\r\n",
    b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    b"x" * 20_000,
    b'{"line": 1}, "end": {"line": 2}}',
)
BROKEN = (b"{", b"", b"\xff\xfe", b"[" * 100_000, b'{"a": 01}', b"9" * 5000, b"nul", b'"\\ud800"')


class Fuzzer:
    """Writes what a client might send; the same for the same seed and the same `actions`.

    `expected` counts the answers that are due, by the JSON of their id. `actions` are code actions
    that the server offered: they are sent back to it. `root` is the URI of a folder with a
    repository.
    """

    def __init__(self, seed: int, root: str) -> None:
        self.expected: Counter[str] = Counter()
        self.actions: list[Json] = []
        self._random = random.Random(seed)
        self._root = root
        self._last_id = 1_000_000  # far from the ids of whoever asks beside it
        self._kinds: dict[Callable[[], bytes], int] = {
            self._request: 50,
            self._note: 25,
            self._cancel: 8,
            self._odd_id: 4,
            self._odd_version: 2,
            self._odd_shape: 4,
            self._response: 3,
            self._broken: 3,
            self._garbage: 3,
            self._wrong_length: 3,
        }

    def next(self) -> bytes:
        """Give one message, or something in its place."""
        kinds, weights = list(self._kinds), list(self._kinds.values())
        return self._random.choices(kinds, weights)[0]()

    def _request(self) -> bytes:
        method, params = self._maybe_mutated(*self._random.choice(self._requests())())
        return self._expecting(self._id(), method, params)

    def _expecting(self, number: Json, method: Json, params: Json, version: Json = "2.0") -> bytes:
        self.expected[json.dumps(number)] += 1
        return _framed({"jsonrpc": version, "id": number, "method": method, "params": params})

    def _note(self) -> bytes:
        method, params = self._maybe_mutated(*self._random.choice(self._notes())())
        return _framed({"jsonrpc": "2.0", "method": method, "params": params})

    def _cancel(self) -> bytes:
        recent = self._last_id - self._random.randint(0, 5)
        number = self._random.choice((recent, recent, recent, str(recent), None, 1.5, [], "?"))
        return _framed({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": number}})

    def _odd_id(self) -> bytes:
        """Give a duplicate, which is due two answers, or what is no id."""
        last = self._last_id
        if self._random.random() < 0.5:
            number = self._random.choice((last, str(last), "", "\ud800", -1, 10**300))
            return self._expecting(number, *self._hover())
        number = self._random.choice((None, 1.5, True, [], {}, float("nan")))
        method, params = self._hover()
        return _framed({"jsonrpc": "2.0", "id": number, "method": method, "params": params})

    def _odd_version(self) -> bytes:
        version = self._random.choice(("1.0", 2.0, None, [], "2.0 "))
        return self._expecting(self._id(), *self._hover(), version)

    def _odd_shape(self) -> bytes:
        """Give JSON that is no request: a batch, a value, a method that is no name."""
        method, params = self._hover()
        one = {"jsonrpc": "2.0", "id": 5, "method": method, "params": params}
        return _framed(
            self._random.choice(
                (
                    [],
                    [one, one],
                    None,
                    7,
                    "text",
                    {},
                    {"jsonrpc": "2.0"},
                    {"jsonrpc": "2.0", "method": 5},
                    {"jsonrpc": "2.0", "method": None, "params": params},
                )
            )
        )

    def _response(self) -> bytes:
        number = self._random.choice((1, "nobody", None, 1.5, [], {}))
        body: dict[str, Json] = {"jsonrpc": "2.0", "id": number}
        told = self._random.choice(({"result": 1}, {"error": {"code": 1}}, {"error": 5}, {}))
        return _framed(body | told)

    def _broken(self) -> bytes:
        body = self._random.choice(BROKEN)
        return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)

    def _garbage(self) -> bytes:
        return self._random.choice(GARBAGE)

    def _wrong_length(self) -> bytes:
        """Claim too few bytes, or too many with so much garbage behind that the next is whole."""
        body = json.dumps({"jsonrpc": "2.0", "method": "$/nothing", "params": {"a": 1}}).encode()
        stated = self._random.choice((0, 1, len(body) // 2, len(body) - 1, len(body) + 30))
        padding = b" " * max(0, stated - len(body))
        return b"Content-Length: %d\r\n\r\n%s%s" % (stated, body, padding)

    def _id(self) -> Json:
        self._last_id += 1
        return self._random.choice((self._last_id, self._last_id, f"id-{self._last_id}"))

    def _maybe_mutated(self, method: str, params: Json) -> tuple[str, Json]:
        if self._random.random() < 0.5:
            return method, params
        return method, self._mutated(params)

    def _mutated(self, value: Json) -> Json:
        """Replace, drop, wrap or add something, here or further in."""
        inside = list(_items(value))
        if inside and self._random.random() < 0.8:
            key = self._random.choice(inside)
            copy = list(value) if isinstance(value, list) else dict(value)
            if self._random.random() < 0.2:
                del copy[key]
            else:
                copy[key] = self._mutated(copy[key])
            return copy
        return self._random.choice((self._random.choice(JUNK), self._random.choice(JUNK), [value]))

    def _requests(self) -> tuple[Callable[[], tuple[str, Json]], ...]:
        return (
            self._hover,
            self._hover,
            self._hover,
            lambda: ("textDocument/completion", self._at()),
            lambda: ("textDocument/inlineCompletion", self._at() | {"context": {"triggerKind": 1}}),
            lambda: ("textDocument/diagnostic", {"textDocument": self._document()}),
            self._code_action,
            self._code_action,
            self._resolve,
            self._command,
            self._command,
            lambda: ("r1/status", None),
            lambda: ("r1/reasoning", {"fingerprint": self._random.choice(("", "f", "\ud800"))}),
            self._chat,
            lambda: ("r1/countTokens", {"texts": [*TEXTS]}),
            lambda: ("initialize", {"processId": None, "rootUri": None, "capabilities": {}}),
            lambda: (self._random.choice(("no/such", "", "\ud800", "$/x", "exit")), {"a": [1]}),
        )

    def _notes(self) -> tuple[Callable[[], tuple[str, Json]], ...]:
        return (
            self._open,
            self._open,
            self._change,
            self._change,
            self._change,
            self._change,
            lambda: ("textDocument/didClose", {"textDocument": self._document()}),
            lambda: ("textDocument/didSave", {"textDocument": self._document()}),
            lambda: (
                "workspace/didChangeConfiguration",
                {"settings": {"r1": {"hover": 5, "x": 1}}},
            ),
            lambda: (
                "workspace/didChangeWatchedFiles",
                {"changes": [self._document() | {"type": 2}]},
            ),
            lambda: ("window/workDoneProgress/cancel", {"token": self._random.choice((1, "r1-1"))}),
            self._folders,
            lambda: ("$/setTrace", {"value": "verbose"}),
            lambda: (self._random.choice(("$/odd", "odd", "", "initialized")), {}),
        )

    def _hover(self) -> tuple[str, Json]:
        return "textDocument/hover", self._at()

    def _chat(self) -> tuple[str, Json]:
        messages = [{"role": "system", "content": ""}, {"role": "user", "content": "half \ud83d"}]
        return "r1/chat", {"id": "same", "messages": messages, "maxTokens": 5}

    def _code_action(self) -> tuple[str, Json]:
        problem = {"range": self._range(), "message": "odd \ud800", "source": "lint", "code": 5}
        context = {"diagnostics": self._random.choice(([], [problem], [problem, problem]))}
        params = {"textDocument": self._document(), "range": self._range(), "context": context}
        return "textDocument/codeAction", params

    def _resolve(self) -> tuple[str, Json]:
        action = self._random.choice(self.actions) if self.actions else {"title": "x", "data": {}}
        return "codeAction/resolve", action

    def _command(self) -> tuple[str, Json]:
        uri, where = self._random.choice(URIS), self._range()
        action = self._random.choice(self.actions) if self.actions else {}
        command, argument = self._random.choice(
            (
                ("r1.explain", {"uri": uri, "range": where}),
                ("r1.explain", {"uri": uri, "position": where["start"], "id": "same"}),
                ("r1.edit", action.get("data", {})),
                ("r1.preview", action.get("data", {})),
                ("r1.reviewFile", {"uri": uri}),
                ("r1.reviewSelection", {"uri": uri, "range": where}),
                ("r1.reviewChanges", {"scope": "working", "root": self._root}),
                ("r1.reviewChanges", {"scope": "staged"}),
                ("r1.reviewChanges", {"scope": "range", "range": "HEAD..\ud800"}),
                ("r1.reviewChanges", {"scope": "range", "range": "\0"}),
                ("r1.reviewChanges", {"scope": "range", "range": "--output=x"}),
                ("r1.ask", {"fingerprint": "none", "question": "\ud83d", "history": []}),
                ("r1.dismiss", {"fingerprint": "none"}),
                ("r1.showReasoning", {"fingerprint": "none"}),
                ("r1.stop", None),
                ("r1.stop", "same"),
                ("r1.answerNow", None),
                ("r1.status", None),
                ("r1.no-such", {}),
            )
        )
        params: dict[str, Json] = {"command": command, "arguments": [argument]}
        if self._random.random() < 0.2:
            params["workDoneToken"] = self._random.choice((1, "token", ""))
        return "workspace/executeCommand", params

    def _open(self) -> tuple[str, Json]:
        item = self._document() | {
            "languageId": self._random.choice(LANGUAGES),
            "version": self._random.choice(NUMBERS),
            "text": self._random.choice(TEXTS),
        }
        return "textDocument/didOpen", {"textDocument": item}

    def _change(self) -> tuple[str, Json]:
        changes: list[dict[str, Json]] = [
            {"range": self._range(), "text": self._random.choice((*TEXTS, "x", "\n", "\r"))}
            for _ in range(self._random.randint(0, 3))
        ]
        if self._random.random() < 0.3:
            changes.append({"text": self._random.choice(TEXTS)})
        document = self._document() | {"version": self._random.choice(NUMBERS)}
        return "textDocument/didChange", {"textDocument": document, "contentChanges": changes}

    def _folders(self) -> tuple[str, Json]:
        """Take a folder in or let it go; mostly one that is not there."""
        uri = self._random.choice((self._root, "file:///no/such", "file:///%00", "untitled:x", ""))
        event: dict[str, Json] = {"added": [], "removed": []}
        event[self._random.choice(("added", "removed"))] = [{"uri": uri, "name": "folder"}]
        return "workspace/didChangeWorkspaceFolders", {"event": event}

    def _document(self) -> dict[str, Json]:
        return {"uri": self._random.choice((URIS[0], *URIS))}

    def _at(self) -> dict[str, Json]:
        return {"textDocument": self._document(), "position": self._position()}

    def _range(self) -> dict[str, Json]:
        return {"start": self._position(), "end": self._position()}

    def _position(self) -> dict[str, Json]:
        line, character = self._random.choice(NUMBERS), self._random.choice((*NUMBERS, 5, 5))
        return {"line": line, "character": character}


def _items(value: Json) -> list[Any]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _framed(message: Json) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
