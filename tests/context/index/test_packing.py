from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.context.index.packing import pack, unpack


@given(st.lists(st.integers(min_value=0, max_value=1 << 40)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert unpack(pack(sorted(numbers))) == sorted(numbers)


def test_close_numbers_take_a_byte_each() -> None:
    assert len(pack(range(0, 1000, 10))) == 100
