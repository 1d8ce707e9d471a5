"""What files give up when there is too little room, and how they share it."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.context.index import space
from r1_assistant.context.index.local import bring_up_to_date

FILES = st.dictionaries(
    st.integers(1, 99), st.tuples(st.integers(0, 9999), st.integers(1, 99999)), min_size=1
)


@given(FILES, st.floats(0.01, 0.99))
def test_sparse_files_leave_room_to_dense_ones(
    files: dict[int, tuple[int, int]], part: float
) -> None:
    kept = part * sum(length for length, _ in files.values())
    most = space.density(files, kept)
    after = sum(min(length, most * size) for length, size in files.values())
    assert after == pytest.approx(kept)


def test_where_there_is_room_for_all_there_is_no_limit() -> None:
    assert space.density({1: (10, 100), 2: (90, 100)}, 100) == float("inf")


def dense(random_: random.Random, number: int) -> str:
    """Make a class whose methods are documented, and call what nobody else does."""
    body = "".join(
        f"    def method{number}_{at}(self, value):\n"
        f'        """{random_.getrandbits(400):x}"""\n'
        f"        other{random_.randrange(10**6)}(len(value))\n"
        for at in range(40)
    )
    return f"from m{number + 1} import Class{number + 1}\n\n\nclass Class{number}:\n{body}"


def test_definitions_and_imports_outlast_comments_and_calls(
    root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "FLOOR", 8 << 10)
    random_ = random.Random(3)
    for number in range(30):
        (root / f"m{number}.py").write_text(dense(random_, number))
    (root / "sparse.py").write_text('def f():\n    """Says."""\n    g()\n' + "# .\n" * 2000)
    index = bring_up_to_date(root, [], None)
    assert index.counts().symbols == 30 * 41 + 1
    docs = 0
    for number in range(30):
        facts = index.file(f"m{number}.py")
        assert facts
        assert [one.name for one in facts.imports] == [f"Class{number + 1}"]
        docs += sum(bool(one.doc) for one in facts.definitions)
    assert docs == 0
    (kept,) = index.definitions("f")
    assert kept.doc == "Says."
    assert index.callers("g").count == 1
