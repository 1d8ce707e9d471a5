"""Installation of a catalogue model in a process of its own, for programs that must not wait.

`python -P -m r1_assistant.models.install_process ID` writes JSON, an object a line: any number of
`{"stage": ..., "done": bytes, "total": bytes}`, then `{"installed": ID}` and exit code 0, or
`{"error": sentence, "hint": sentence}` and exit code 2. It ends, with all downloads, when its stdin
is closed; the next installation goes on where this one was.
"""

import contextlib
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from r1_assistant.domain.errors import R1Error, UsageError
from r1_assistant.models.progress import Stage

LOG = logging.getLogger(__name__)

FAILED = 2
PAUSE = 0.1
"""Seconds between two lines about the same stage."""

Say = Callable[[dict[str, Any]], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Install the model that is named, and give the exit code."""
    say = _take_over_output()
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    from r1_assistant.config.log import log_file, log_to_file

    log_to_file(log_file("install"))
    try:
        say({"installed": _install(sys.argv[1:] if arguments is None else arguments, say)})
    except R1Error as error:
        LOG.error("%s", error, exc_info=error.__cause__)
        say({"error": error.message, "hint": error.hint})
        return FAILED
    except Exception as error:
        LOG.exception("the installation failed")
        what = f"The installation failed ({type(error).__name__})."
        say({"error": what, "hint": f"Details are in {log_file('install')}."})
        return FAILED
    return 0


def _install(arguments: Sequence[str], say: Say) -> str:
    from r1_assistant.models.install import ensure_installed

    if len(arguments) != 1:
        raise UsageError("One model is to be named.", hint="r1-model list shows what there is.")
    return ensure_installed(arguments[0], Reported(say)).id


class Reported:
    """Says how far it is: each stage's beginning and end, and not too much in between."""

    def __init__(self, say: Say, clock: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._clock = clock
        self._stage: Stage | None = None
        self._next = 0.0

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Say it, if it is worth a line."""
        now = self._clock()
        if stage is not self._stage or done == total or now >= self._next:
            self._stage, self._next = stage, now + PAUSE
            self._say({"stage": stage.value, "done": done, "total": total})


def _take_over_output() -> Say:
    """Keep stdout for our lines; whatever else is printed goes to stderr."""
    sys.stdout.flush()
    output = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)

    def say(line: dict[str, Any]) -> None:
        output.write(json.dumps(line) + "\n")
        output.flush()

    return say


def _end_with_stdin() -> None:
    """End as soon as nobody holds the other end; downloads in other processes must not outlive it.

    Half of an installation harms nothing: what was downloaded whole is used by the next one.
    """
    with contextlib.suppress(OSError):
        while os.read(0, 1):  # not sys.stdin: the interpreter cannot end while that is locked
            pass
    import psutil  # type: ignore[import-untyped]

    for child in psutil.Process().children(recursive=True):
        try:
            child.kill()
        except psutil.Error:
            LOG.info("process %d ended by itself", child.pid)
    os._exit(FAILED)


if __name__ == "__main__":
    sys.exit(main())
