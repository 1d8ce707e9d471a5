"""The engine that runs a model on this machine, in a process of its own."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import (
    Delta,
    EngineStatus,
    Event,
    GenerationControl,
    GenerationRequest,
    ModelInfo,
    Part,
    TokenScore,
)
from r1_assistant.engine.child import WORKER, Inbox
from r1_assistant.engine.codec import finished_from_wire, request_to_wire, scores_from_wire
from r1_assistant.engine.keeper import Keeper
from r1_assistant.engine.patience import seconds_to_load
from r1_assistant.engine.placement import OnlyPlacement, Placement, Placing
from r1_assistant.engine.reasoning import fold_system
from r1_assistant.engine.status import Notice
from r1_assistant.engine.wire import Frame


@dataclass(frozen=True, slots=True)
class EngineStats:
    """What the process does: the number of its last step, and how many jobs are not done."""

    step: int
    jobs: int


class LocalEngine:
    """Runs the model in `folder` while it is needed.

    The process starts with the first request, ends after `idle_seconds` without one, and is
    replaced if it dies. An instance belongs to one event loop.
    """

    def __init__(
        self,
        folder: Path,
        info: ModelInfo,
        *,
        threads: int | None = None,
        log_file: Path,
        idle_seconds: float = 600.0,
        command: Sequence[str] = WORKER,
        clock: Callable[[], float] = time.monotonic,
        on_status: Callable[[EngineStatus], None] | None = None,
        placing: Placing | None = None,
        patience: Callable[[Placement], float] = seconds_to_load,
    ) -> None:
        """`threads` None means one for each physical core; `command` starts the process.

        `on_status` is called when the status changes, at most five times a second. `placing` may
        name other places than this folder on the device that `info` names. `patience` gives the
        seconds after which a process that loads counts as one that hangs.
        """
        self._tokens_per_second = 0.0
        self._keeper = Keeper(
            placing or OnlyPlacement(folder, info),
            info,
            self._changed,
            threads=threads,
            log_file=log_file,
            idle_seconds=idle_seconds,
            command=command,
            clock=clock,
            patience=patience,
        )
        self._notice = Notice(self.status, on_status)

    async def generate(
        self, request: GenerationRequest, control: GenerationControl | None = None
    ) -> AsyncIterator[Event]:
        """Stream an answer: any number of `Delta`, then exactly one `Finished`."""
        control = control or GenerationControl()
        with self._keeper.held():
            child = await self._keeper.running()
            if self._keeper.info.reasoning:
                request = replace(request, messages=fold_system(request.messages))
            if control.answers_now:
                request = replace(request, reasoning_tokens=0)
            number, inbox = child.open({"op": "generate", "request": request_to_wire(request)})
            try:
                with control.attached(partial(child.answer_now, number)):
                    async for frame in _until_done(inbox):
                        self._note_speed(frame)
                        for part, text in frame["deltas"]:
                            yield Delta(Part(part), text)
                yield finished_from_wire(frame["finished"])
            finally:
                child.close(number)

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        """Say how likely each token of `text` is, but for the first; nothing is generated."""
        return (await self.score_each((text,)))[0]

    async def score_each(self, texts: Sequence[str]) -> tuple[tuple[TokenScore, ...], ...]:
        """Score several texts in one job; what a text shares with its predecessor is read once."""
        frame = await self._ask({"op": "score", "texts": list(texts)}, 1)
        return scores_from_wire(frame["scores"])

    async def count_tokens(self, text: str) -> int:
        """Count the tokens of `text`, without any that a template would add."""
        return int((await self._ask({"op": "count", "text": text}))["count"])

    async def count_each(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count the tokens of each text as `count_tokens` does, at once even amid a step."""
        frame = await self._ask({"op": "count_each", "texts": list(texts)})
        return tuple(frame["counts"])

    async def info(self) -> ModelInfo:
        """Tell what runs; does not wait for the model."""
        return self._keeper.info

    def status(self) -> EngineStatus:
        """Tell what it does now; starts nothing and waits for nothing."""
        info = self._keeper.info
        return EngineStatus(
            self._keeper.state,
            info.id,
            info.device,
            tokens_per_second=round(self._tokens_per_second, 1),
            queue=self._keeper.queue,
            loading=self._keeper.loaded,
            title=info.title,
            context_length=info.context_length,
            notice=self._keeper.notice,
        )

    async def stats(self) -> EngineStats:
        """Ask the process what it does; nothing if there is none."""
        if self._keeper.child is None:
            return EngineStats(0, 0)
        frame = await self._ask({"op": "stats"})
        return EngineStats(frame["step"], frame["jobs"])

    async def warm_up(self) -> None:
        """Load the model now, ahead of the first request."""
        with self._keeper.held(0):
            await self._keeper.running()

    @property
    def last_step(self) -> int:
        """The number of the newest step that was heard of."""
        return 0 if self._keeper.child is None else self._keeper.child.last_step

    @property
    def pid(self) -> int | None:
        """The process's number; None while there is none."""
        return None if self._keeper.child is None else self._keeper.child.pid

    async def aclose(self) -> None:
        """End the model's process and free its memory; safe to call twice."""
        await self._keeper.aclose()
        self._notice.flush()

    async def _ask(self, command: Frame, requests: int = 0) -> Frame:
        with self._keeper.held(requests):
            child = await self._keeper.running()
            number, inbox = child.open(command)
            try:
                return await _next(inbox)
            finally:
                child.close(number)

    def _note_speed(self, frame: Frame) -> None:
        if speed := frame["tokens_per_second"]:
            self._tokens_per_second = speed
            self._changed()

    def _changed(self) -> None:
        self._notice.changed()


async def _until_done(inbox: Inbox) -> AsyncIterator[Frame]:
    while True:
        frame = await _next(inbox)
        yield frame
        if frame["op"] == "done":
            return


async def _next(inbox: Inbox) -> Frame:
    item = await inbox.get()
    if isinstance(item, EngineError):
        raise item
    return item
