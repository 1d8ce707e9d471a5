from pathlib import Path

import pytest

from r1_assistant.models import pieces
from r1_assistant.models.pieces import Pieces, Stopped, bytes_there, map_of


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_what_is_there_outlives_the_process_that_brought_it(target: Path) -> None:
    first = Pieces(target, 10, piece=4)
    first.add(1, b"ef")
    first.add(2, b"ij")
    # as after a kill: nothing is closed, nothing flushed
    second = Pieces(target, 10, piece=4)
    assert second.missing() == [0, 1]
    assert second.range_left(1) == (6, 8)
    assert (second.done(), bytes_there(target, 10)) == (4, 4)
    second.add(1, b"gh")
    second.add(0, b"abcd")
    assert second.missing() == []
    assert target.read_bytes() == b"abcdefghij"
    first.close()
    second.close()


def test_nothing_is_written_beyond_a_piece_or_after_the_end(target: Path) -> None:
    file = Pieces(target, 6, piece=3)
    file.add(0, b"abcdef")
    assert (file.have(0), file.have(1)) == (3, 0)
    file.close()
    with pytest.raises(Stopped):
        file.add(1, b"def")
    with pytest.raises(Stopped):
        file.forget(0)
    assert target.read_bytes() == b"abc"


def test_the_size_of_pieces_stays_that_of_the_beginning(target: Path) -> None:
    first = Pieces(target, 10, piece=4)
    first.add(0, b"abcd")
    first.close()
    second = Pieces(target, 10, piece=7)
    assert second.bounds(1) == (4, 8)
    second.close()


@pytest.mark.parametrize(
    "damage",
    [b"", b"x" * 30, b"r1parts1" + b"\xff" * 16 + b"\xff" * 24],
    ids=["empty", "nonsense", "too many bytes"],
)
def test_a_map_that_cannot_be_true_counts_for_nothing(target: Path, damage: bytes) -> None:
    first = Pieces(target, 10, piece=4)
    first.add(0, b"abcd")
    first.close()
    map_of(target).write_bytes(damage)
    assert bytes_there(target, 10) == 0
    second = Pieces(target, 10, piece=4)
    assert second.missing() == [0, 1, 2]
    second.close()


def test_a_map_without_its_file_counts_for_nothing(target: Path) -> None:
    first = Pieces(target, 10, piece=4)
    first.add(0, b"abcd")
    first.close()
    target.unlink()
    assert bytes_there(target, 10) == 0
    second = Pieces(target, 10, piece=4)
    assert second.done() == 0
    second.close()
    pieces.remove(target)
    assert not target.exists()
    assert not map_of(target).exists()


def test_an_empty_file_is_complete_at_once(target: Path) -> None:
    file = Pieces(target, 0)
    assert file.missing() == []
    file.close()
    assert target.read_bytes() == b""
