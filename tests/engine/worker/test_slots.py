from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.engine.worker.slots import CAPACITY_STEP, CHUNK, GRAIN, Slots


@dataclass
class Cache:
    """What a slot holds, without a model."""

    capacity: int
    length: int = 0

    def rewind(self, length: int) -> None:
        assert length <= self.length
        self.length = length


def make_slots(*, idle_tokens: int = 10 * CAPACITY_STEP, context: int = 8192) -> Slots:
    opened: Any = Cache
    return Slots(opened, context_length=context, cache_bytes=1, idle_bytes=idle_tokens)


def use(slots: Slots, name: str, prompt: list[int], answer: int = 10) -> int:
    """Read a prompt and generate; give how much was cached."""
    cache = slots.take(name, prompt, len(prompt) + answer)
    cached = cache.length
    cache.length = len(prompt) + answer
    slots.give_back(name, cache, prompt)
    return cached


PROMPT = list(range(1000, 1300))


@pytest.mark.parametrize(
    ("common", "cached"), [(300, 288), (288, 288), (287, 256), (31, 0), (32, 32), (0, 0)]
)
def test_what_is_common_is_kept_in_whole_grains(common: int, cached: int) -> None:
    slots = make_slots()
    assert use(slots, "review", PROMPT) == 0
    assert use(slots, "review", PROMPT[:common] + [1] * 50) == cached


def test_a_token_is_always_left_to_read() -> None:
    slots = make_slots()
    use(slots, "review", PROMPT)
    assert use(slots, "review", PROMPT[:128]) == 96


def test_a_last_token_is_only_read_alone_where_it_would_be_without_a_cache() -> None:
    slots = make_slots()
    use(slots, "review", PROMPT)
    assert use(slots, "review", PROMPT[:161]) == 128
    use(slots, "review", PROMPT)
    assert use(slots, "review", PROMPT[: CHUNK * 2 + 1]) == CHUNK * 2


@given(st.integers(1, 300), st.integers(1, 300))
def test_every_row_is_read_in_a_chunk_as_without_a_cache(first: int, second: int) -> None:
    slots = make_slots()
    use(slots, "x", PROMPT[:first])
    cached = use(slots, "x", PROMPT[:second])
    assert cached < second
    assert cached <= first
    assert cached % GRAIN == 0
    alone = second - cached == 1
    assert not alone or second % CHUNK == 1


def test_what_was_generated_is_not_reused() -> None:
    slots = make_slots()
    cache = slots.take("x", PROMPT[:64], 200)
    cache.length = 128  # 64 tokens of an answer
    slots.give_back("x", cache, PROMPT[:64])
    assert use(slots, "x", PROMPT) == 64


def test_a_job_that_ended_early_leaves_what_it_read() -> None:
    slots = make_slots()
    cache = slots.take("x", PROMPT, 400)
    cache.length = 128
    slots.give_back("x", cache, PROMPT)
    assert use(slots, "x", PROMPT) == 128


def test_names_are_kept_apart() -> None:
    slots = make_slots()
    use(slots, "a", PROMPT)
    assert use(slots, "b", PROMPT) == 0
    assert use(slots, "a", PROMPT) == 288


def test_two_at_once_under_one_name_do_not_share() -> None:
    slots = make_slots()
    use(slots, "a", PROMPT)
    first, second = slots.take("a", PROMPT, 310), slots.take("a", PROMPT, 310)
    assert first is not second
    assert (first.length, second.length) == (288, 0)


def test_a_longer_request_gets_a_larger_cache() -> None:
    slots = make_slots()
    assert slots.take("a", PROMPT, 310).capacity == CAPACITY_STEP
    use(slots, "a", PROMPT)
    cache = slots.take("a", PROMPT, CAPACITY_STEP + 1)
    assert (cache.capacity, cache.length) == (2 * CAPACITY_STEP, 0)


def test_no_cache_is_larger_than_the_context() -> None:
    assert make_slots(context=600).take("a", PROMPT, 600).capacity == 600


def test_the_oldest_goes_when_memory_is_short() -> None:
    slots = make_slots(idle_tokens=2 * CAPACITY_STEP)
    for name in ("a", "b", "a", "c"):
        use(slots, name, PROMPT)
    assert slots.idle_tokens == 2 * CAPACITY_STEP
    assert use(slots, "a", PROMPT) == 288
    assert use(slots, "b", PROMPT) == 0


def test_the_latest_is_kept_however_large() -> None:
    slots = make_slots(idle_tokens=0)
    use(slots, "a", PROMPT)
    assert use(slots, "a", PROMPT) == 288
