import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.features.kept_texts import KeptTexts, key_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "texts.sqlite"


def test_what_was_put_is_found(file: Path) -> None:
    cache = KeptTexts(file)
    assert cache.get("a") is None
    cache.put("a", "It adds.\U0001f600")
    cache.put("a", "It subtracts.\U0001f600")
    assert KeptTexts(file).get("a") == "It subtracts.\U0001f600"


def test_the_oldest_used_go_first(file: Path) -> None:
    cache = KeptTexts(file, most_rows=3)
    for key in "abc":
        cache.put(key, key)
    assert cache.get("a") == "a"
    cache.put("d", "d")
    assert [cache.get(key) for key in "abcd"] == ["a", None, "c", "d"]


def test_the_size_is_bounded_in_bytes(file: Path) -> None:
    cache = KeptTexts(file, most_bytes=100)
    cache.put("a", "é" * 30)
    cache.put("b", "é" * 30)
    assert (cache.get("a"), cache.get("b")) == (None, "é" * 30)
    cache.put("c", "x" * 101)
    assert (cache.get("b"), cache.get("c")) == (None, None)


def test_a_torn_file_is_made_anew(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is no database" * 100)
    cache = KeptTexts(file)
    assert cache.get("a") is None
    cache.put("a", "text")
    assert cache.get("a") == "text"


def test_a_damaged_page_is_a_miss_and_then_gone(file: Path) -> None:
    cache = KeptTexts(file)
    for number in range(200):
        cache.put(str(number), "x" * 500)
    data = bytearray(file.read_bytes())
    data[100:] = b"\x55" * (len(data) - 100)
    file.write_bytes(data)
    assert cache.get("7") is None
    cache.put("7", "anew")
    cache.put("7", "anew")  # the first call may have been the one that found the damage
    assert cache.get("7") == "anew"


def test_a_locked_file_is_a_miss(file: Path) -> None:
    cache = KeptTexts(file)
    cache.put("a", "text")
    other = sqlite3.connect(file, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        cache.put("b", "lost")
        assert cache.get("b") is None
        other.execute("COMMIT")
    finally:
        other.close()
    assert cache.get("a") == "text"


def test_reading_goes_on_while_another_writes(file: Path) -> None:
    cache = KeptTexts(file)
    cache.put("a", "text")
    cache.put("b", "text")
    other = sqlite3.connect(file, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert cache.get("a") == "text"
    finally:
        other.close()


def test_nowhere_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = KeptTexts(tmp_path / "file" / "texts.sqlite")
    cache.put("a", "text")
    assert cache.get("a") is None


def test_half_a_surrogate_pair_is_not_kept(file: Path) -> None:
    cache = KeptTexts(file)
    cache.put("a", "\ud83d")
    assert cache.get("a") is None


def test_several_processes_write_at_once(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from r1_assistant.features.kept_texts import KeptTexts\n"
        "cache = KeptTexts(Path(sys.argv[1]), most_rows=50)\n"
        "for n in range(60): cache.put(f'{sys.argv[2]}{n}', 'text'); cache.get(f'{sys.argv[2]}{n}')"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(file), name], stderr=subprocess.PIPE)
        for name in "ab"
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, b"")
    with sqlite3.connect(file) as database:
        (count,) = database.execute("SELECT count(*) FROM texts").fetchone()
    database.close()
    assert 0 < count <= 50


@pytest.mark.parametrize(
    "other", [("a", "c"), ("b", "a"), ("ab", ""), ("a", "b", ""), ("ab",), ("a", "b\ud800")]
)
def test_the_key_depends_on_every_part_and_its_place(other: tuple[str, ...]) -> None:
    key = key_of("a", "b")
    assert len(key) == 64
    assert key == key_of("a", "b")
    assert key != key_of(*other)
