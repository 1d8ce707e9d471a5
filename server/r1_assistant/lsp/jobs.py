"""Work that a model does for the editor: named, so that it can be stopped, hurried, superseded."""

import asyncio
import itertools
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from r1_assistant.domain.errors import R1Error
from r1_assistant.domain.generation import GenerationControl
from r1_assistant.lsp.failures import Failure

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """A piece of work; `place` is what a newer one of its kind must share to take its turn.

    `so_far` is what there is of the outcome while it runs.
    """

    id: str
    kind: str
    place: str
    control: GenerationControl = field(default_factory=GenerationControl)
    task: "asyncio.Task[T] | None" = None
    so_far: T | None = None

    async def result(self) -> T:
        """Wait for the outcome without owning the job: who waits may be cancelled, it goes on.

        Raises Stopped if the job was stopped or superseded.
        """
        assert self.task is not None  # noqa: S101 - a job is started before it is handed out
        await asyncio.wait([self.task])
        if self.task.cancelled():
            raise Stopped
        return self.task.result()

    async def owned(self) -> T:
        """Wait for the outcome; who waits and is cancelled takes the job along."""
        try:
            return await self.result()
        except asyncio.CancelledError:
            self.stop()
            raise

    def stop(self) -> None:
        """End it at the model's next step."""
        if self.task is not None:
            self.task.cancel()


class Stopped(Exception):
    """A job was stopped by its user, or superseded."""


class Jobs:
    """All jobs that are not done."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job[Any]] = {}
        self._numbers = itertools.count(1)

    def start(
        self,
        kind: str,
        work: Callable[[Job[T]], Coroutine[Any, Any, T]],
        *,
        place: str = "",
        id: str | None = None,
    ) -> Job[T]:
        """Start a job; an older one of the same kind and place is stopped.

        A job of the same id is stopped, too: ids are the client's to choose.
        """
        job: Job[T] = Job(id or f"{kind}-{next(self._numbers)}", kind, place)
        for older in list(self._jobs.values()):
            if older.id == job.id or (place and (older.kind, older.place) == (kind, place)):
                older.stop()
        self._jobs[job.id] = job
        job.task = asyncio.ensure_future(work(job))
        job.task.add_done_callback(lambda task: self._done(job, task))
        return job

    def running(self, kind: str | None = None) -> list[Job[Any]]:
        """List jobs, oldest first."""
        return [job for job in self._jobs.values() if kind in (None, job.kind)]

    def find(self, kind: str, place: str) -> Job[Any] | None:
        """Give the job that works on a place."""
        found = (job for job in self._jobs.values() if (job.kind, job.place) == (kind, place))
        return next(found, None)

    def stop(self, id: str | None = None) -> int:
        """Stop one job, or all; returns how many."""
        jobs = [job for job in self._jobs.values() if id in (None, job.id)]
        for job in jobs:
            job.stop()
        return len(jobs)

    def answer_now(self, id: str | None = None) -> int:
        """Have one job's thought ended, or all; returns how many."""
        jobs = [job for job in self._jobs.values() if id in (None, job.id)]
        for job in jobs:
            job.control.answer_now()
        return len(jobs)

    async def aclose(self) -> None:
        """Stop everything, and wait until it has ended."""
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        self.stop()
        if tasks:
            await asyncio.wait(tasks)

    def _done(self, job: Job[Any], task: "asyncio.Task[Any]") -> None:
        if self._jobs.get(job.id) is job:
            del self._jobs[job.id]
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, (R1Error, Failure)):
            _log.error("%s failed", job.id, exc_info=error)
