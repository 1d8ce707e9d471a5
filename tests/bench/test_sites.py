from collections.abc import Sequence

from bench.sites import Call, Target, choose, is_test


def call(path: str, offset: int) -> Call:
    return Call(path, offset, offset, offset + 1, "f")


def elsewhere(batch: Sequence[Call]) -> list[tuple[Target, ...]]:
    return [(Target("other.py", 1, "def f()"),) for _ in batch]


CALLS = [call("tests/a.py", at) for at in range(90)] + [call("a.py", at) for at in range(10)]


def test_a_sample_depends_on_the_seed_alone() -> None:
    one = choose(CALLS, 10, "seed", elsewhere)
    assert one == choose(CALLS[::-1], 10, "seed", elsewhere)
    assert one != choose(CALLS, 10, "another", elsewhere)


def test_at_most_half_of_any_beginning_is_in_tests() -> None:
    chosen = [is_test(found.path) for found, _ in choose(CALLS, 30, "seed", elsewhere)]
    assert len(chosen) == 20
    assert all(2 * sum(chosen[:count]) <= count for count in range(1, len(chosen) + 1))


def test_what_is_defined_in_the_same_file_or_unknown_is_no_site() -> None:
    def find(batch: Sequence[Call]) -> list[tuple[Target, ...]]:
        return [(Target(one.path, 1, ""),) if one.offset % 2 else () for one in batch]

    assert choose(CALLS, 10, "seed", find) == []
