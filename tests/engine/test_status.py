import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import EngineState, EngineStatus, GenerationRequest, ModelInfo
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.status import PAUSE, Notice

TOY = (sys.executable, str(Path(__file__).with_name("toy_worker.py")))

Make = Callable[..., LocalEngine]


class Told(list[EngineStatus]):
    """Collects what was told, and lets a test wait for it."""

    def __init__(self) -> None:
        self.news = asyncio.Event()

    def __call__(self, status: EngineStatus) -> None:
        self.append(status)
        self.news.set()

    async def until(self, holds: Callable[[EngineStatus], bool]) -> EngineStatus:
        while not (self and holds(self[-1])):
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 20)
        return self[-1]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Makes engines that run the toy, and closes them."""
    async with AsyncExitStack() as stack:

        def make_engine(model: str = "toy", **more: Any) -> LocalEngine:
            info = ModelInfo(model, model, 4096, False, False, "npu")
            log = tmp_path / "log" / "engine.log"
            engine = LocalEngine(tmp_path / model, info, log_file=log, command=TOY, **more)
            stack.push_async_callback(engine.aclose)
            return engine

        yield make_engine


def expected(state: EngineState, model: str = "toy", *more: Any) -> EngineStatus:
    return EngineStatus(state, model, "npu", *more, title=model, context_length=4096)


def says(text: str) -> GenerationRequest:
    return GenerationRequest(raw_prompt=text)


async def collect(engine: LocalEngine, request: GenerationRequest) -> None:
    async for _ in engine.generate(request):
        pass


async def test_asking_for_the_status_starts_nothing(make: Make) -> None:
    engine = make()
    assert engine.status() == expected("stopped")
    assert engine.pid is None


async def test_what_it_does_and_how_fast(make: Make) -> None:
    engine = make()
    stream = engine.generate(says("endless"))
    await anext(stream)
    assert engine.status() == expected("busy", "toy", 12.3, 1, 1.0)
    await stream.aclose()  # type: ignore[attr-defined]
    assert engine.status() == expected("ready", "toy", 12.3, 0, 1.0)
    await engine.aclose()
    assert engine.status() == expected("stopped", "toy", 12.3)


async def test_counting_is_no_work(make: Make) -> None:
    told = Told()
    engine = make(on_status=told)
    await engine.warm_up()
    await told.until(lambda status: status.state == "ready")
    told.clear()
    for _ in range(20):
        await engine.count_tokens("a b")
    assert told == []


@pytest.mark.parametrize("model", ["damaged", "deadly"])
async def test_a_model_that_cannot_be_loaded_failed(make: Make, model: str) -> None:
    told = Told()
    engine = make(model, on_status=told)
    with pytest.raises(EngineError):
        await collect(engine, says("hello"))
    assert engine.status() == expected("failed", model)
    await told.until(lambda status: status.state == "failed" and status.queue == 0)


async def test_a_program_that_is_not_there_failed(tmp_path: Path) -> None:
    info = ModelInfo("toy", "toy", 4096, False, False)
    engine = LocalEngine(tmp_path, info, log_file=tmp_path / "log", command=[str(tmp_path / "x")])
    with pytest.raises(EngineError):
        await engine.warm_up()
    assert engine.status().state == "failed"
    await engine.aclose()
    assert engine.status().state == "stopped"


async def test_a_crash_while_nobody_waits_is_told(make: Make) -> None:
    told = Told()
    engine = make(on_status=told)
    await engine.warm_up()
    await told.until(lambda status: status.state == "ready")
    psutil.Process(engine.pid).kill()
    await told.until(lambda status: status.state == "failed")
    await collect(engine, says("again"))
    await told.until(lambda status: status.state == "ready")


async def test_idle_it_stops_and_says_so(make: Make) -> None:
    told = Told()
    engine = make(on_status=told, idle_seconds=0)
    await collect(engine, says("hello"))
    await told.until(lambda status: status.state == "stopped")


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes have no place in a folder")
async def test_loading_is_told_by_the_memory_of_the_process(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "slow"
    folder.mkdir()
    with (folder / "model.onnx.data").open("wb") as file:
        file.truncate(128 << 20)
    os.mkfifo(folder / "gate")
    told = Told()
    engine = make("slow", on_status=told)
    warming = asyncio.create_task(engine.warm_up())
    half = await told.until(lambda status: status.loading >= 0.5)
    assert half.state == "loading"
    assert half.loading < 0.99
    (folder / "gate").write_bytes(b"x")
    await warming
    assert engine.status().loading == 1.0
    await told.until(lambda status: status.state == "ready")
    parts = [status.loading for status in told if status.state == "loading"]
    assert parts == sorted(parts)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes have no place in a folder")
async def test_more_memory_than_weights_is_not_ready_yet(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "slow"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"x" * 1000)
    os.mkfifo(folder / "gate")
    told = Told()
    engine = make("slow", on_status=told)
    warming = asyncio.create_task(engine.warm_up())
    status = await told.until(lambda status: status.loading > 0)
    assert (status.state, status.loading) == ("loading", 0.99)
    (folder / "gate").write_bytes(b"x")
    await warming


async def test_a_listener_is_told_at_most_so_often() -> None:
    loop = asyncio.get_running_loop()
    speed = 0.0
    times: list[float] = []
    done = asyncio.Event()

    def listen(status: EngineStatus) -> None:
        times.append(loop.time())
        if status.tokens_per_second == 1000:
            done.set()

    notice = Notice(lambda: EngineStatus("busy", tokens_per_second=speed), listen)
    notice.changed()
    assert times == []  # it is as it was
    for speed in range(1, 1001):  # noqa: B007 - the status reads it
        notice.changed()
    assert len(times) == 1
    await done.wait()
    assert len(times) == 2
    assert times[1] - times[0] >= PAUSE - 0.01
