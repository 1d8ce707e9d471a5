"""The hub and its mirrors, asked in turn."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.http import HttpClient
from r1_assistant.models.hub_addresses import hub_addresses

LOG = logging.getLogger(__name__)

T = TypeVar("T")


@contextmanager
def hub_clients() -> Iterator[list[HttpClient]]:
    """Give a client for the hub and one for each mirror; raises DownloadError."""
    hub, *mirrors = hub_addresses()
    with ExitStack() as stack:
        clients = [HttpClient(hub, os.environ.get("HF_TOKEN", "").strip())]
        clients += map(HttpClient, mirrors)
        for client in clients:
            stack.callback(client.close)
        yield clients


def in_turn(clients: Sequence[HttpClient], ask: Callable[[HttpClient], T]) -> tuple[T, HttpClient]:
    """Return what the first client gives that gives anything, and that client.

    Raises the first one's DownloadError if none does.
    """
    first: DownloadError | None = None
    for client in clients:
        try:
            return ask(client), client
        except DownloadError as error:
            LOG.warning("%s: %s", client.server, error)
            first = first or error
    assert first is not None, "there is at least one client"  # noqa: S101
    if len(clients) > 1:
        message = f"{first.message} Its mirrors do not help either."
        raise DownloadError(message, hint=first.hint) from first
    raise first
