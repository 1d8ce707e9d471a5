import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.context.index.packing import CALLED, CALLED_OFTEN, CODES, Posting, pack, unpack


def posting(file: int, code: int, often: int) -> Posting:
    return file, code, often if code == CALLED_OFTEN else int(code == CALLED)


POSTINGS = st.builds(
    posting, st.integers(1, 1 << 30), st.integers(0, CODES - 1), st.integers(2, 1 << 20)
)
BUCKETS = st.dictionaries(
    st.integers(0, 1 << 17), st.lists(POSTINGS, min_size=1, max_size=5, unique=True), max_size=9
)


@given(BUCKETS)
def test_buckets_come_back(bucket: dict[int, list[Posting]]) -> None:
    sorted_ = {rest: tuple(sorted(postings)) for rest, postings in bucket.items()}
    assert unpack(pack(bucket)) == sorted_


@given(BUCKETS.filter(bool))
def test_half_of_one_is_none(bucket: dict[int, list[Posting]]) -> None:
    ((rest, postings), *_) = bucket.items()
    with pytest.raises(ValueError, match="too early"):
        unpack(pack({rest: postings})[:-1])


def test_a_new_name_takes_four_bytes_and_one_call_in_a_near_file_one() -> None:
    names = {rest: [(1000 + rest % 1000, CALLED, 1)] for rest in range(0, 1 << 17, 4096)}
    assert len(pack(names)) <= 4 * len(names)
    assert len(pack({0: [(file, CALLED, 1) for file in range(0, 1700, 17)]})) == 102
