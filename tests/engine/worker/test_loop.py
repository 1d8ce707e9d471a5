import queue
from typing import Any

import pytest

from r1_assistant.domain.errors import ContextTooLong, EngineError
from r1_assistant.domain.generation import Urgency
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.job import Job
from r1_assistant.engine.worker.loop import Loop


class Counter:
    """A job of some steps, each of which says its number."""

    def __init__(self, name: str, steps: int) -> None:
        self.name = name
        self.left = steps
        self.closed = 0

    @property
    def done(self) -> bool:
        return self.left == 0

    def step(self) -> Frame | None:
        if self.name == "faulty":
            raise RuntimeError("no such kernel\nand more")
        self.left -= 1
        return {"op": "done" if self.done else "text", "name": self.name}

    def answer_now(self) -> None:
        self.left = 1

    def cancel(self) -> Frame:
        return {"op": "done", "name": self.name, "cancelled": True}

    def close(self) -> None:
        self.closed += 1


class Bench:
    """A loop with counters for jobs."""

    def __init__(self) -> None:
        self.commands: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self.sent: list[Frame] = []
        self.jobs: dict[int, Counter] = {}
        self.loop = Loop(self.commands, self.sent.append)
        self.loop.starts["start"] = self.start

    def start(self, command: Frame) -> tuple[Urgency, Job]:
        if command["name"] == "refused":
            raise ContextTooLong("Too long.", hint="Say less.")
        job = Counter(command["name"], command["steps"])
        self.jobs[command["id"]] = job
        return Urgency(command["urgency"]), job

    def put(self, number: int, name: str, steps: int = 3, urgency: int = 1) -> None:
        values: dict[str, Any] = {"name": name, "steps": steps, "urgency": urgency}
        self.commands.put({"op": "start", "id": number, **values})

    def names(self) -> str:
        return "".join(frame.get("name", "") for frame in self.sent)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_jobs_run_in_turn(bench: Bench) -> None:
    bench.put(1, "a")
    bench.put(2, "b")
    for _ in range(6):
        bench.loop.turn()
    assert bench.names() == "aaabbb"
    assert [frame["step"] for frame in bench.sent] == [1, 2, 3, 4, 5, 6]
    assert [job.closed for job in bench.jobs.values()] == [1, 1]


def test_an_urgent_job_overtakes_at_the_next_step_and_nothing_is_lost(bench: Bench) -> None:
    bench.put(1, "a", 4)
    bench.loop.turn()
    bench.loop.turn()
    bench.put(2, "U", 2, urgency=0)
    for _ in range(4):
        bench.loop.turn()
    assert bench.names() == "aaUUaa"


def test_cancel_counts_at_the_next_step(bench: Bench) -> None:
    bench.put(1, "a", 100)
    bench.put(2, "b", 1)
    bench.loop.turn()
    bench.commands.put({"op": "cancel", "id": 1})
    bench.loop.turn()
    assert bench.names() == "aab"
    assert bench.sent[1] == {"op": "done", "name": "a", "cancelled": True, "step": 1}
    assert bench.jobs[1].closed == 1


def test_a_late_cancel_is_harmless(bench: Bench) -> None:
    bench.put(1, "a", 1)
    bench.loop.turn()
    bench.commands.put({"op": "cancel", "id": 1})
    bench.commands.put({"op": "cancel", "id": 99})
    bench.put(2, "b", 1)
    bench.loop.turn()
    assert bench.names() == "ab"


def test_a_job_answers_now_at_its_next_step(bench: Bench) -> None:
    bench.put(1, "a", 100)
    bench.loop.turn()
    bench.commands.put({"op": "answer_now", "id": 1})
    bench.commands.put({"op": "answer_now", "id": 99})
    bench.loop.turn()
    assert [frame["op"] for frame in bench.sent] == ["text", "done"]


def test_a_job_that_fails_takes_nobody_along(bench: Bench) -> None:
    bench.put(1, "faulty")
    bench.put(2, "b", 1)
    bench.loop.turn()
    bench.loop.turn()
    error = {"kind": "EngineError", "message": "The model failed: no such kernel", "hint": ""}
    assert bench.sent[0] == {"op": "error", "id": 1, **error}
    assert bench.names() == "b"
    assert bench.jobs[1].closed == 0  # its cache may be broken


def test_a_request_that_cannot_start_is_answered(bench: Bench) -> None:
    bench.put(1, "refused")
    bench.put(2, "b", 1)
    bench.loop.turn()
    error = {"kind": "ContextTooLong", "message": "Too long.", "hint": "Say less."}
    assert bench.sent[0] == {"op": "error", "id": 1, **error}
    assert bench.names() == "b"


def test_answers_come_between_steps(bench: Bench) -> None:
    def refuse(_: Frame) -> Frame:
        raise EngineError("No.")

    bench.loop.answers["refuse"] = refuse
    bench.put(1, "a", 5)
    bench.loop.turn()
    bench.commands.put({"op": "stats", "id": 7})
    bench.commands.put({"op": "refuse", "id": 8})
    bench.commands.put({"op": "unheard of", "id": 9})
    bench.loop.turn()
    assert bench.sent[1] == {"op": "reply", "id": 7, "step": 1, "jobs": 1}
    assert bench.sent[2]["message"] == "No."
    assert bench.names() == "aa"


@pytest.mark.parametrize(
    ("alone", "order"),
    [(False, ["slow", "urgent", "urgent", "slow"]), (True, ["slow", "slow", "urgent", "urgent"])],
)
def test_one_at_a_time_a_job_goes_on_to_its_end(alone: bool, order: list[str]) -> None:
    bench = Bench()
    bench.loop.one_at_a_time = alone
    bench.put(1, "slow", 2, urgency=3)
    bench.loop.turn()
    bench.put(2, "urgent", 2, urgency=0)
    for _ in range(3):
        bench.loop.turn()
    assert [frame["name"] for frame in bench.sent] == order
