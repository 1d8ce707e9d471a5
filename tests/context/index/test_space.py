"""An index is never larger than a fifth of its source, or 64 kB."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from r1_assistant.context.index import space
from r1_assistant.context.index.blocks import unpack_rows
from r1_assistant.context.index.local import bring_up_to_date
from r1_assistant.context.index.reader import Counts, Index
from r1_assistant.context.index.schema import database_of

FLOOR = 16 << 10
"""Less than there really is, so that small trees show what happens beyond it."""


@pytest.fixture(autouse=True)
def floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "FLOOR", FLOOR)


def one_line_functions(random_: random.Random) -> str:
    return "".join(f"def f{random_.randrange(10**9)}(): pass\n" for _ in range(200))


def calls(random_: random.Random) -> str:
    return "".join(f"c{random_.randrange(10**9)}()\n" for _ in range(300))


def imports(random_: random.Random) -> str:
    return "".join(f"import m{random_.randrange(10**9)} as n\n" for _ in range(150))


def all_comments(random_: random.Random) -> str:
    return "".join(
        f"# {random_.getrandbits(400):x}\ndef f{random_.randrange(10**6)}(): pass\n"
        for _ in range(100)
    )


def documented(random_: random.Random) -> str:
    return "".join(
        f"def f{number}(a: int, b: str = '{random_.getrandbits(60):x}') -> None:\n"
        f'    """{random_.getrandbits(700):x}"""\n    g{random_.randrange(50)}(a)\n'
        for number in range(60)
    )


def ordinary(random_: random.Random) -> str:
    body = "    value = first + second  # of no interest whatever\n" * 12
    names = [f"name{random_.randrange(5000)}" for _ in range(20)]
    return "".join(f"def {name}(self, first, second):\n{body}    call_{name}()\n" for name in names)


def tiny(random_: random.Random) -> str:
    return f"x{random_.randrange(99)} = 1\n"


def check(root: Path) -> float:
    """Compare the database with the source; give its part of it."""
    source = sum(path.stat().st_size for path in root.rglob("*.py"))
    folder = database_of(root).parent
    size = sum(path.stat().st_size for path in folder.glob("index.sqlite*"))
    assert size <= max(FLOOR, source / 5)
    return size / source


@pytest.mark.parametrize(
    ("make", "count"),
    [
        *((one_line_functions, 30), (calls, 40), (imports, 40), (all_comments, 20)),
        *((documented, 12), (ordinary, 20), (tiny, 800)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_it_is_small_enough(
    root: Path, home: Path, make: Callable[[random.Random], str], count: int
) -> None:
    random_ = random.Random(count)
    for number in range(count):
        (root / f"m{number}.py").write_text(make(random_))
    index = bring_up_to_date(root, [], None)
    check(root)
    assert index.counts().files >= min(count, 300)
    if make is not tiny:
        assert index.counts().symbols + sum(map(len, used(index, count))) > count


def used(index: Index, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        facts = index.file(f"m{number}.py")
        assert facts
        yield (*facts.calls, *facts.imports)


def test_nothing_is_left_out_of_ordinary_source(root: Path, home: Path) -> None:
    random_ = random.Random(1)
    for number in range(40):
        (root / f"m{number}.py").write_text(ordinary(random_))
    index = bring_up_to_date(root, [], None)
    assert index.counts() == Counts(40, 800)
    assert all(len(calls) == len(set(calls)) > 15 for calls in used(index, 40))


def test_it_stays_small_when_what_left_room_has_gone(root: Path, home: Path) -> None:
    random_ = random.Random(1)
    for number in range(40):
        (root / f"a{number}.py").write_text(one_line_functions(random_))
        (root / f"b{number}.py").write_text(("#" * 400 + "\n") * 50)
    bring_up_to_date(root, [], None)
    before = check(root)
    for number in range(40):
        (root / f"b{number}.py").unlink()
    index = bring_up_to_date(root, [], None)
    assert check(root) > before
    assert index.counts().files == 40


def test_it_stays_small_through_many_changes(root: Path, home: Path) -> None:
    random_ = random.Random(2)
    for _ in range(6):
        for number in random_.sample(range(30), 12):
            make = random_.choice([one_line_functions, calls, documented, tiny])
            (root / f"m{number}.py").write_text(make(random_))
        bring_up_to_date(root, [], None)
        check(root)
    index = bring_up_to_date(root, [], None)
    database = sqlite3.connect(database_of(root))
    rows = [
        row
        for (data,) in database.execute("SELECT files FROM blocks")
        for row in unpack_rows(data)
        if row is not None and not row.skipped
    ]
    database.close()
    assert index.counts() == Counts(len(rows), sum(row.symbols for row in rows))
    assert all(index.file(row.path) for row in rows)
