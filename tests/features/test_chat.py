import pytest

from r1_assistant.domain.errors import ContextTooLong, EngineError
from r1_assistant.domain.generation import (
    Delta,
    Event,
    Finished,
    GenerationControl,
    Message,
    ModelInfo,
    Part,
    Role,
    Urgency,
)
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.chat import MOST_CHARACTERS, ChatConfig, chat, chat_request

CODER = ModelInfo("coder", "Coder", 4096, False, True)
THINKER = ModelInfo("thinker", "Thinker", 4096, True, False)
HELLO = (Message(Role.USER, "Hello?"),)


async def said(engine: ScriptedEngine, control: GenerationControl | None = None) -> list[Event]:
    return [event async for event in chat(HELLO, ChatConfig(), engine, control)]


def text(events: list[Event], part: Part) -> str:
    return "".join(one.text for one in events if isinstance(one, Delta) and one.part is part)


async def test_thought_and_answer_come_through() -> None:
    events = await said(ScriptedEngine([Scripted("Hello.", reasoning="Who is it?")]))
    assert text(events, Part.REASONING) == "Who is it?"
    assert text(events, Part.ANSWER) == "Hello."
    assert isinstance(events[-1], Finished)
    assert sum(isinstance(event, Finished) for event in events) == 1


def test_nothing_is_added_and_completions_go_first() -> None:
    messages = (Message(Role.SYSTEM, "Be kind."), *HELLO)
    request = chat_request(messages, ChatConfig(), THINKER)
    assert request.messages == messages
    assert request.urgency > Urgency.INTERACTIVE
    assert request.sampling.temperature == 0.6
    assert (request.max_tokens, request.reasoning_tokens) == (1024, 1024)


def test_bounds_are_the_callers_and_the_models() -> None:
    config = ChatConfig(max_tokens=10**9, reasoning_tokens=7)
    request = chat_request(HELLO, config, THINKER)
    assert (request.max_tokens, request.reasoning_tokens) == (4096, 7)
    assert chat_request(HELLO, config, CODER).reasoning_tokens == 0


def test_neighbours_of_one_role_are_one_turn() -> None:
    talk = [(Role.USER, "a"), (Role.USER, "b"), (Role.ASSISTANT, "c"), (Role.USER, "d")]
    request = chat_request([Message(*one) for one in talk], ChatConfig(), CODER)
    assert [(one.role, one.content) for one in request.messages] == [
        (Role.USER, "a\n\nb"),
        (Role.ASSISTANT, "c"),
        (Role.USER, "d"),
    ]


async def test_a_thought_without_an_answer_is_asked_again() -> None:
    engine = ScriptedEngine([Scripted("", reasoning="Hm."), Scripted("Well.")])
    events = await said(engine)
    assert text(events, Part.ANSWER) == "Well."
    assert [one.reasoning_tokens for one in engine.requests] == [1024, 0]


async def test_no_answer_at_all_is_an_error() -> None:
    with pytest.raises(EngineError, match="no answer"):
        await said(ScriptedEngine([Scripted(""), Scripted("")]))


async def test_the_thought_can_be_ended() -> None:
    control = GenerationControl()
    control.answer_now()
    events = await said(ScriptedEngine([Scripted("Yes.", reasoning="Long thought.")]), control)
    assert text(events, Part.REASONING) == ""


async def test_what_is_too_long_says_what_to_do() -> None:
    engine = ScriptedEngine([ContextTooLong("The prompt has 9 tokens.", hint="Review less.")])
    with pytest.raises(ContextTooLong, match=r"has 9 tokens\. Begin a new conversation"):
        await said(engine)
    endless = [Message(Role.USER, "x" * (MOST_CHARACTERS + 1))]
    with pytest.raises(ContextTooLong, match=r"has 4000001 characters\. Begin a new"):
        _ = [event async for event in chat(endless, ChatConfig(), engine)]
    assert len(engine.requests) == 1
