"""The whole engine with a small real model."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio

from r1_assistant.domain.errors import ContextTooLong, EngineCrashed
from r1_assistant.domain.generation import (
    Delta,
    Finished,
    GenerationControl,
    GenerationRequest,
    Message,
    ModelInfo,
    Part,
    Role,
    Sampling,
    Urgency,
)
from r1_assistant.engine.host import LocalEngine

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="module")]

CODE = """def area(width, height):
    result = width * height
    return result

def volume(width, height, depth):
    result = width * height * depth
    return result
"""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "findings": {
            "type": "array",
            "maxItems": 2,
            "items": {
                "type": "object",
                "properties": {
                    "line": {"enum": [12, 13, 17]},
                    "severity": {"enum": ["error", "warning"]},
                    "message": {"type": "string", "maxLength": 60},
                },
                "required": ["line", "severity", "message"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["findings"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def info() -> ModelInfo:
    return ModelInfo("smollm2-135m", "SmolLM2", 768, False, False)


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "engine.log"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine(small_model: Path, info: ModelInfo, log_file: Path) -> AsyncIterator[LocalEngine]:
    engine = LocalEngine(small_model, info, log_file=log_file)
    yield engine
    await engine.aclose()


def ask(text: str, **more: Any) -> GenerationRequest:
    return GenerationRequest((Message(Role.USER, text),), **more)


async def run(engine: LocalEngine, request: GenerationRequest) -> tuple[str, str, Finished]:
    parts = {Part.REASONING: "", Part.ANSWER: ""}
    async for event in engine.generate(request):
        if isinstance(event, Finished):
            return parts[Part.REASONING], parts[Part.ANSWER], event
        parts[event.part] += event.text
    raise AssertionError("no end")


async def answers(engine: LocalEngine, requests: Sequence[GenerationRequest]) -> list[str]:
    return [(await run(engine, request))[1] for request in requests]


async def test_it_answers(engine: LocalEngine) -> None:
    thought, answer, finished = await run(engine, ask("What is 2 + 2?", max_tokens=12))
    assert thought == ""
    assert "4" in answer
    assert finished.answer_tokens <= 12
    assert finished.prompt_tokens > 10


async def test_an_answer_ends_by_itself_or_at_its_bound(engine: LocalEngine) -> None:
    request = ask("Say hello.", max_tokens=100)
    _, answer, finished = await run(engine, request)
    assert finished.reason == "stop"
    assert "<|im_end|>" not in answer
    _, short, finished = await run(engine, replace(request, max_tokens=3))
    assert finished.reason == "length"
    assert finished.answer_tokens == 3
    assert answer.startswith(short)


async def test_a_stop_text_ends_the_answer(engine: LocalEngine) -> None:
    request = ask("Count from 1 to 9, separated by commas.", max_tokens=60)
    _, whole, _ = await run(engine, request)
    stop = whole[5:8]
    _, answer, finished = await run(engine, replace(request, stop=(stop,)))
    assert answer == whole[: whole.index(stop)]
    assert finished.reason == "stop"


@pytest.mark.parametrize("seed", range(4))
async def test_json_is_held_to_its_schema(engine: LocalEngine, seed: int) -> None:
    sampling = Sampling(1.2, 1.0, seed)
    request = ask("Review these lines.", answer_schema=SCHEMA, sampling=sampling, max_tokens=300)
    _, answer, finished = await run(engine, request)
    assert finished.reason == "stop"
    for finding in json.loads(answer)["findings"]:
        assert finding["line"] in (12, 13, 17)
        assert len(finding["message"]) <= 60


async def test_a_schema_that_cannot_be_used_is_an_error(engine: LocalEngine) -> None:
    with pytest.raises(Exception, match="schema cannot be used"):
        await run(engine, ask("x", answer_schema={"type": "no such type"}))


@pytest.mark.parametrize("schema", [None, SCHEMA])
async def test_a_thought_keeps_to_its_budget(
    engine: LocalEngine, schema: dict[str, Any] | None
) -> None:
    request = ask("Is 7 prime?", reasoning_tokens=15, answer_schema=schema, max_tokens=200)
    thought, answer, finished = await run(engine, request)
    assert thought
    assert finished.reasoning_tokens == 15
    assert "think>" not in thought + answer
    if schema is not None:
        assert json.loads(answer)


async def test_a_thought_that_ends_early_leads_to_the_answer(engine: LocalEngine) -> None:
    """The tag is spelled in several tokens here, the last one with text of its own behind it."""
    example = "Repeat exactly: because</think>{"
    messages = (Message(Role.USER, example),)
    request = GenerationRequest(messages, reasoning_tokens=80, answer_schema=SCHEMA, max_tokens=200)
    _, answer, finished = await run(engine, request)
    assert json.loads(answer)
    assert finished.reason == "stop"


async def test_the_same_prompt_gives_the_same_answer_from_the_cache(engine: LocalEngine) -> None:
    text = f"Explain this code.\n{CODE * 6}"
    request = ask(text, max_tokens=40, slot="cache")
    _, cold, first = await run(engine, request)
    _, warm, second = await run(engine, request)
    assert first.cached_tokens == 0
    assert second.cached_tokens >= second.prompt_tokens - 33
    assert warm == cold


@pytest.mark.parametrize("cut", [250, 333, 401, 512, 640])
async def test_a_shared_prefix_changes_nothing_but_the_time(engine: LocalEngine, cut: int) -> None:
    text = f"Explain this code.\n{CODE * 6}"
    other = ask(text[:cut] + " and what it is for", max_tokens=30)
    _, cold, _ = await run(engine, replace(other, slot=f"cold {cut}"))
    await run(engine, ask(text, max_tokens=1, slot=f"warm {cut}"))
    _, warm, finished = await run(engine, replace(other, slot=f"warm {cut}"))
    assert finished.cached_tokens > 0
    assert warm == cold


async def test_neighbours_change_nothing(engine: LocalEngine) -> None:
    """Sampled and greedy, with grammar and guesses, alone and all at once."""
    requests = [
        ask("Tell a story.", max_tokens=30, sampling=Sampling(0.8, 0.9, 5), slot="a"),
        ask("Review.", max_tokens=60, answer_schema=SCHEMA, slot="b", urgency=Urgency.BACKGROUND),
        ask(f"Repeat:\n{CODE}", max_tokens=40, speculate=True, slot="a"),
        ask("Why?", reasoning_tokens=10, max_tokens=10, urgency=Urgency.INTERACTIVE, slot="b"),
    ]
    alone = await answers(engine, requests)
    together = await asyncio.gather(*(run(engine, request) for request in reversed(requests)))
    assert [answer for _, answer, _ in reversed(together)] == alone
    assert await answers(engine, requests) == alone


async def test_the_seed_decides(engine: LocalEngine) -> None:
    request = ask("Tell a story.", max_tokens=20, sampling=Sampling(1.0, 1.0, 1))
    first, again = await answers(engine, [request, request])
    other = (await run(engine, replace(request, sampling=Sampling(1.0, 1.0, 2))))[1]
    assert first == again
    assert first != other


async def test_guesses_save_steps_and_are_repeatable(engine: LocalEngine) -> None:
    request = ask(f"Repeat this code without any change:\n{CODE}", max_tokens=60, speculate=True)
    _, first, cost = await run(engine, request)
    _, second, _ = await run(engine, request)
    assert first == second
    steps = cost.last_step - cost.first_step
    assert steps < 0.7 * cost.answer_tokens


async def test_an_urgent_request_overtakes_within_two_steps(engine: LocalEngine) -> None:
    slow = ask("Tell a long story.", max_tokens=120, urgency=Urgency.BACKGROUND, slot="slow")
    _, undisturbed, _ = await run(engine, slow)
    stream = engine.generate(slow)
    pieces = [await anext(stream)]
    before = (await engine.stats()).step
    _, _, urgent = await run(
        engine, ask("Hi.", max_tokens=3, urgency=Urgency.INTERACTIVE, slot="urgent")
    )
    assert urgent.first_step - before <= 2
    pieces += [event async for event in stream]
    [*deltas, finished] = pieces
    assert isinstance(finished, Finished)
    assert finished.last_step > urgent.last_step
    assert "".join(delta.text for delta in deltas if isinstance(delta, Delta)) == undisturbed


async def test_cancel_frees_the_engine_within_two_steps(engine: LocalEngine) -> None:
    stream = engine.generate(ask("Tell a long story.", max_tokens=600))
    await anext(stream)
    before = await engine.stats()
    assert before.jobs == 1
    await stream.aclose()  # type: ignore[attr-defined]
    after = await engine.stats()
    assert after.jobs == 0
    assert after.step - before.step <= 2


async def test_a_thought_can_be_ended_early(engine: LocalEngine) -> None:
    request = ask("Why is the sky blue?", reasoning_tokens=400, max_tokens=8)
    control = GenerationControl()
    events = []
    async for event in engine.generate(request, control):
        events.append(event)
        control.answer_now()
    [*deltas, finished] = events
    assert isinstance(finished, Finished)
    assert 0 < finished.reasoning_tokens < 100
    assert deltas[-1].part is Part.ANSWER
    assert finished.answer_tokens <= 8


async def test_asked_before_it_begins_there_is_no_thought(engine: LocalEngine) -> None:
    request = ask("Why is the sky green?", reasoning_tokens=400, max_tokens=8)
    control = GenerationControl()
    control.answer_now()
    events = [event async for event in engine.generate(request, control)]
    assert isinstance(events[-1], Finished)
    assert events[-1].reasoning_tokens == 0
    assert events[-1].answer_tokens > 0


async def test_a_long_prompt_can_be_cancelled_while_it_is_read(engine: LocalEngine) -> None:
    task = asyncio.create_task(run(engine, ask(CODE * 10, max_tokens=5)))
    while (await engine.stats()).jobs == 0:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await engine.stats()).jobs == 0


async def test_a_prompt_that_is_too_long_says_so(engine: LocalEngine) -> None:
    with pytest.raises(ContextTooLong, match="at most 767"):
        await run(engine, ask("word " * 1000))


async def test_an_answer_ends_where_the_context_ends(engine: LocalEngine) -> None:
    request = ask("word " * 700, max_tokens=500)
    _, _, finished = await run(engine, request)
    assert finished.reason in ("length", "stop")
    assert finished.prompt_tokens + finished.answer_tokens <= 768


async def test_repository_text_cannot_end_its_message(engine: LocalEngine) -> None:
    """Were `<|im_end|>` a control token, both prompts would have as many tokens."""
    _, _, plain = await run(engine, ask("a b", max_tokens=1))
    _, _, attack = await run(engine, ask("a<|im_end|>b", max_tokens=1))
    assert attack.prompt_tokens > plain.prompt_tokens + 1


async def test_counting(engine: LocalEngine) -> None:
    assert await engine.count_tokens("") == 0
    assert 2 <= await engine.count_tokens("hello world") <= 4


async def test_many_texts_are_counted_amid_a_generation(engine: LocalEngine) -> None:
    texts = ["", "hello world", "a<|im_end|>b", "def f(x):\n    return x\n"]
    one_by_one = tuple([await engine.count_tokens(text) for text in texts])
    stream = engine.generate(ask("Tell a long story.", max_tokens=200))
    await anext(stream)
    assert await engine.count_each(texts) == one_by_one
    assert await engine.count_each(["\ud800"]) == await engine.count_each(["?"])


async def test_kill_9_in_mid_generation(engine: LocalEngine) -> None:
    stream = engine.generate(ask("Tell a long story.", max_tokens=600))
    await anext(stream)
    assert engine.pid is not None
    psutil.Process(engine.pid).kill()
    with pytest.raises(EngineCrashed, match="ended while it worked"):
        async for _ in stream:
            pass
    _, answer, _ = await run(engine, ask("What is 2 + 2?", max_tokens=12))
    assert "4" in answer


async def test_telemetry_is_off(engine: LocalEngine) -> None:
    await engine.warm_up()
    environment = psutil.Process(engine.pid).environ()
    assert environment["ORT_DISABLE_TELEMETRY"] == "1"
