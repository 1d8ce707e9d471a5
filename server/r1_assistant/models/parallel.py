"""A file from a hub, over several connections."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, wait
from pathlib import Path

from r1_assistant.models.background import in_background
from r1_assistant.models.http import Ended, HttpClient, NoRanges
from r1_assistant.models.hub_errors import unreadable
from r1_assistant.models.pieces import PIECE, Pieces, Stopped, remove

CONNECTIONS = 4
"""Connections at a time: a hub gives each of them a limited speed, and refuses too many."""
_TICK = 0.1


def download(
    client: HttpClient,
    path: str,
    target: Path,
    size: int,
    tell: Callable[[int], None],
    *,
    piece: int = PIECE,
) -> None:
    """Bring `target` to `size` bytes; what an earlier call or process brought is kept.

    A server that sends no parts of files is asked for the whole, over one connection. `tell` gets
    the bytes that are there, again and again. Raises DownloadError.
    """
    try:
        _download(client, path, Pieces(target, size, piece), tell, whole=False)
    except NoRanges:
        remove(target)
        try:
            _download(client, path, Pieces(target, size, max(1, size)), tell, whole=True)
        except NoRanges as error:
            raise unreadable(client.server) from error


def _download(
    client: HttpClient, path: str, pieces: Pieces, tell: Callable[[int], None], *, whole: bool
) -> None:
    waiting = deque(pieces.missing())

    def work() -> None:
        while waiting and not pieces.stopped():
            _bring(client, path, pieces, waiting.popleft(), whole=whole)

    try:
        workers = [in_background(work) for _ in range(min(CONNECTIONS, len(waiting)))]
        pending = set(workers)
        while pending:
            done, pending = wait(workers, _TICK, FIRST_EXCEPTION)
            tell(pieces.done())
            for worker in done:
                worker.result()
    finally:  # who waits or reads in a thread finds it closed, and writes no more
        pieces.close()


def _bring(client: HttpClient, path: str, pieces: Pieces, number: int, *, whole: bool) -> None:
    """Bring the rest of a piece; with `whole`, the server can only send it from its beginning."""

    def more() -> None:
        if pieces.stopped():
            raise Stopped
        if whole:
            pieces.forget(number)
        start, end = pieces.range_left(number)
        with client.part(path, start, end, pieces.size) as blocks:
            for block in blocks:
                pieces.add(number, block)
        if pieces.range_left(number)[0] < end:
            raise Ended

    client.retried(more, lambda: pieces.have(number))
