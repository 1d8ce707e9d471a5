import asyncio

import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import (
    Delta,
    Event,
    Finished,
    GenerationControl,
    GenerationRequest,
    Part,
)
from r1_assistant.engine.scripted import Scripted, ScriptedEngine

REQUEST = GenerationRequest(raw_prompt="?")
REPLY = Scripted("the answer", reasoning="a long thought", piece=4)


def texts(events: list[Event]) -> tuple[str, str]:
    parts = dict.fromkeys(Part, "")
    for event in events:
        if isinstance(event, Delta):
            parts[event.part] += event.text
    return parts[Part.REASONING], parts[Part.ANSWER]


async def test_without_a_control_everything_is_said() -> None:
    engine = ScriptedEngine([REPLY])
    events = [event async for event in engine.generate(REQUEST)]
    assert texts(events) == ("a long thought", "the answer")
    assert events[-1] == Finished("stop", reasoning_tokens=3, answer_tokens=2)
    assert (engine.finished, engine.cancelled) == ([REQUEST], [])


@pytest.mark.parametrize(("after", "thought"), [(0, ""), (1, "a lo"), (2, "a long t")])
async def test_answering_now_skips_the_rest_of_the_thought(after: int, thought: str) -> None:
    control = GenerationControl()
    events: list[Event] = []
    if after == 0:
        control.answer_now()
    async for event in ScriptedEngine([REPLY]).generate(REQUEST, control):
        events.append(event)
        if len(events) == after:
            control.answer_now()
    assert texts(events) == (thought, "the answer")


async def test_it_waits_where_it_is_told_to_and_can_be_cancelled_there() -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def pause() -> None:
        reached.set()
        await go_on.wait()

    engine = ScriptedEngine([REPLY], pause=pause)

    async def consume() -> None:
        async for _ in engine.generate(REQUEST):
            pass

    task = asyncio.create_task(consume())
    await reached.wait()
    assert (engine.finished, engine.cancelled) == ([], [])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (engine.finished, engine.cancelled) == ([], [REQUEST])


async def test_others_have_their_turn_between_pieces() -> None:
    turns: list[str] = []

    async def consume(name: str) -> None:
        engine = ScriptedEngine([Scripted("123", piece=1)])
        async for event in engine.generate(REQUEST):
            turns.extend([name] if isinstance(event, Delta) else [])

    await asyncio.gather(consume("a"), consume("b"))
    assert turns == list("ababab")


async def test_a_failure_is_an_end_too() -> None:
    engine = ScriptedEngine([EngineError("No.")])
    with pytest.raises(EngineError):
        await anext(engine.generate(REQUEST))
    assert engine.finished == [REQUEST]
