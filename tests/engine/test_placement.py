"""A model that does not load in one place is tried in the next."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from r1_assistant.domain.errors import EngineCrashed, EngineError
from r1_assistant.domain.generation import EngineStatus, ModelInfo
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.keeper import MOST_RESTARTS
from r1_assistant.engine.placement import Placement, Target, target_from_wire, target_to_wire
from support.listed_places import Listed, answer

TOY = (sys.executable, str(Path(__file__).with_name("toy_worker.py")))


class Engines:
    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.seen: list[EngineStatus] = []

    def place(self, name: str, device: str, notice: str = "") -> Placement:
        provider = "" if device == "cpu" else "SomeExecutionProvider"
        info = ModelInfo(name, name, len(name), False, False, device)
        return Placement(self.folder / name, info, Target(device, provider), notice)

    def engine(self, listed: Listed) -> LocalEngine:
        first = listed.places[0]
        engine = LocalEngine(
            first.folder,
            first.info,
            log_file=self.folder / "log" / "engine.log",
            command=TOY,
            on_status=self.seen.append,
            placing=listed,
        )
        self.stack.push_async_callback(engine.aclose)
        return engine


@pytest.fixture
async def engines(tmp_path: Path) -> AsyncIterator[Engines]:
    async with AsyncExitStack() as stack:
        yield Engines(tmp_path, stack)


async def test_the_first_place_that_takes_it_has_it(engines: Engines) -> None:
    listed = Listed(engines.place("a", "npu"), engines.place("b", "cpu"))
    engine = engines.engine(listed)
    assert await answer(engine) == "hello!"
    assert (engine.status().model, engine.status().device) == ("a", "npu")
    assert engine.status().notice == ""
    assert listed.failures == []


async def test_a_refusal_is_told_and_the_next_place_tried(engines: Engines) -> None:
    listed = Listed(
        engines.place("a-not-on-npu", "npu"),
        engines.place("b-not-on-gpu", "gpu"),
        engines.place("a-not-on-npu", "cpu", "It runs on the CPU."),
    )
    engine = engines.engine(listed)
    assert await answer(engine) == "hello!"
    assert listed.failures == [
        ("npu", "no_device", "It has no device."),
        ("gpu", "no_device", "It has no device."),
    ]
    status = engine.status()
    assert (status.state, status.device, status.notice) == ("ready", "cpu", "It runs on the CPU.")
    assert (await engine.info()).device == "cpu"
    await engine.aclose()
    assert engines.seen[-1].notice == "It runs on the CPU."


async def test_another_build_has_its_own_limits(engines: Engines) -> None:
    listed = Listed(engines.place("a-not-on-npu", "npu"), engines.place("another", "cpu"))
    engine = engines.engine(listed)
    assert (await engine.info()).id == "a-not-on-npu"
    await engine.warm_up()
    assert (await engine.info()).id == engine.status().model == "another"
    assert engine.status().context_length == len("another")


@pytest.mark.parametrize(("name", "how"), [("deadly", "exit code 7"), ("segfault", "SIGSEGV")])
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_a_crash_on_a_device_counts_as_a_failed_load(
    engines: Engines, name: str, how: str
) -> None:
    listed = Listed(engines.place(name, "npu"), engines.place("b", "cpu"))
    assert await answer(engines.engine(listed)) == "hello!"
    ((device, cause, message),) = listed.failures
    assert (device, cause) == ("npu", "crash")
    assert how in message


async def test_a_device_on_which_it_crashes_again_and_again_is_left(engines: Engines) -> None:
    listed = Listed(engines.place("a", "npu"), engines.place("b", "cpu"))
    engine = engines.engine(listed)
    for _ in range(MOST_RESTARTS + 1):
        with pytest.raises(EngineCrashed):
            await answer(engine, "crash")
        assert engine.status().model == "a"
    assert await answer(engine) == "hello!"
    assert engine.status().model == "b"
    ((device, cause, message),) = listed.failures
    assert (device, cause) == ("npu", "crash")
    assert "crashed 4 times" in message


async def test_a_crash_on_the_cpu_is_one(engines: Engines) -> None:
    listed = Listed(engines.place("deadly", "cpu"))
    engine = engines.engine(listed)
    with pytest.raises(EngineError, match=r"deadly could not be loaded.*exit code 7"):
        await answer(engine)
    assert listed.failures == []
    assert engine.status().state == "failed"


async def test_damaged_files_are_no_reason_for_another_device(engines: Engines) -> None:
    listed = Listed(engines.place("damaged", "npu"), engines.place("b", "cpu"))
    with pytest.raises(EngineError, match="damaged could not be loaded: It is damaged"):
        await answer(engines.engine(listed))
    assert listed.failures == []


async def test_nothing_is_left(engines: Engines) -> None:
    engine = engines.engine(Listed(engines.place("a-not-on-npu", "npu")))
    with pytest.raises(EngineError, match="Nothing is left"):
        await answer(engine)
    assert engine.status().state == "failed"


async def test_what_failed_is_not_tried_by_the_next_process(engines: Engines) -> None:
    listed = Listed(engines.place("a-not-on-npu", "npu"), engines.place("b", "cpu"))
    engine = engines.engine(listed)
    await engine.warm_up()
    await engine.aclose()
    await engine.warm_up()
    assert len(listed.failures) == 1


async def test_without_other_places_a_refusal_is_an_error(tmp_path: Path) -> None:
    info = ModelInfo("m", "m", 9, False, False, "npu")
    log = tmp_path / "log" / "engine.log"
    engine = LocalEngine(tmp_path / "m-not-on-npu", info, log_file=log, command=TOY)
    with pytest.raises(EngineError, match="m could not be loaded on the NPU: It has no device"):
        await answer(engine)


def test_targets_travel() -> None:
    target = Target("npu", "P", "/l.so", windows_ml=True, options={"a": "b"}, as_built=False)
    assert target_from_wire(target_to_wire(target)) == target
    assert target_from_wire({}) == Target()
    assert not Target().on_device
    assert all(t.on_device for t in (target, Target("npu"), Target(as_built=False)))
