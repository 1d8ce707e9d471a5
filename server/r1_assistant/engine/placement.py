"""Where a model runs: the device, and by which execution provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from r1_assistant.domain.errors import EngineError, LoadFailed
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.wire import Frame


@dataclass(frozen=True, slots=True)
class Target:
    """A device, and how a model gets there.

    `provider` is the runtime's name of an execution provider, empty for what the model's own
    configuration says, or for the CPU. `library` is that of its plug-in, to be registered first;
    `windows_ml` says that Windows knows it. `as_built` keeps the providers of the configuration;
    else the graph is given to `provider` alone.
    """

    device: str = "cpu"
    provider: str = ""
    library: str = ""
    windows_ml: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    as_built: bool = True

    @property
    def on_device(self) -> bool:
        """Whether something else than the runtime's own code for the CPU has a part in it."""
        return bool(self.provider) or self.device != "cpu" or not self.as_built


@dataclass(frozen=True, slots=True)
class Placement:
    """A model's folder and where to run it.

    `info.device` is the device. `notice` is what the user is to know about it, if anything.
    """

    folder: Path
    info: ModelInfo
    target: Target = field(default_factory=Target)
    notice: str = ""


class Placing(Protocol):
    """Says where a model may run; both methods wait for the disk."""

    def placements(self) -> Sequence[Placement]:
        """Give what is left to try, best first; raises EngineError if nothing is."""
        ...

    def failed(self, placement: Placement, error: LoadFailed) -> None:
        """Remember that one could not be loaded: `placements` leaves it out from now on."""
        ...


class OnlyPlacement:
    """A model that runs in one place, or not at all."""

    def __init__(self, folder: Path, info: ModelInfo) -> None:
        self._placement = Placement(folder, info, Target(info.device))

    def placements(self) -> Sequence[Placement]:
        """Give it."""
        return (self._placement,)

    def failed(self, placement: Placement, error: LoadFailed) -> None:
        """Give up: raises EngineError."""
        info = placement.info
        where = f"The model {info.id} could not be loaded on the {info.device.upper()}"
        raise EngineError(f"{where}: {error.message}", hint=error.hint) from error


def target_to_wire(target: Target) -> Frame:
    """Turn a target into what JSON can hold."""
    fields = {name: getattr(target, name) for name in Target.__dataclass_fields__}
    return fields | {"options": dict(target.options)}


def target_from_wire(data: Frame) -> Target:
    """Turn it back."""
    return Target(**data)
