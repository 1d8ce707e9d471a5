"""Serves a world over HTTP on loopback. Every request and every answer is checked."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from support.github import answers, conversation
from support.github.rest import Undescribed, check_answer, check_request
from support.github.world import Asked, PullState, World
from support.package_index import serving

PREFIX = "/api/v3"
DIFF = "application/vnd.github.diff"

Reply = tuple[int, Any, dict[str, str]]


@contextmanager
def serve_github(world: World) -> Iterator[World]:
    """Serve while the block runs; also below /api/v3, as GitHub Enterprise does."""

    class Handler(_Handler):
        pass

    Handler.world = world
    with serving(Handler) as port:
        world.url = f"http://127.0.0.1:{port}"
        yield world


class _Handler(BaseHTTPRequestHandler):
    world: World
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        address = urlsplit(self.path)
        path = unquote(address.path).removeprefix(PREFIX).replace("/api/graphql", "/graphql")
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(method, path, dict(parse_qsl(address.query)), headers, body)
        self.world.asked.append(asked)
        for pattern, action in list(self.world.before.items()):
            if re.search(pattern, f"{method} {path}"):
                del self.world.before[pattern]
                action()
        fault = self.world.fault(method, path)
        if fault is None or fault.done:
            status, content, more = self._checked(asked)
        if fault is not None:
            if fault.hangs_up:
                self.close_connection = True
                return
            status, content, more = fault.status, {"message": fault.message}, fault.headers
        self._send(status, content, more)

    def _checked(self, asked: Asked) -> Reply:
        """Answer, and write down what GitHub's description does not allow on either side."""
        try:
            if asked.path == "/graphql":
                return _graphql(self.world, asked)
            # where a repository that moved is found by its number is not described
            path = asked.path.replace("/repositories/7", f"/repos/{self.world.name}")
            check_request(asked.method, path, asked.query, asked.body)
            reply = _rest(self.world, asked)
            if not isinstance(reply[1], str):
                check_answer(asked.method, path, reply[0], _with_fork(reply[1]))
            return reply
        except Undescribed as error:
            self.world.wrong.append(str(error))
            return 500, {"message": "this is not as described"}, {}

    def _send(self, status: int, content: Any, headers: dict[str, str]) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        kind = DIFF if isinstance(content, str) else "application/json"
        data = text.encode(errors="replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _with_fork(answer: Any) -> Any:
    """Put a repository where GitHub has null for a fork that is gone, which is not described."""
    head = answer.get("head") if isinstance(answer, dict) else None
    if not isinstance(head, dict) or head.get("repo", "") is not None:
        return answer
    return answer | {"head": head | {"repo": answer["base"]["repo"]}}


def _graphql(world: World, asked: Asked) -> Reply:
    if _token(asked) != world.token:
        return _failure(401, "Bad credentials" if _token(asked) else "Requires authentication")
    assert isinstance(asked.body, dict)
    return 200, conversation.run(world, asked.body["query"], asked.body["variables"]), {}


def _rest(world: World, asked: Asked) -> Reply:
    token = _token(asked)
    if token and token != world.token:
        return _failure(401, "Bad credentials")
    if "read" not in world.rights:
        return _failure(404, "Not Found")
    name, rest = _named(asked.path)
    if world.moved_to and name == world.name:
        where = f"{world.url}/repositories/7{rest}"
        return 301, {"message": "Moved Permanently", "url": where}, {"Location": where}
    if name in world.forks and rest in ("", "/pulls"):
        return (200, [], {}) if rest else (200, answers.fork(world, name), {})
    if name not in (world.name, world.moved_to, "repositories/7"):
        return _failure(404, "Not Found")
    return next(
        reply
        for pattern, route in _ROUTES
        if (found := re.fullmatch(pattern, f"{asked.method} {rest}"))
        for reply in (route(world, asked, *found.groups()),)
    )


def _named(path: str) -> tuple[str, str]:
    if path.startswith("/repositories/7"):
        return "repositories/7", path.removeprefix("/repositories/7")
    _, _, owner, name, *rest = path.split("/")
    return f"{owner}/{name}", "".join(f"/{part}" for part in rest)


def _token(asked: Asked) -> str:
    return asked.headers.get("authorization", "").partition(" ")[2]


def _failure(status: int, message: str, errors: list[str] | None = None) -> Reply:
    body: dict[str, Any] = {"message": message, "documentation_url": "https://docs.example"}
    return status, body | ({"errors": errors} if errors else {}), {}


def _paged(world: World, asked: Asked, rows: list[Any]) -> Reply:
    size = min(int(asked.query.get("per_page", 30)), world.most)
    page = int(asked.query.get("page", 1))
    more = page * size < len(rows)
    link = f'<{world.url}{asked.path}?page={page + 1}>; rel="next"'
    return 200, rows[(page - 1) * size : page * size], {"Link": link} if more else {}


def _pull_of(world: World, number: str) -> PullState | None:
    return world.pulls.get(int(number))


def _get_pull(world: World, asked: Asked, number: str) -> Reply:
    state = _pull_of(world, number)
    if state is None:
        return _failure(404, "Not Found")
    if asked.headers["accept"] != DIFF:
        return 200, answers.pull(world, state), {}
    if world.diff_refused:
        return _failure(world.diff_refused, "the diff exceeded the maximum number of lines (20000)")
    return 200, world.diff(state) + "\n", {}


def _get_pulls(world: World, asked: Asked) -> Reply:
    found = [
        answers.short_pull(world, state)
        for state in world.pulls.values()
        if state.state == "open" and _label(world, state) == asked.query.get("head")
    ]
    return _paged(world, asked, found)


def _label(world: World, state: PullState) -> str:
    return f"{(state.fork or world.name).partition('/')[0]}:{state.head}"


def _get_files(world: World, asked: Asked, number: str) -> Reply:
    return _paged(world, asked, answers.files(world, world.pulls[int(number)]))


def _post_review(world: World, asked: Asked, number: str) -> Reply:
    if "write" not in world.rights:
        return _failure(403, "Resource not accessible by integration")
    state = world.pulls[int(number)]
    assert isinstance(asked.body, dict)
    review, errors = world.post_review(state, asked.body)
    if review is None:
        return _failure(422, "Unprocessable Entity", errors)
    return 200, answers.review(world, state, review, asked.body["commit_id"]), {}


def _get_comparison(world: World, _: Asked, base: str, head: str) -> Reply:
    return 200, answers.comparison(world, base, head), {}


def _get_tree(world: World, asked: Asked, name: str) -> Reply:
    return 200, answers.tree(world, name, recursive="recursive" in asked.query), {}


def _get_blob(world: World, _: Asked, name: str) -> Reply:
    return 200, answers.blob(world, name), {}


def _get_repository(world: World, _: Asked) -> Reply:
    return 200, answers.repository(world), {}


_ROUTES: tuple[tuple[str, Callable[..., Reply]], ...] = (
    (r"GET ", _get_repository),
    (r"GET /pulls", _get_pulls),
    (r"GET /pulls/(\d+)", _get_pull),
    (r"GET /pulls/(\d+)/files", _get_files),
    (r"POST /pulls/(\d+)/reviews", _post_review),
    (r"GET /compare/(\w+)\.\.\.(\w+)", _get_comparison),
    (r"GET /git/trees/(\w+)", _get_tree),
    (r"GET /git/blobs/(\w+)", _get_blob),
)
