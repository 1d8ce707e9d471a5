"""Reading a model's answers to the end."""

from collections.abc import Callable

from r1_assistant.domain.generation import Finished, GenerationControl, GenerationRequest, Part
from r1_assistant.engine.protocol import Engine


async def whole_answer(
    request: GenerationRequest,
    engine: Engine,
    control: GenerationControl | None = None,
    enough: Callable[[str], bool] | None = None,
) -> tuple[str, bool]:
    """Give the answer without the thought, and whether it came to its own end.

    Once `enough` of it has come, the rest is cancelled. Raises EngineError.
    """
    answer, ended = "", False
    events = engine.generate(request, control)
    try:
        async for event in events:
            if isinstance(event, Finished):
                ended = event.reason == "stop"
            elif event.part is Part.ANSWER:
                answer += event.text
                if enough is not None and enough(answer):
                    break
    finally:
        if (close := getattr(events, "aclose", None)) is not None:
            await close()
    return answer, ended
