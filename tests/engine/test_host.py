import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from r1_assistant.domain.errors import ContextTooLong, EngineCrashed, EngineError
from r1_assistant.domain.generation import (
    Delta,
    Event,
    Finished,
    GenerationRequest,
    Message,
    ModelInfo,
    Role,
    TokenScore,
)
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.keeper import MOST_RESTARTS, RESTART_PERIOD

TOY = (sys.executable, str(Path(__file__).with_name("toy_worker.py")))

MakeEngine = Callable[..., LocalEngine]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[MakeEngine]:
    """Makes engines that run the toy, and closes them."""
    async with AsyncExitStack() as stack:

        def make_engine(model: str = "toy", *, reasoning: bool = False, **more: Any) -> LocalEngine:
            info = ModelInfo(model, model, 4096, reasoning, False)
            log = tmp_path / "log" / "engine.log"
            engine = LocalEngine(tmp_path / model, info, log_file=log, command=TOY, **more)
            stack.push_async_callback(engine.aclose)
            return engine

        yield make_engine


def says(text: str) -> GenerationRequest:
    return GenerationRequest(raw_prompt=text)


async def collect(engine: LocalEngine, request: GenerationRequest) -> list[Event]:
    return [event async for event in engine.generate(request)]


async def answer(engine: LocalEngine, request: GenerationRequest) -> str:
    return "".join(e.text for e in await collect(engine, request) if isinstance(e, Delta))


async def until_it_runs(engine: LocalEngine) -> None:
    while (await engine.stats()).jobs < 1:
        await asyncio.sleep(0)


async def test_deltas_come_first_and_the_end_last(make: MakeEngine) -> None:
    events = await collect(make(), says("hello"))
    assert [type(event) for event in events] == [Delta, Delta, Finished]
    assert "".join(event.text for event in events if isinstance(event, Delta)) == "hello!"


async def test_answers_do_not_mix(make: MakeEngine) -> None:
    engine = make()
    texts = [f"number {i}" for i in range(20)]
    answers = await asyncio.gather(*(answer(engine, says(text)) for text in texts))
    assert answers == [f"{text}!" for text in texts]


async def test_scores_counts_and_info(make: MakeEngine) -> None:
    engine = make()
    score = TokenScore(0, 1, 0.5, "x", 0.25, 0.75, (("x", 0.25),))
    assert await engine.score("x") == (score,)
    assert await engine.score_each(["x", "x y"]) == ((score,), (score, score))
    assert await engine.score_each([]) == ()
    assert await engine.count_tokens("one two three") == 3
    assert await engine.count_each(["one two three", "", "four"]) == (3, 0, 1)
    assert (await engine.info()).id == "toy"


async def test_a_reasoning_model_gets_no_system_message(make: MakeEngine) -> None:
    messages = (Message(Role.SYSTEM, "short"), Message(Role.USER, "why?"))
    request = GenerationRequest(messages)
    assert await answer(make(reasoning=True), request) == "user:short\n\nwhy?!"
    assert await answer(make(), request) == "system:short|user:why?!"


async def test_a_closed_iterator_cancels(make: MakeEngine) -> None:
    engine = make()
    stream = engine.generate(says("endless"))
    assert await anext(stream) == Delta("answer", "endless")  # type: ignore[arg-type]
    await stream.aclose()  # type: ignore[attr-defined]
    assert (await engine.stats()).step == 1  # the toy counts cancellations there


async def test_stats_do_not_start_a_process(make: MakeEngine) -> None:
    engine = make()
    assert (await engine.stats()).jobs == 0
    assert engine.pid is None


async def test_a_cancelled_task_cancels(make: MakeEngine) -> None:
    engine = make()
    begun = asyncio.Event()

    async def consume() -> None:
        async for _ in engine.generate(says("endless")):
            begun.set()

    task = asyncio.create_task(consume())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await engine.stats()).step == 1


async def test_a_finished_request_is_not_cancelled(make: MakeEngine) -> None:
    engine = make()
    await collect(engine, says("hello"))
    assert (await engine.stats()).step == 0


async def test_a_crash_fails_what_runs_and_the_next_request_starts_anew(make: MakeEngine) -> None:
    engine = make()
    other = asyncio.create_task(collect(engine, says("endless")))
    await until_it_runs(engine)
    with pytest.raises(EngineCrashed, match=r"ended while it worked \(exit code 9\).*engine\.log"):
        await collect(engine, says("crash"))
    with pytest.raises(EngineCrashed):
        await other
    assert await answer(engine, says("again")) == "again!"


async def test_garbage_is_a_crash(make: MakeEngine) -> None:
    engine = make()
    with pytest.raises(EngineCrashed, match="makes no sense"):
        await collect(engine, says("garbage"))
    assert await answer(engine, says("again")) == "again!"


async def test_it_gives_up_after_too_many_crashes_and_tries_again_later(make: MakeEngine) -> None:
    now = 0.0
    engine = make(clock=lambda: now)
    for _ in range(MOST_RESTARTS + 1):
        with pytest.raises(EngineCrashed):
            await collect(engine, says("crash"))
    for _ in range(2):
        with pytest.raises(EngineError, match="crashed 4 times"):
            await collect(engine, says("hello"))
    now = RESTART_PERIOD + 1
    assert await answer(engine, says("hello")) == "hello!"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("damaged", r"damaged could not be loaded: It is damaged.*r1-model remove damaged"),
        ("deadly", r"while it loaded the model \(exit code 7\).*r1-model remove deadly"),
        ("old", "different versions"),
    ],
)
async def test_a_model_that_cannot_be_loaded(make: MakeEngine, model: str, message: str) -> None:
    engine = make(model)
    for _ in range(2):
        with pytest.raises(EngineError, match=message):
            await collect(engine, says("hello"))


async def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    info = ModelInfo("toy", "toy", 4096, False, False)
    missing = [str(tmp_path / "missing")]
    engine = LocalEngine(tmp_path, info, log_file=tmp_path / "log", command=missing)
    with pytest.raises(EngineError, match="cannot be started"):
        await collect(engine, says("hello"))


async def test_errors_keep_their_kind(make: MakeEngine) -> None:
    with pytest.raises(ContextTooLong, match=r"Too long\. Say less\."):
        await collect(make(), says("context"))


async def test_it_stops_when_idle_and_starts_again(make: MakeEngine) -> None:
    engine = make(idle_seconds=0)
    [*_, first] = await collect(engine, says("hello"))
    assert isinstance(first, Finished)
    while engine.pid is not None:
        await asyncio.sleep(0)
    [*_, second] = await collect(engine, says("hello"))
    assert isinstance(second, Finished)
    assert first.answer_tokens != second.answer_tokens  # the toy tells its process there


async def test_a_long_request_is_not_idle(make: MakeEngine) -> None:
    engine = make(idle_seconds=0)
    stream = engine.generate(says("endless"))
    await anext(stream)
    pid = engine.pid
    assert await engine.count_tokens("one two") == 2
    assert engine.pid == pid
    await stream.aclose()  # type: ignore[attr-defined]


async def test_closing_fails_what_runs(make: MakeEngine) -> None:
    engine = make()
    running = asyncio.create_task(collect(engine, says("endless")))
    await until_it_runs(engine)
    pid = engine.pid
    assert pid is not None
    await engine.aclose()
    await engine.aclose()
    with pytest.raises(EngineError, match="was stopped"):
        await running
    assert not psutil.pid_exists(pid)


async def test_warming_up_starts_the_process_once(make: MakeEngine) -> None:
    engine = make()
    await asyncio.gather(engine.warm_up(), engine.warm_up())
    pid = engine.pid
    await collect(engine, says("hello"))
    assert engine.pid == pid


async def test_what_is_printed_goes_to_the_log(make: MakeEngine, tmp_path: Path) -> None:
    await collect(make(), says("hello"))
    assert "a native library prints" in (tmp_path / "log" / "engine.log").read_text()
