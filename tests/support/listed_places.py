"""Places of a model that a test lists, and a question to the engine that has them."""

from collections.abc import Sequence

from r1_assistant.domain.errors import EngineError, LoadFailed
from r1_assistant.domain.generation import Delta, GenerationRequest
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.placement import Placement


class Listed:
    """Places in order; what failed is left out, and noted as device, cause and message."""

    def __init__(self, *places: Placement) -> None:
        self.places = list(places)
        self.failures: list[tuple[str, str, str]] = []

    def placements(self) -> Sequence[Placement]:
        if not self.places:
            raise EngineError("Nothing is left.")
        return self.places

    def failed(self, placement: Placement, error: LoadFailed) -> None:
        self.places.remove(placement)
        self.failures.append((placement.info.device, error.cause, error.message))


async def answer(engine: LocalEngine, prompt: str = "hello") -> str:
    events = [event async for event in engine.generate(GenerationRequest(raw_prompt=prompt))]
    return "".join(event.text for event in events if isinstance(event, Delta))
