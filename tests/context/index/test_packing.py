from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.context.index.packing import (
    pack_definitions,
    pack_uses,
    unpack_definitions,
    unpack_uses,
)


@given(st.dictionaries(st.integers(1, 1 << 30), st.integers(0, 15)))
def test_definitions_come_back(kinds: dict[int, int]) -> None:
    assert unpack_definitions(pack_definitions(kinds)) == tuple(sorted(kinds.items()))


@given(st.dictionaries(st.integers(1, 1 << 30), st.integers(0, 1 << 20)))
def test_uses_come_back(calls: dict[int, int]) -> None:
    assert unpack_uses(pack_uses(calls)) == tuple(sorted(calls.items()))


def test_one_call_takes_no_more_than_its_file() -> None:
    assert len(pack_uses(dict.fromkeys(range(0, 4000, 40), 1))) == 100
