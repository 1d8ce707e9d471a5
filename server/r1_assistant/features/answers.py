"""Reading a model's answers to the end."""

from collections.abc import Callable

from r1_assistant.domain.generation import Finished, GenerationControl, GenerationRequest, Part
from r1_assistant.engine.protocol import Engine


async def whole_answer(
    request: GenerationRequest,
    engine: Engine,
    control: GenerationControl | None = None,
    enough: Callable[[str], bool] | None = None,
) -> str:
    """Give the answer without the thought; cancels the rest once `enough` of it has come.

    Raises EngineError.
    """
    answer = ""
    events = engine.generate(request, control)
    try:
        async for event in events:
            if isinstance(event, Finished) or event.part is not Part.ANSWER:
                continue
            answer += event.text
            if enough is not None and enough(answer):
                break
    finally:
        if (close := getattr(events, "aclose", None)) is not None:
            await close()
    return answer
