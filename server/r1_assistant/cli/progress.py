"""A long job's progress: bars on a terminal, a line now and then in a pipe."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from r1_assistant.models.files import human_size
from r1_assistant.models.progress import InstallProgress, Stage

_TITLES = {
    Stage.DOWNLOADING: "Downloading",
    Stage.CONVERTING: "Converting",
    Stage.COMPILING: "Compiling",
    Stage.COPYING: "Copying",
    Stage.CHECKING: "Checking",
}


@contextmanager
def install_progress(stream: TextIO | None = None) -> Iterator[InstallProgress]:
    """Show an installation on standard error, or on `stream`, while the block runs."""
    out = stream or sys.stderr
    if not out.isatty():
        yield plain_progress(lambda line: print(line, file=out, flush=True))
        return
    from rich.console import Console  # late: most commands show no progress
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    tasks: dict[Stage, TaskID] = {}
    with Progress(
        TextColumn("{task.description:<11}"),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=Console(file=out),
        speed_estimate_period=10,
    ) as bars:

        def show(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(_TITLES[stage], total=total, completed=done)
            bars.update(tasks[stage], completed=done, total=total)

        yield show


def plain_progress(
    write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> InstallProgress:
    """Return a progress that writes a line at the start of a step and at each tenth of it."""
    begun: dict[Stage, tuple[float, int]] = {}
    written: dict[Stage, int] = {}

    def show(stage: Stage, done: int, total: int) -> None:
        tenth = 10 * done // total if total else 10
        if written.get(stage, -1) >= tenth:
            return
        written[stage] = tenth
        now = clock()
        start, first = begun.setdefault(stage, (now, done))
        line = f"{_TITLES[stage]}: {human_size(done)} of {human_size(total)}"
        write(line + _pace(now - start, done - first, total - done))

    return show


def _pace(seconds: float, came: int, missing: int) -> str:
    if seconds <= 0 or came <= 0:
        return ""
    speed = came / seconds
    left = f", {missing / speed:.0f} s left" if missing else ""
    return f" ({human_size(speed)}/s{left})"
