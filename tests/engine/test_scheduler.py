import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.domain.generation import Urgency
from r1_assistant.engine.scheduler import Scheduler


def drain(scheduler: Scheduler[str]) -> list[str]:
    order = []
    while (picked := scheduler.pick()) is not None:
        order.append(picked[1])
        scheduler.remove(picked[0])
    return order


def test_the_most_urgent_goes_first_then_the_first_come() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.add(1, Urgency.BACKGROUND, "index")
    scheduler.add(2, Urgency.NORMAL, "review")
    scheduler.add(3, Urgency.INTERACTIVE, "completion")
    scheduler.add(4, Urgency.NORMAL, "second review")
    scheduler.add(5, Urgency.INTERACTIVE, "second completion")
    assert drain(scheduler) == [
        "completion",
        "second completion",
        "review",
        "second review",
        "index",
    ]


@given(st.lists(st.sampled_from(Urgency)))
def test_the_order_is_a_stable_sort(urgencies: list[Urgency]) -> None:
    scheduler: Scheduler[str] = Scheduler()
    for number, urgency in enumerate(urgencies):
        scheduler.add(number, urgency, f"{number}")
    expected = sorted(range(len(urgencies)), key=lambda number: urgencies[number])
    assert drain(scheduler) == [f"{number}" for number in expected]


def test_a_job_keeps_its_place_while_another_overtakes() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.add(1, Urgency.NORMAL, "first")
    scheduler.add(2, Urgency.NORMAL, "second")
    assert scheduler.pick() == (1, "first")
    scheduler.add(3, Urgency.INTERACTIVE, "urgent")
    assert scheduler.pick() == (3, "urgent")
    scheduler.remove(3)
    assert scheduler.pick() == (1, "first")


def test_a_cancelled_job_is_gone() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.add(1, Urgency.NORMAL, "a")
    assert scheduler.remove(1) == "a"
    assert scheduler.remove(1) is None
    assert scheduler.pick() is None
    assert len(scheduler) == 0


def test_a_number_is_used_once() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.add(1, Urgency.NORMAL, "a")
    with pytest.raises(ValueError, match="already"):
        scheduler.add(1, Urgency.NORMAL, "b")
