"""Reading a model's answers to the end."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import (
    Delta,
    Event,
    Finished,
    GenerationControl,
    GenerationRequest,
    Part,
)
from r1_assistant.engine.protocol import Engine

_LOOP = re.compile(r"^([^\n]*\S[^\n]*\n)\1{9}", re.MULTILINE)
"""The same line ten times over: a model that does not find out of it by itself."""


def goes_round(answer: str) -> bool:
    """Tell whether an answer ends with the same line again and again."""
    return bool(_LOOP.search(answer, max(len(answer) - 2_000, 0)))


async def answered(
    request: GenerationRequest, engine: Engine, control: GenerationControl | None = None
) -> AsyncIterator[Event]:
    """Stream an answer: any number of `Delta`, then one `Finished`.

    A model that has thought and then said nothing is asked once more, to answer at once. Raises
    EngineError, also if nothing came even so.
    """
    attempts = (
        [request, replace(request, reasoning_tokens=0)] if request.reasoning_tokens else [request]
    )
    for attempt in attempts:
        said = False
        async for event in engine.generate(attempt, control):
            if isinstance(event, Delta):
                said |= event.part is Part.ANSWER
            if said or isinstance(event, Delta):
                yield event
        if said:
            return
    raise EngineError("The model gave no answer.", hint="Try again, or with another model.")


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
