"""The model that answers, and its engine: chosen anew when something about it has changed."""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from r1_assistant import app
from r1_assistant.config.schema import DeviceWish
from r1_assistant.domain.generation import EngineStatus
from r1_assistant.lsp.recent import Recent

if TYPE_CHECKING:
    from r1_assistant.engine.host import LocalEngine
    from r1_assistant.engine.protocol import Engine
    from r1_assistant.models.store import InstalledModel

_log = logging.getLogger(__name__)

CHOICE_HOLDS = 1.0
"""Seconds in which nobody looks whether another model was chosen."""

OnStatus = Callable[[EngineStatus], None]


class Models(Protocol):
    """Where the server gets its engine from."""

    on_status: OnStatus | None
    wanted: str | None
    wanted_scorer: str | None
    device: DeviceWish

    async def engine(self) -> "Engine":
        """Give the engine of the chosen model; raises ModelNotInstalled."""
        ...

    async def scorer(self) -> "Engine | None":
        """Give the engine that tells how likely texts are, None if that is the chosen model's.

        Raises ModelNotInstalled.
        """
        ...

    async def digest(self) -> str:
        """Tell the chosen model's files from any others; raises ModelNotInstalled."""
        ...

    def status(self) -> EngineStatus:
        """Tell what the engine does, without starting it."""
        ...

    async def aclose(self) -> None:
        """End every process."""
        ...


class InstalledModels:
    """The models of this machine; one engine at a time.

    A model that is installed, removed or chosen while the server runs is noticed with the next
    request. `wanted` is the model that the settings name, `wanted_scorer` the one that scores, and
    `device` where both are to run: another one has the engines made anew.
    """

    def __init__(self) -> None:
        self.on_status: OnStatus | None = None
        self.wanted: str | None = None
        self.wanted_scorer: str | None = None
        self.device: DeviceWish = "auto"
        self._scoring: tuple[tuple[InstalledModel | None, DeviceWish], LocalEngine] | None = None
        self._choice = app.model_choice()
        self._chosen: Recent[str | None, InstalledModel] = Recent(CHOICE_HOLDS)
        self._known: InstalledModel | None = None
        self._model: InstalledModel | None = None
        self._device: DeviceWish = "auto"
        self._engine: LocalEngine | None = None
        self._retired: set[asyncio.Task[None]] = set()

    async def engine(self) -> "Engine":
        """Give the engine of the chosen model; its process starts with the first request."""
        model = await self._current()
        if self._engine is None or (self._model, self._device) != (model, self.device):
            self._retire()
            self._model, self._device = model, self.device
            self._engine = app.local_engine(model, on_status=self._tell, device=self.device)
        return self._engine

    async def scorer(self) -> "Engine | None":
        """Give the engine of the model that scores, unless it is the chosen one."""
        model = await asyncio.to_thread(app.score_model, self.wanted_scorer)
        use = model, self.device
        if self._scoring is not None and self._scoring[0] != use:
            self._end(self._scoring[1])
            self._scoring = None
        if model is None or model == self._known:
            return None
        if self._scoring is None:
            self._scoring = use, app.local_engine(model, device=self.device)
        return self._scoring[1]

    async def digest(self) -> str:
        """Tell the chosen model's files from any others."""
        return (await self._current()).digest

    def status(self) -> EngineStatus:
        """Tell what the engine does, without starting it; of a model not used yet, its name."""
        model = self._known
        if self._engine is not None and model in (None, self._model):
            return self._engine.status()
        if model is None:
            return EngineStatus()
        title, length = model.title, model.context_length
        return EngineStatus("stopped", model.id, model.device, title=title, context_length=length)

    async def aclose(self) -> None:
        """End every process."""
        self._retire()
        if self._scoring is not None:
            self._end(self._scoring[1])
        if self._retired:
            await asyncio.wait(self._retired)

    async def _current(self) -> "InstalledModel":
        wanted = self.wanted
        model = self._chosen.get(wanted)
        if model is None:
            model = await self._choose(wanted)
            self._chosen.put(wanted, model)
        return model

    async def _choose(self, wanted: str | None) -> "InstalledModel":
        """Look which model to use, and tell if it is another one than before, or none any more."""
        model = None
        try:
            model = await asyncio.to_thread(self._choice.current, wanted)
        finally:
            before, self._known = self._known, model
            if model != before:
                self._tell(self.status())
        return model

    def _retire(self) -> None:
        """End the engine of a model that is no longer wanted."""
        engine, self._engine = self._engine, None
        if engine is not None:
            self._end(engine)

    def _end(self, engine: "LocalEngine") -> None:
        task = asyncio.ensure_future(engine.aclose())
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)

    def _tell(self, status: EngineStatus) -> None:
        if self.on_status is not None:
            self.on_status(status)
