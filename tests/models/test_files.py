from pathlib import Path
from threading import Thread

import pytest

from r1_assistant.domain.errors import ModelError
from r1_assistant.models.files import human_size, need_space, sizes_below


def test_sizes_of_files_that_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "stays").write_bytes(bytes(10))
    ended = False

    def come_and_go() -> None:
        number = 0
        while not ended:
            folder = tmp_path / f"{number % 7}" / "inner"
            folder.mkdir(parents=True)
            (folder / "file").write_bytes(b"12345")
            (folder / "file").unlink()
            folder.rmdir()
            folder.parent.rmdir()
            number += 1

    thread = Thread(target=come_and_go)
    thread.start()
    try:
        for _ in range(300):
            assert set(sizes_below(tmp_path)) <= {0, 5, 10}
    finally:
        ended = True
        thread.join()
    assert list(sizes_below(tmp_path)) == [10]


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "2 kB"), (10**6, "1 MB"), (1.25e9, "1.2 GB")],
)
def test_sizes_for_people(size: float, text: str) -> None:
    assert human_size(size) == text


def test_too_little_space_is_a_sentence(tmp_path: Path) -> None:
    need_space(tmp_path, 1)
    with pytest.raises(ModelError, match="are needed"):
        need_space(tmp_path, 10**18)
