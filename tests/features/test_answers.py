from r1_assistant.domain.generation import GenerationRequest
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.answers import goes_round, whole_answer


async def test_an_answer_is_read_without_its_thought() -> None:
    engine = ScriptedEngine([Scripted("the answer", reasoning="a thought")])
    assert await whole_answer(GenerationRequest(), engine) == ("the answer", True)


async def test_enough_of_an_answer_ends_the_generation() -> None:
    engine = ScriptedEngine([Scripted("one two three four", piece=4)])
    answer, ended = await whole_answer(
        GenerationRequest(), engine, enough=lambda text: "two" in text
    )
    assert (answer, ended) == ("one two ", False)
    assert engine.cancelled == engine.requests


def test_the_same_line_ten_times_goes_round() -> None:
    assert goes_round("x\n" + "{10, 10},\n" * 10)
    assert not goes_round("x\n" + "{10, 10},\n" * 9)
    assert not goes_round("\n" * 50)
    assert not goes_round("a\nb\n" * 50)
