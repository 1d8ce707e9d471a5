"""What did not load, on which device, and why: not tried again until something has changed."""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MOST_KEPT = 100
"""Failures; the oldest ones go."""

_ENOUGH_MORE = 1.25
"""Times the free memory of then: so much more is another situation."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed load: why, as a clause of a sentence, and what helps.

    `free` is the memory in bytes that was free then, where its lack was the reason; else 0.
    """

    reason: str
    advice: str = ""
    free: int = 0


class FailedLoads:
    """The failures in `file`; a file that cannot be read or written is as good as none."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def find(self, key: str) -> Failure | None:
        """Give the failure of that key, unless there is much more memory now."""
        entry = self._read().get(key)
        if not isinstance(entry, dict):
            return None
        try:
            failure = Failure(str(entry["reason"]), str(entry["advice"]), int(entry["free"]))
        except (KeyError, TypeError, ValueError):
            return None
        return None if failure.free and free_memory() > failure.free * _ENOUGH_MORE else failure

    def add(self, key: str, about: str, failure: Failure) -> None:
        """Remember a failure; `about` names the model and the device for who reads the file."""
        entries = {name: entry for name, entry in self._read().items() if name != key}
        entries[key] = {"about": about, "at": int(time.time()), **asdict(failure)}
        kept = dict(list(entries.items())[-MOST_KEPT:])
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            draft = self.file.with_suffix(f".{os.getpid()}.new")
            draft.write_text(json.dumps({"failed": kept}, indent=1), encoding="utf-8")
            draft.replace(self.file)

    def _read(self) -> Mapping[str, Any]:
        try:
            failed = json.loads(self.file.read_text(encoding="utf-8"))["failed"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return failed if isinstance(failed, dict) else {}


def key_of(*parts: object) -> str:
    """Make a key of all that a load depends on."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def free_memory() -> int:
    """Return the bytes that a new process can have."""
    import psutil  # type: ignore[import-untyped]  # late: seldom needed

    return int(psutil.virtual_memory().available)
