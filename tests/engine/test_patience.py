"""A process that loads for ever is ended, and the model is tried elsewhere, or not again."""

import asyncio
import math
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine import child
from r1_assistant.engine.child import Child
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.keeper import RESTART_PERIOD
from r1_assistant.engine.patience import awake_for, in_words, seconds_to_load
from r1_assistant.engine.placement import OnlyPlacement, Placement, Target
from support.listed_places import Listed, answer

TOY = (sys.executable, str(Path(__file__).with_name("toy_worker.py")))


def place(folder: Path, device: str = "cpu") -> Placement:
    info = ModelInfo(folder.name, folder.name, 4096, False, False, device)
    return Placement(folder, info, Target(device, "" if device == "cpu" else "SomeProvider"))


def hurried(place: Placement) -> float:
    """Give no time to a model that hangs, and plenty to any other."""
    return 0.0 if place.folder.name in ("hangs", "holds") else 600.0


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


def engine_for(listed: Any, first: Placement, stack: AsyncExitStack, **more: Any) -> LocalEngine:
    log = first.folder.parent / "log" / "engine.log"
    engine = LocalEngine(
        first.folder,
        first.info,
        log_file=log,
        command=TOY,
        placing=listed,
        patience=hurried,
        **more,
    )
    stack.push_async_callback(engine.aclose)
    return engine


async def test_a_device_on_which_loading_hangs_is_left(
    tmp_path: Path, closing: AsyncExitStack
) -> None:
    npu, cpu = place(tmp_path / "hangs", "npu"), place(tmp_path / "b")
    listed, pids = Listed(npu, cpu), set[int]()
    spawn = Child.spawn

    engine = engine_for(listed, npu, closing)
    with pytest.MonkeyPatch.context() as patch:

        async def noted(*arguments: Any, **more: Any) -> Child:
            child = await spawn(*arguments, **more)
            pids.add(child.pid)
            return child

        patch.setattr(Child, "spawn", noted)
        assert await answer(engine) == "hello!"
    assert listed.failures == [("npu", "hang", "it was not loaded after 0 seconds.")]
    assert (engine.status().state, engine.status().device) == ("ready", "cpu")
    assert [pid for pid in pids if psutil.pid_exists(pid)] == [engine.pid]


async def test_without_another_device_a_sentence_says_so(
    tmp_path: Path, closing: AsyncExitStack
) -> None:
    hangs = place(tmp_path / "hangs", "npu")
    engine = engine_for(OnlyPlacement(hangs.folder, hangs.info), hangs, closing)
    with pytest.raises(EngineError, match="could not be loaded on the NPU: it was not loaded"):
        await answer(engine)
    assert engine.status().state == "failed"


async def test_on_the_cpu_nobody_waits_twice(tmp_path: Path, closing: AsyncExitStack) -> None:
    hangs, clock = place(tmp_path / "hangs"), Clock()
    engine = engine_for(None, hangs, closing, clock=clock)
    with pytest.raises(EngineError, match="hangs could not be loaded: it was not loaded after"):
        await answer(engine)
    with pytest.raises(
        EngineError, match=r"hangs could not be loaded: .* in time a few minutes ago"
    ):
        await answer(engine)
    assert (engine.status().state, engine.pid) == ("failed", None)
    clock.now += RESTART_PERIOD
    with pytest.raises(EngineError, match="hangs could not be loaded: it was not loaded after"):
        await answer(engine)


@pytest.mark.skipif(sys.platform == "win32", reason="a fork")
async def test_a_process_that_cannot_be_ended_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "LONGEST_END", 0.0)
    folder = tmp_path / "holds"
    folder.mkdir()
    os.mkfifo(folder / "gate")
    held = await Child.spawn(tmp_path / "engine.log", lambda: None, command=TOY)
    gate = os.open(folder / "gate", os.O_RDWR)  # its own child waits here, with the pipe in hand
    try:
        load = {"folder": str(folder), "target": {"device": "npu"}}
        loading = asyncio.create_task(held.load(load))
        while not psutil.Process(held.pid).children():
            await asyncio.sleep(0)
        _, inbox = held.open({"op": "stats"})
        await held.aclose()
        assert not held.alive
        assert str(inbox.get_nowait()) == "The model was stopped."
        with pytest.raises(EngineError, match="was stopped"):
            await loading
    finally:
        os.write(gate, b"x")
        os.close(gate)
        await held._process.wait()


def test_the_time_grows_with_the_model_and_depends_on_the_device(tmp_path: Path) -> None:
    assert [seconds_to_load(place(tmp_path, d)) for d in ("cpu", "gpu", "npu")] == [120, 300, 900]
    with (tmp_path / "model.onnx.data").open("wb") as file:
        file.truncate(2_000_000_000)
    assert seconds_to_load(place(tmp_path)) == 320
    assert seconds_to_load(place(tmp_path / "missing")) == 120


def test_the_environment_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("R1_LOAD_SECONDS", "7.5")
    assert seconds_to_load(place(tmp_path, "npu")) == 7.5
    monkeypatch.setenv("R1_LOAD_SECONDS", "0")
    assert seconds_to_load(place(tmp_path)) == math.inf
    for wrong in ("soon", "-1", "nan"):
        monkeypatch.setenv("R1_LOAD_SECONDS", wrong)
        with pytest.raises(EngineError, match=f"R1_LOAD_SECONDS is '{wrong}'"):
            seconds_to_load(place(tmp_path))


class Leaping(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward, as while the machine is asleep."""

    slept = 0.0

    def time(self) -> float:
        return super().time() + self.slept


async def pass_by() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def work_for_15_seconds(loop: Leaping) -> None:
    async with awake_for(10):
        for _ in range(3):
            loop.slept += 5
            await pass_by()


def test_a_machine_that_sleeps_loses_no_time() -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Leaping)
        async with awake_for(10):
            loop.slept += 3600
            await pass_by()
        async with awake_for(math.inf):
            loop.slept += 1e9
            await pass_by()
        with pytest.raises(TimeoutError):
            await work_for_15_seconds(loop)
        await pass_by()  # and what it held is over

    with asyncio.Runner(loop_factory=Leaping) as runner:
        runner.run(run())


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 seconds"), (119, "119 seconds"), (320, "5 minutes")]
)
def test_times_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
