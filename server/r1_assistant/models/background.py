"""Threads that keep no program from ending."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what `call` returns, or raise TimeoutError after so many seconds.

    It is left to itself then: nothing can stop a name's look-up that waits for an answer.
    """
    return in_background(call).result(max(0.0, seconds))


def in_background(call: Callable[[], T]) -> Future[T]:
    """Run `call` in a thread that keeps no program from ending."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
