import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.changes import Size, changed_lines, size_of
from evals.matching import Sized, auc, distance, match

BASE = Sized(0, Size(5, 5), "p:a", "python", "version", "version", "k")


def sized(index: int, added: int, removed: int, group: str = "version") -> Sized:
    file, key = f"p:{group}{index}", f"{group}{index}"
    return replace(
        BASE, index=index, size=Size(added, removed), group=group, kind=group, file=file, key=key
    )


def test_size_counts_whole_lines() -> None:
    assert size_of("a\nb = 1\nc\n", "a\nb = 2 + 1\nc\n") == Size(5, 3)
    assert size_of("a\nb\n", "a\n") == Size(0, 1)


def test_changed_lines_are_those_beside_a_deletion_too() -> None:
    assert changed_lines("a\nb\nc\n", "a\nc\n") == {1, 2}
    assert changed_lines("a\nb\nc\n", "a\nx\ny\nc\n") == {2, 3}


def test_the_nearest_in_size_is_chosen_once() -> None:
    planted = [sized(0, 9, 3), sized(1, 4, 4)]
    pool = [sized(0, 4, 4), sized(1, 30, 0), sized(2, 9, 3)]
    assert match(planted, pool, Counter(), 3) == {0: 2, 1: 0}
    assert match(planted, pool[:1], Counter(), 3) == {0: 0}


def test_other_languages_are_no_partners_where_the_pool_has_none() -> None:
    assert match([sized(0, 1, 1)], [], Counter(), 3) == {}


def test_a_file_gives_no_more_than_its_limit() -> None:
    planted = [sized(n, 5, 5) for n in range(4)]
    pool = [replace(sized(n, 5, 5), file="p:same") for n in range(4)]
    assert len(match(planted, pool, Counter(), 3)) == 3
    assert len(match(planted, pool, Counter({"p:same": 2}), 3)) == 1


def test_both_groups_are_chosen_evenly() -> None:
    planted = [sized(n, 5, 5) for n in range(40)]
    pool = [sized(n, 5, 5, "refactoring" if n < 40 else "version") for n in range(80)]
    chosen = match(planted, pool, Counter(), 3)
    groups = Counter("refactoring" if index < 40 else "version" for index in chosen.values())
    assert len(chosen) == 40
    assert abs(groups["refactoring"] - groups["version"]) <= 6


def test_matched_sizes_tell_nothing_where_unmatched_ones_do() -> None:
    rng = random.Random(1)
    planted = [sized(n, rng.randint(0, 5), rng.randint(3, 20)) for n in range(60)]
    groups = ("refactoring", "version")
    pool = [
        replace(sized(n, rng.randint(0, 20), rng.randint(0, 20), groups[n % 2]), key=str(n))
        for n in range(2000)
    ]
    chosen = match(planted, pool, Counter(), 3)
    bad = [case.size.net for case in planted]
    assert auc(bad, [case.size.net for case in pool]) < 0.25
    assert auc(bad, [pool[i].size.net for i in chosen.values()]) == pytest.approx(0.5, abs=0.05)


def test_auc() -> None:
    assert auc([3, 4], [1, 2]) == 1
    assert auc([1, 2], [3, 4]) == 0
    assert auc([1, 1], [1, 1]) == 0.5
    assert auc([2, 0], [1]) == 0.5
    assert auc([], [1]) == 0.5


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_auc_counts_pairs(bad: list[int], good: list[int]) -> None:
    wins = sum((b > g) + (b == g) / 2 for b in bad for g in good)
    assert auc(bad, good) == pytest.approx(wins / (len(bad) * len(good)))


@given(st.integers(0, 50), st.integers(0, 50))
def test_distance_is_nothing_for_the_same_size(added: int, removed: int) -> None:
    assert distance(Size(added, removed), Size(added, removed)) == 0
    assert distance(Size(added, removed), Size(added + 1, removed)) > 0
