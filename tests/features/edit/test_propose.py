import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import GenerationControl, ModelInfo, Role, Urgency
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.edit.propose import propose
from r1_assistant.features.edit.target import EditConfig, EditKind, Proposal, Refusal
from support.edits import applied, target_of

CODER = ModelInfo("coder", "Coder", 4096, False, True)
TEXT = "def f(a):\n    if a:\n        return True\n    return False\n"
GOOD = "```python\ndef f(a):\n    return bool(a)\n```"
BAD = "```python\ndef f(b):\n    return bool(b)\n```"


async def test_a_proposal() -> None:
    engine = ScriptedEngine([Scripted(GOOD, reasoning="Hm.")])
    found = await propose(EditKind.SIMPLIFY, target_of(TEXT, name="f"), engine, EditConfig())
    assert isinstance(found, Proposal)
    assert applied(TEXT, found) == "def f(a):\n    return bool(a)\n"
    (request,) = engine.requests
    assert (request.urgency, request.slot) == (Urgency.INTERACTIVE, "edit")
    assert request.reasoning_tokens > 0
    assert request.sampling.temperature == 0.6


async def test_a_second_attempt_is_told_what_was_wrong() -> None:
    engine = ScriptedEngine([Scripted(BAD), Scripted(GOOD)])
    target, config = target_of(TEXT, name="f"), EditConfig(seed=3)
    assert isinstance(await propose(EditKind.SIMPLIFY, target, engine, config), Proposal)
    first, second = engine.requests
    assert second.messages[: len(first.messages)] == first.messages
    assert [message.role for message in second.messages[-2:]] == [Role.ASSISTANT, Role.USER]
    assert "does not keep the first lines of `f`" in second.messages[-1].content
    assert (first.sampling.seed, second.sampling.seed) == (3, 4)


async def test_an_answer_that_goes_round_is_cut_short_and_not_shown_again() -> None:
    endless = "```python\ndef f(a):\n" + "    a = bool(a)\n" * 500
    engine = ScriptedEngine([Scripted(endless), Scripted(GOOD)])
    target = target_of(TEXT, name="f")
    assert isinstance(await propose(EditKind.SIMPLIFY, target, engine, EditConfig()), Proposal)
    first, second = engine.requests
    assert engine.cancelled == [first]
    assert [message.role for message in second.messages] == [Role.SYSTEM, Role.USER]
    assert second.messages[-1].content.startswith(first.messages[-1].content)
    assert "it does not come to an end" in second.messages[-1].content


async def test_two_failures_are_a_refusal() -> None:
    engine = ScriptedEngine([Scripted(BAD), Scripted("I can't.")], info=CODER)
    found = await propose(EditKind.SIMPLIFY, target_of(TEXT, name="f"), engine, EditConfig())
    assert isinstance(found, Refusal)
    assert found.sentence.startswith("R1 found no change that can be used: ")
    assert found.sentence.endswith(".")
    assert all(request.reasoning_tokens == 0 for request in engine.requests)


async def test_what_cannot_work_is_not_asked() -> None:
    engine = ScriptedEngine()
    assert isinstance(
        await propose(EditKind.DOC_COMMENT, target_of("x = 1\n"), engine, EditConfig()), Refusal
    )
    long = target_of(TEXT, name="f")
    found = await propose(EditKind.SIMPLIFY, long, engine, EditConfig(code_tokens=3))
    assert isinstance(found, Refusal)
    assert "too long" in found.sentence
    assert not engine.requests


async def test_the_repositorys_notes_are_in_the_prompt() -> None:
    engine = ScriptedEngine([Scripted("Tells whether a holds.")])
    config = EditConfig(instructions="Write like a pirate.")
    assert isinstance(
        await propose(EditKind.DOC_COMMENT, target_of(TEXT, name="f"), engine, config), Proposal
    )
    assert "Write like a pirate." in engine.requests[0].messages[0].content


async def test_the_thought_can_be_ended() -> None:
    control = GenerationControl()
    control.answer_now()
    engine = ScriptedEngine([Scripted(GOOD, reasoning="Never said.")])
    target = target_of(TEXT, name="f")
    assert isinstance(
        await propose(EditKind.SIMPLIFY, target, engine, EditConfig(), control), Proposal
    )


async def test_completing_here() -> None:
    text = "def f(a):\n    \n\nx = 1\n"
    engine = ScriptedEngine([Scripted("b = a\n    return b\n\ny = 2\n")], info=CODER)
    target = target_of(text, at="\n\nx")
    found = await propose(EditKind.COMPLETE_HERE, target, engine, EditConfig())
    assert isinstance(found, Proposal)
    assert applied(text, found) == "def f(a):\n    b = a\n    return b\n\nx = 1\n"


async def test_completing_with_nothing() -> None:
    engine = ScriptedEngine([Scripted(" \n")], info=CODER)
    target = target_of("x = 1\n\n", at="\n\n")
    assert isinstance(await propose(EditKind.COMPLETE_HERE, target, engine, EditConfig()), Refusal)


async def test_a_model_that_died_is_no_refusal() -> None:
    engine = ScriptedEngine([EngineError("The model's process died.")])
    with pytest.raises(EngineError):
        await propose(EditKind.SIMPLIFY, target_of(TEXT, name="f"), engine, EditConfig())
