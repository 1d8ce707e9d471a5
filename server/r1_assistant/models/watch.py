"""The model to use, chosen anew only when something that decides about it has changed."""

import os
import time
from pathlib import Path

from r1_assistant.config.paths import models_dir, settings_file
from r1_assistant.domain.errors import ModelNotInstalled
from r1_assistant.models.store import InstalledModel, resolve_model

_SETTLED = 1_000_000_000
"""Nanoseconds after which a changed file's time is sure to differ from that of the next change."""

_State = tuple[str | None, str | None, int, int, int]


class ModelChoice:
    """Remembers what was chosen, and why, so that it can be asked before each request."""

    def __init__(self) -> None:
        self._models = models_dir()
        self._settings = settings_file()
        self._state: _State | None = None
        self._chosen: InstalledModel | ModelNotInstalled | None = None

    def current(self, wanted: str | None = None) -> InstalledModel:
        """Choose as `resolve_model` does, with its errors; what was chosen last costs no reading.

        A model that is installed, removed or chosen by another program counts from the next call.
        """
        if self._chosen is None or self._state != self._look(wanted):
            self._choose(wanted)
        if isinstance(self._chosen, ModelNotInstalled):  # a new one: tracebacks shall not pile up
            raise ModelNotInstalled(self._chosen.message, hint=self._chosen.hint)
        assert self._chosen is not None  # noqa: S101 - it was chosen just now
        return self._chosen

    def _choose(self, wanted: str | None) -> None:
        self._chosen = None
        before = self._look(wanted)[:4]
        try:
            self._chosen = resolve_model(wanted)
        except ModelNotInstalled as error:
            self._chosen = error
        state = self._look(wanted)
        settled = time.time_ns() - max(state[2:]) > _SETTLED
        # what changed while it was read, or may change again unseen, is read again next time
        self._state = state if settled and state[:4] == before else None

    def _look(self, wanted: str | None) -> _State:
        model = self._chosen if isinstance(self._chosen, InstalledModel) else None
        return (
            wanted,
            os.environ.get("R1_MODEL"),
            _changed_at(self._models),
            _changed_at(self._settings),
            _changed_at(model.folder) if model else 0,
        )


def _changed_at(path: Path) -> int:
    """Give the time of the last change in nanoseconds; 0 if there is no such file."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 - as fast as can be
    except OSError:
        return 0
